/** One matcher of a selector: `cronjob=~"a|b"`. */
interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Patterns around a metric in an expression. */
interface Around {
  readonly before?: string;
  readonly after?: string;
}

/** A matcher; its value has any of the three kinds of quotes of Prometheus. */
const MATCHER = /(\w+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)/g;

/** Selectors of metrics that match a pattern in a Prometheus expression: the braces of `<metric>{…}`, if any. */
export function selectors(
  expression: string,
  metric: string,
  { before = "", after = "" }: Around = {},
): readonly (readonly Matcher[])[] {
  const braces = "(?:\\s*\\{([^}]*)\\}|(?!\\s*\\{))";
  const pattern = new RegExp(`${before}\\b(?:${metric})\\b${braces}${after}`, "g");
  return [...expression.matchAll(pattern)].map(([, inner = ""]) =>
    [...inner.matchAll(MATCHER)].map(([, label = "", operator = "", quoted = ""]) => ({
      label,
      operator,
      value: quoted.slice(1, -1),
    })),
  );
}

function fullMatch(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return false;
  }
}

/** Whether a selector matches a label's value; it does if it does not restrict the label. */
export function lets(selector: readonly Matcher[], label: string, value: string): boolean {
  return selector
    .filter((matcher) => matcher.label === label)
    .every(({ operator, value: given }) => {
      if (operator.endsWith("~")) return fullMatch(given, value) === (operator === "=~");
      return (given === value) === (operator === "=");
    });
}

/** Whether a selector restricts a label. */
export function names(selector: readonly Matcher[], label: string): boolean {
  return selector.some((matcher) => matcher.label === label);
}
