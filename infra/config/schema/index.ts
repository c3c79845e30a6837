import { z } from "zod";
import { applicationKeys } from "./applications";
import { cdnKeys } from "./cdn";
import { clusterKeys } from "./cluster";
import { databaseKeys } from "./database";
import { jobKeys } from "./jobs";
import { logKeys } from "./logs";
import { monitoringKeys } from "./monitoring";
import { oncallKeys } from "./oncall";
import { facts, type KeyFacts } from "./key-facts";
import { placeKeys } from "./place";
import { trafficKeys } from "./traffic";

/** Every key of the `lifeboat` namespace, what it holds, and what its errors say. */
export const schema = z.object({
  ...placeKeys,
  ...jobKeys,
  ...trafficKeys,
  ...applicationKeys,
  ...cdnKeys,
  ...databaseKeys,
  ...clusterKeys,
  ...monitoringKeys,
  ...logKeys,
  ...oncallKeys,
});

/** Config parsed by zod, before checks across keys. */
export type RawConfig = z.infer<typeof schema>;

/** The part of it that is valid. */
export type PartialConfig = { readonly [Key in keyof RawConfig]?: RawConfig[Key] | undefined };

/** Keys of the namespace. */
export const keys: readonly string[] = Object.keys(schema.shape);

/** The facts of a key. @throws Error if the key is unknown or has no facts; a test finds it first */
export function factsOf(key: string): KeyFacts {
  const field = Object.entries(schema.shape).find(([name]) => name === key)?.[1];
  const found = field === undefined ? undefined : facts.get(field);
  if (found === undefined)
    throw new Error(`config lifeboat:${key}: has no facts; register them with the key`);
  return found;
}

/** Keys whose facts say so, in the schema's order. */
export const keysWith = (holds: (about: KeyFacts) => boolean): readonly string[] =>
  keys.filter((key) => holds(factsOf(key)));
