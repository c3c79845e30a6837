import { z } from "zod";
import { facts } from "./key-facts";

/** Keys of how the applications behave and how large they are. */
export const applicationKeys = {
  sizes: z
    .record(z.string(), z.enum(["normal", "scaled", "safe"]))
    .default({})
    .register(facts, {
      what: "size of a service's workloads, by service id; posture safe has its own",
      changes: "requests, limits and pools of the workloads",
      limit: "be an object of service id to normal, scaled or safe",
      example: { "*": "scaled" },
      byService: "any",
    }),
  features: z
    .record(z.string(), z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])))
    .default({})
    .register(facts, {
      what: "feature flags that differ from the catalog's, by service id and flag",
      changes: "a ConfigMap of the workload, and with it its pods",
      limit: "be an object of service id to {flag: value}, each flag one of the catalog's",
      example: { "*.*": "false" },
      named: ["<service>", "<flag>"],
      byService: "any",
    }),
  maintenance: z
    .array(z.string())
    .default([])
    .register(facts, {
      what: "ids of the services that tell their users to come back later",
      changes: "a ConfigMap of the workload, and with it its pods",
      limit: "be a list of ids of services that know a maintenance mode",
      example: { "0": "<service>" },
    }),
};
