import type { Corpus } from "../case";
import { buckets } from "./buckets";
import { destruction } from "./destruction";
import { exposure } from "./exposure";
import { grants } from "./grants";
import { jobs } from "./jobs";
import type { Found } from "./kind";
import { pods } from "./pods";
import { rbac } from "./rbac";
import { retention } from "./retention";
import { stores } from "./stores";
import { tokens } from "./tokens";
import { trust } from "./trust";
import { watch } from "./watch";
import { words } from "./words";

const all: readonly Found[] = [
  rbac,
  trust,
  exposure,
  pods,
  destruction,
  retention,
  jobs,
  watch,
  grants,
  stores,
  buckets,
  tokens,
  words,
];
const merged = (corpora: readonly Corpus[]): Corpus =>
  Object.fromEntries(corpora.flatMap((corpus) => Object.entries(corpus)));

/** Dangers found in the rule lists of other tools and in public programs, by kind. */
export const foundDangers = merged(all.map(({ dangers }) => dangers));

/** Near misses beside them. */
export const foundAlarms = merged(all.map(({ alarms }) => alarms));
