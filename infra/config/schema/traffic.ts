import { z } from "zod";
import { PROMPT } from "../command";
import { facts } from "./key-facts";
import { host, imageByDigest, secretLine } from "./shapes";

/** Keys of the workloads and their traffic. */
export const trafficKeys = {
  ingressHost: host.register(facts, {
    what: "host name of the load balancer of the environment's ingress",
    changes: "the target of the failover records",
    limit: "be the host name of the load balancer of this environment's ingress",
    example: "<host>",
  }),
  route53: z.boolean().default(true).register(facts, {
    what: "whether Route 53 serves the domains",
    changes: "whether failover records and their health checks are declared",
    limit: "be true or false: without Route 53, the domains' DNS is changed by hand at a failover",
    example: "false",
  }),
  hostedZones: z
    .record(host, z.string().regex(/^Z[A-Z0-9]{1,31}$/))
    .default({})
    .register(facts, {
      what: "Route 53 hosted zone id by domain; every failover host must be in one",
      changes: "the zone of each failover record",
      limit: "be an object of domain to Route 53 hosted zone id (Z and up to 31 capital letters and digits)",
      example: { "*": "Z…" },
      named: ["example.com"],
    }),
  canary: z
    .record(z.string(), z.strictObject({ host, percent: z.coerce.number().int().min(0).max(100) }))
    .default({})
    .register(facts, {
      what: "load balancer of a second version and its share of the traffic, by service id",
      changes: "weighted records in front of the environment's own",
      limit: "be an object of service id to {host, percent}, with percent one of the service's traffic steps",
      example: { "*.host": "<load balancer of the new version>", "*.percent": "5" },
      blank: { "*.percent": "<percent>" },
      note: "and .percent",
      byService: "any",
    }),
  images: z.record(z.string(), imageByDigest).register(facts, {
    what: "image by digest, by its repository in the catalog",
    changes: "the images of the workloads; each new one rolls out through the gate",
    limit: "be an object of image repository to an image pinned by digest: name@sha256:<64 hex digits>",
    example: { "*": "<name>@sha256:<digest>" },
    named: ["<repository>"],
  }),
  workloadSecrets: z
    .record(z.string(), z.record(z.string(), secretLine))
    .default({})
    .register(facts, {
      what: "the applications' own secrets, by service id and variable",
      changes: "a Secret of the workload, which rolls its pods",
      limit: "be a secret object of service id to {VARIABLE: value}, one line each",
      example: { "*.*": PROMPT },
      named: ["<service>", "<VARIABLE>"],
      byService: "any",
      secret: true,
    }),
};
