/** A matcher's value: equal to a text, or matching a regular expression. */
export type Matcher = string | { readonly matches: string } | { readonly matchesNot: string };

function matcher([label, value]: readonly [string, Matcher]): string {
  if (typeof value === "string") return `${label}="${value}"`;
  return "matches" in value ? `${label}=~"${value.matches}"` : `${label}!~"${value.matchesNot}"`;
}

/** `metric{label="value",…}`, labels in the order given. */
export function series(metric: string, labels: Readonly<Record<string, Matcher>>): string {
  return `${metric}{${Object.entries(labels).map(matcher).join(",")}}`;
}

/** A regular expression of exactly these texts, without backslashes, which PromQL needs doubled. */
export function anyOf(texts: readonly string[]): Matcher {
  return { matches: texts.map((text) => text.replace(/[.?+*^$()[\]{}|]/g, "[$&]")).join("|") };
}

/** Whole seconds of some minutes. */
export const secondsOf = (minutes: number): number => Math.round(minutes * 60);

/** Joins the lines of a long expression unchanged, so that a reviewer can read them one by one. */
export const lines = (...parts: readonly string[]): string => parts.join("\n");

/**
 * True only if the namespace has metrics: without kube-state-metrics `absent()` would fire for every object at once, and
 * ClusterMetricsMissing alone is enough.
 */
export const whereSeen = (namespace: string): string =>
  `and on (namespace) ${series("kube_namespace_created", { namespace })}`;

/** One series of each object: an exporter that runs twice, or is scraped twice, reports it twice. */
export const unique = (labels: readonly string[], expr: string): string =>
  `max by (${labels.join(", ")}) (${expr})`;

/** The series of an expression, with what is missing in label `missing`; without backslashes and double quotes. */
export const missing = (what: string, expr: string): string =>
  `label_replace(${expr}, "missing", "${what}", "", "")`;
