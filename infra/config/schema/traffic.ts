import { z } from "zod";
import { PROMPT, set, setSecret } from "../command";
import { help, host, imageByDigest, secretLine } from "./key-facts";

const IMAGE = "<name>@sha256:<digest>";

/** Keys of the workloads and of how traffic reaches them. */
export const trafficKeys = {
  /** Host name of the load balancer that the environment's ingress answers at. */
  ingressHost: host.register(help, {
    limit: "be the host name of the load balancer before this environment's ingress",
    remedy: set("ingressHost", "ingress.us-east-1.example.com"),
  }),
  /** Route 53 hosted zone id by domain. */
  hostedZones: z.record(host, z.string().regex(/^Z[A-Z0-9]{1,31}$/)).register(help, {
    limit: "be an object of domain to Route 53 hosted zone id (Z and up to 31 capitals and digits)",
    remedy: set('hostedZones["example.com"]', "Z…"),
    parts: { "*": "Z…" },
  }),
  /** A second version's load balancer and its share of the traffic, by service id. @default {} */
  canary: z
    .record(z.string(), z.strictObject({ host, percent: z.coerce.number().int().min(0).max(100) }))
    .default({})
    .register(help, {
      limit: "be an object of service id to {host, percent}, percent one of the service's traffic steps",
      remedy: `${set("canary.<service>.percent", "5")} # and .host`,
      parts: { "*.host": "<load balancer of the new version>", "*.percent": "5" },
    }),
  /** Image by digest, by repository as the catalog names it. */
  images: z.record(z.string(), imageByDigest).register(help, {
    limit: "be an object of image repository to an image pinned by digest: name@sha256:<64 hex digits>",
    remedy: set('images["<repository>"]', IMAGE),
    parts: { "*": IMAGE },
  }),
  /** Secrets of the applications' own, by service id and variable. @default {} */
  workloadSecrets: z
    .record(z.string(), z.record(z.string(), secretLine))
    .default({})
    .register(help, {
      limit: "be a secret object of service id to {VARIABLE: value}, one line each",
      remedy: setSecret("workloadSecrets.<service>.<VARIABLE>"),
      parts: { "*.*": PROMPT },
      secret: true,
    }),
};
