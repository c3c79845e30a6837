import { z } from "zod";
import { facts } from "./key-facts";

/** Keys for the behaviour and size of the applications. */
export const applicationKeys = {
  sizes: z
    .record(z.string(), z.enum(["normal", "scaled", "safe"]))
    .default({})
    .register(facts, {
      what: "size of a service's workloads, by service id; posture safe uses safe",
      changes: "requests, limits and connection pools of the workloads",
      limit: "be an object of service id to normal, scaled or safe",
      example: { "*": "scaled" },
      blank: "<normal|scaled|safe>",
      byService: "any",
    }),
  features: z
    .record(z.string(), z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])))
    .default({})
    .register(facts, {
      what: "feature flags that differ from the catalog, by service id and flag",
      changes: "a ConfigMap of the workload, which rolls its pods",
      limit: "be an object of service id to {flag: value}, each flag from the catalog",
      example: { "*.*": "false" },
      named: ["<service>", "<flag>"],
      byService: "any",
    }),
  maintenance: z
    .array(z.string())
    .default([])
    .register(facts, {
      what: "ids of the services in maintenance mode, which ask their users to come back later",
      changes: "a ConfigMap of the workload, which rolls its pods",
      limit: "be a list of ids of services that have a maintenance mode",
      example: { "0": "<service>" },
    }),
  debug: z
    .array(z.string())
    .default([])
    .register(facts, {
      what: "ids of the services in debug mode, whose logs say more",
      changes: "a ConfigMap of the workload, which rolls its pods",
      limit: "be a list of ids of services that have a debug mode",
      example: { "0": "<service>" },
    }),
};
