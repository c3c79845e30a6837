/** Words of PromQL that are no metrics. */
const KEYWORDS = new Set(
  "and or unless by without on ignoring group_left group_right bool offset inf nan start end atan2".split(
    " ",
  ),
);
const TEXTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g;
const COMMENTS = /#.*$/gm;
/** Labels in the parentheses of a grouping, which are no metrics. */
const GROUPING = /\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi;
/** Times: `[5m]`, `offset 1h`, `5m`. */
const DURATIONS = /\[[^\]]*\]|(?<![\w:])\d[\w.]*/g;

/** Whether an expression reads no metric: its value is the same whatever happens, but for the time. */
function readsNothing(expression: string): boolean {
  const bare = expression.replace(TEXTS, '""').replace(COMMENTS, "");
  if (/\{[^}]*\S[^}]*\}/.test(bare)) return false;
  const rest = bare.replace(GROUPING, " ").replace(DURATIONS, " ");
  const words = [...rest.matchAll(/[A-Za-z_:][\w:]*(?!\w)(\s*\()?/g)];
  return words.every(([word, call]) => call !== undefined || KEYWORDS.has(word.toLowerCase()));
}

/** A comparison that nothing passes. */
const IMPOSSIBLE = /(?:>=?|==)\s*(?:bool\s+)?\+?(?:inf|nan)\b|<=?\s*(?:bool\s+)?(?:-\s*inf|nan)\b/i;
/** What is there unless it is there. */
const UNLESS_ITSELF = /^\s*(\S.*?)\s+unless\s+\1\s*$/s;

/** Functions that are never below zero. */
const AT_LEAST_ZERO = /^\s*(?:count|rate|irate|increase|changes|resets|count_over_time)\b/;
/** A comparison at the end that nothing at least 0 passes, and one that no count of something passes. */
const BELOW_ZERO = /<\s*(?:0+(?:\.0+)?|-[\d.]+)\s*$|<=\s*-[\d.]+\s*$/;
const NONE = /(?:==\s*0|<=\s*0|<\s*1)\s*$/;

/** Whether an expression is one call, of a grouping too, with a comparison after it. */
function isOneCall(expression: string): boolean {
  let depth = 0;
  let calls = 0;
  for (const sign of expression) {
    if (sign === "(") depth += 1;
    else if (sign === ")") {
      depth -= 1;
      if (depth === 0) calls += 1;
    }
  }
  return depth === 0 && calls === (/\b(?:by|without)\s*\(/i.test(expression) ? 2 : 1);
}

/** A count of nothing is not 0 but absent, and a rate does not fall below 0. */
function isNeverSo(expression: string): boolean {
  if (!AT_LEAST_ZERO.test(expression) || !isOneCall(expression)) return false;
  return BELOW_ZERO.test(expression) || (/^\s*count\b/.test(expression) && NONE.test(expression));
}

const LIMITS = /^\s*(\S.*?)\s*([<>])=?\s*(-?[\d.]+)\s+and\s+\1\s*([<>])=?\s*(-?[\d.]+)\s*$/s;

/** Whether a value must be above one limit and below a smaller one. */
function contradicts(expression: string): boolean {
  const [, , first = "", one = "", second = "", other = ""] = LIMITS.exec(expression) ?? [];
  if (first === "" || first === second) return false;
  const [low, high] = first === ">" ? [one, other] : [other, one];
  return Number(low) >= Number(high);
}

/** Why an alert's expression cannot tell a failure from none; undefined if it can. */
export function constantFault(expression: string): string | undefined {
  if (expression.trim() === "") return "is empty";
  if (readsNothing(expression)) return "reads no metric";
  const bare = expression.replace(TEXTS, '""');
  if (IMPOSSIBLE.test(bare)) return "compares with what no value reaches";
  if (isNeverSo(bare)) return "compares with what no count and no rate reaches";
  if (contradicts(expression)) return "demands two limits that exclude each other";
  return UNLESS_ITSELF.test(expression) ? "is never there unless it is" : undefined;
}
