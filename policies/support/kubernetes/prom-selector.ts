/** One matcher of a selector: `cronjob=~"a|b"`. */
interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** What stands around a metric in an expression: both are patterns. */
interface Around {
  readonly before?: string;
  readonly after?: string;
}

/** A matcher; a text is in any of the three quotes of Prometheus. */
const MATCHER = /(\w+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)/g;

/** Selectors of metrics, a pattern, in an expression of Prometheus: the braces of `<metric>{…}`, if there are any. */
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

/** True where a selector lets a label's value pass; one that says nothing of the label does. */
export function lets(selector: readonly Matcher[], label: string, value: string): boolean {
  return selector
    .filter((matcher) => matcher.label === label)
    .every(({ operator, value: given }) => {
      if (operator.endsWith("~")) return fullMatch(given, value) === (operator === "=~");
      return (given === value) === (operator === "=");
    });
}

/** True where a selector says something of a label. */
export function names(selector: readonly Matcher[], label: string): boolean {
  return selector.some((matcher) => matcher.label === label);
}
