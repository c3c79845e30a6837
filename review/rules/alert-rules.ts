import { fieldsOf, type Fields, listOf, textOf } from "../value";

const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** Seconds of a duration as Prometheus writes it, `1h30m`; undefined if it is none. */
export function seconds(text: string): number | undefined {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return text === "0" ? 0 : undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0),
    0,
  );
}

/**
 * Alerts of a PrometheusRule by name; where several have one name, in their order: `Down`, `Down 2`. What one stack calls
 * a group is of no account.
 */
export function alertsOf(inputs: Fields): ReadonlyMap<string, Fields> {
  const found = new Map<string, Fields>();
  const rules = listOf(fieldsOf(inputs["spec"])["groups"]).flatMap((group) =>
    listOf(fieldsOf(group)["rules"]),
  );
  for (const rule of rules.map(fieldsOf)) {
    const name = textOf(rule["alert"]);
    if (name === undefined) continue;
    let key = name;
    for (let count = 2; found.has(key); count++) key = `${name} ${count}`;
    found.set(key, rule);
  }
  return found;
}

const THRESHOLD = /(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?)/g;
/** How far back a condition looks follows its threshold: `[15m]`. */
const RANGE = /\[[\w:]+\]/g;

/**
 * How a condition is met less often: a threshold moved away, all else being equal, as `> 5 → > 10`; or another condition, of
 * which nobody can tell. Undefined where it is not.
 */
export function looser(before: string, after: string): string | undefined {
  const [was = [], is = []] = [before, after].map((text) => [...text.matchAll(THRESHOLD)]);
  const rest = (text: string): string => text.replace(THRESHOLD, "$1").replace(RANGE, "").replace(/\s+/g, "");
  if (rest(before) !== rest(after) || was.length !== is.length) return "has another condition";
  const moved = was.flatMap(([, operator = "", limit], index) => {
    const [from, to] = [Number(limit), Number(is[index]?.[2])];
    const isAway = operator.startsWith(">") ? to > from : operator.startsWith("<") ? to < from : to !== from;
    return isAway ? [`${operator} ${from} → ${operator} ${to}`] : [];
  });
  return moved.length === 0 ? undefined : `fires at ${moved.join(", ")}`;
}
