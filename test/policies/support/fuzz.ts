import { unknown, type Fields, type Value } from "../../../policies/support/input/value";

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Names that rules read, so that what is made up is looked at. */
const NAMES = [
  ..."metadata name namespace labels annotations spec template selector matchLabels rules verbs resources".split(
    " ",
  ),
  ..."resourceNames subjects roleRef kind containers image env value valueFrom volumes hostPath data items".split(
    " ",
  ),
  ..."schedule suspend jobTemplate groups alert expr for policy bucket tags status filter prefix and".split(
    " ",
  ),
  ..."expiration days transitions storageClass destination replicationTime time minutes mode years".split(
    " ",
  ),
  ..."from to ports port ingress egress cidrBlocks aliases records ttl type children privileges roles".split(
    " ",
  ),
  ..."Statement Effect Action Resource Principal AWS Condition lifecycleRules versioning enabled".split(" "),
];
const TEXTS = [
  "",
  "*",
  "Enabled",
  "0 3 * * *",
  "{}",
  "[",
  '{"Statement":[null,{"Effect":1,"Principal":[]}]}',
  "\u0000",
  "arn:aws:s3:::b/*",
  "- a: &b *b",
  "(",
  "groups: 1",
];

/** A value of any JSON type, unknown or nested, by chance. */
export function anything(next: () => number, depth = 0): Value {
  const pick = <Item>(list: readonly Item[]): Item | undefined => list[Math.floor(next() * list.length)];
  const kind = next();
  if (depth > 4 || kind < 0.5) {
    return pick<Value>([null, true, false, 0, -1, 1e308, Number.NaN, unknown, [], {}, ...TEXTS]) ?? null;
  }
  const length = Math.floor(next() * 4);
  if (kind < 0.7) return Array.from({ length }, () => anything(next, depth + 1));
  return fields(next, depth + 1, length);
}

/** Named values by chance. */
export function fields(next: () => number, depth = 0, length = 6): Fields {
  return Object.fromEntries(
    Array.from({ length }, () => [
      NAMES[Math.floor(next() * NAMES.length)] ?? "__proto__",
      anything(next, depth),
    ]),
  );
}

/** A copy in which some values, at any depth, are others. @param share of values that are changed */
export function damaged(value: Value, next: () => number, share: number): Value {
  if (next() < share) return anything(next, 3);
  if (Array.isArray(value)) return value.map((item: Value) => damaged(item, next, share));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, below]: readonly [string, Value | undefined]) => [
      name,
      below === undefined ? undefined : damaged(below, next, share),
    ]),
  );
}
