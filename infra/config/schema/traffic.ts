import { z } from "zod";
import { PROMPT } from "../command";
import { facts } from "./key-facts";
import { host, imageByDigest, secretLine } from "./shapes";

/** Keys of the workloads and of how traffic reaches them. */
export const trafficKeys = {
  ingressHost: host.register(facts, {
    what: "host name of the load balancer before the environment's ingress",
    changes: "where the failover records lead",
    limit: "be the host name of the load balancer before this environment's ingress",
    example: "ingress.us-east-1.example.com",
  }),
  hostedZones: z.record(host, z.string().regex(/^Z[A-Z0-9]{1,31}$/)).register(facts, {
    what: "Route 53 hosted zone id by domain; every failover host lies in one",
    changes: "the zone of each failover record",
    limit: "be an object of domain to Route 53 hosted zone id (Z and up to 31 capitals and digits)",
    example: { "*": "Z…" },
    named: ["example.com"],
  }),
  canary: z
    .record(z.string(), z.strictObject({ host, percent: z.coerce.number().int().min(0).max(100) }))
    .default({})
    .register(facts, {
      what: "load balancer of a second version and its share of the traffic, by service id",
      changes: "weighted records before the environment's own",
      limit: "be an object of service id to {host, percent}, percent one of the service's traffic steps",
      example: { "*.host": "<load balancer of the new version>", "*.percent": "5" },
      note: "and .percent",
      byService: "any",
    }),
  images: z.record(z.string(), imageByDigest).register(facts, {
    what: "image by digest, by repository as the catalog names it",
    changes: "what the workloads run; each new image is a roll-out through the gate",
    limit: "be an object of image repository to an image pinned by digest: name@sha256:<64 hex digits>",
    example: { "*": "<name>@sha256:<digest>" },
    named: ["<repository>"],
  }),
  workloadSecrets: z
    .record(z.string(), z.record(z.string(), secretLine))
    .default({})
    .register(facts, {
      what: "secrets of the applications' own, by service id and variable",
      changes: "a Secret of the workload, and with it its pods",
      limit: "be a secret object of service id to {VARIABLE: value}, one line each",
      example: { "*.*": PROMPT },
      named: ["<service>", "<VARIABLE>"],
      byService: "any",
      secret: true,
    }),
};
