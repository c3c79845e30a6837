import { z } from "zod";
import { applicationKeys } from "./applications";
import { cdnKeys } from "./cdn";
import { clusterKeys } from "./cluster";
import { databaseKeys } from "./database";
import { jobKeys } from "./jobs";
import { logKeys } from "./logs";
import { monitoringKeys } from "./monitoring";
import { oncallKeys } from "./oncall";
import { placeKeys } from "./place";
import { trafficKeys } from "./traffic";

export { help } from "./key-facts";

/** Every key of the `lifeboat` namespace, what it holds, and what an error says of it. */
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

/** Config after zod, before what depends on several keys. */
export type RawConfig = z.infer<typeof schema>;

/** The part of it that could be read. */
export type PartialConfig = { readonly [Key in keyof RawConfig]?: RawConfig[Key] | undefined };

/** Keys of the namespace. */
export const keys: readonly string[] = Object.keys(schema.shape);
