/** One matcher of a selector: `cronjob=~"a|b"`. */
interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Selectors of metrics in an expression of Prometheus, the braces of `before<metric>{…}`; both are patterns. */
export function selectors(expression: string, metric: string, before = ""): readonly (readonly Matcher[])[] {
  const pattern = new RegExp(`${before}\\b(?:${metric})\\s*\\{([^}]*)\\}`, "g");
  return [...expression.matchAll(pattern)].map(([, inner = ""]) =>
    [...inner.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g)].map(
      ([, label = "", operator = "", value = ""]) => ({ label, operator, value }),
    ),
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
