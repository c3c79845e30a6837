/** A matcher's value: equal to a text, or anything that a regular expression has. */
export type Matcher = string | { readonly matches: string } | { readonly matchesNot: string };

function matcher([label, value]: readonly [string, Matcher]): string {
  if (typeof value === "string") return `${label}="${value}"`;
  return "matches" in value ? `${label}=~"${value.matches}"` : `${label}!~"${value.matchesNot}"`;
}

/** `metric{label="value",…}`, labels in the order given. */
export function series(metric: string, labels: Readonly<Record<string, Matcher>>): string {
  return `${metric}{${Object.entries(labels).map(matcher).join(",")}}`;
}

/** A regular expression that has exactly these texts; needs no backslash, which PromQL would want twice. */
export function anyOf(texts: readonly string[]): Matcher {
  return { matches: texts.map((text) => text.replace(/[.?+*^$()[\]{}|]/g, "[$&]")).join("|") };
}

/** Seconds of some minutes, whole. */
export const secondsOf = (minutes: number): number => Math.round(minutes * 60);

/** Joins the lines of a long expression as they are, so that a review reads them one by one. */
export const lines = (...parts: readonly string[]): string => parts.join("\n");

/**
 * Truth only where the namespace is known: without kube-state-metrics `absent()` would tell of every object at once, and
 * ClusterMetricsMissing tells it alone.
 */
export const whereSeen = (namespace: string): string =>
  `and on (namespace) ${series("kube_namespace_created", { namespace })}`;
