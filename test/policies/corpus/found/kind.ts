import type { Subject } from "../../../../policies/support/input/subject";
import type { Corpus, CorpusCase } from "../case";

/** Cases found in others' rule lists: dangers by kind, and beside them what only looks like one. */
export interface Found {
  readonly dangers: Corpus;
  readonly alarms: Corpus;
}

/** A case of a kind. @param rules those of which one must refuse the kind's dangers, and none its near misses */
export const casesOf =
  (...rules: readonly string[]) =>
  (what: string, from: string, ...given: readonly Subject[]): CorpusCase => ({ what, from, given, rules });
