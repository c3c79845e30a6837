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

/** Why an alert's expression cannot tell a failure from none; undefined if it can. */
export function constantFault(expression: string): string | undefined {
  if (expression.trim() === "") return "is empty";
  if (readsNothing(expression)) return "reads no metric";
  const bare = expression.replace(TEXTS, '""');
  if (IMPOSSIBLE.test(bare)) return "compares with what no value reaches";
  return UNLESS_ITSELF.test(expression) ? "is never there unless it is" : undefined;
}
