import { z } from "zod";
import { set } from "../command";
import { help } from "./key-facts";

/** Keys of how the applications behave and how great they are. */
export const applicationKeys = {
  /** Size of a service's workloads, by service id; posture safe has its own. @default {}: normal */
  sizes: z
    .record(z.string(), z.enum(["normal", "scaled", "safe"]))
    .default({})
    .register(help, {
      limit: "be an object of service id to normal, scaled or safe",
      remedy: set("sizes.<service>", "scaled"),
      parts: { "*": "scaled" },
    }),
  /** Feature flags that differ from the catalog's, by service id and flag. @default {} */
  features: z
    .record(z.string(), z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])))
    .default({})
    .register(help, {
      limit: "be an object of service id to {flag: value}, each flag one of the catalog's",
      remedy: set("features.<service>.<flag>", "false"),
      parts: { "*.*": "false" },
    }),
  /** Ids of the services that tell their users to come back later. @default [] */
  maintenance: z
    .array(z.string())
    .default([])
    .register(help, {
      limit: "be a list of ids of services that know a maintenance mode",
      remedy: set("maintenance[0]", "<service>"),
    }),
};
