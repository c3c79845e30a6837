import { z } from "zod";
import { applicationKeys } from "./application-keys";
import { cdnKeys } from "./cdn-keys";
import { clusterKeys } from "./cluster-keys";
import { databaseKeys } from "./database-keys";
import { jobKeys } from "./job-keys";
import { logKeys } from "./log-keys";
import { monitoringKeys } from "./monitoring-keys";
import { oncallKeys } from "./oncall-keys";
import { placeKeys } from "./place-keys";
import { trafficKeys } from "./traffic-keys";

export { help } from "./help";

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
