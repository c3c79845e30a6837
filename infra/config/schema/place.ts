import { z } from "zod";
import { remove, set } from "../command";
import { backupId, help } from "./key-facts";

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);

/** Keys that say where an environment is, and what it does now. */
export const placeKeys = {
  /** Who the environment is. */
  role: z.enum(["primary", "standby"]).register(help, {
    limit: "be primary or standby",
    remedy: set("role", "primary"),
  }),
  /** What it does now. @default active on the primary, passive on the standby */
  posture: z
    .enum(["active", "passive", "fenced", "safe"])
    .optional()
    .register(help, {
      limit: "be active, passive, fenced or safe; the primary cannot be passive",
      remedy: set("posture", "active"),
    }),
  /** The other environment's stack. */
  peerStack: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/)
    .optional()
    .register(help, {
      limit: "be <organization>/<project>/<stack>",
      remedy: set("peerStack", "organization/lifeboat/dr"),
    }),
  /** AWS region of the environment. */
  region: region.register(help, { limit: "be an AWS region", remedy: set("region", "us-east-1") }),
  /** AWS region of the replica buckets. */
  replicaRegion: region.optional().register(help, {
    limit: "be an AWS region other than region; the primary needs one",
    remedy: set("replicaRegion", "us-west-2"),
  }),
  /** AWS region of the primary, as the standby has to know it. */
  primaryRegion: region.optional().register(help, {
    limit: "be an AWS region other than region; the standby needs it",
    remedy: set("primaryRegion", "us-east-1"),
  }),
  /** AWS account of both environments. */
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .register(help, {
      limit: "be 12 digits",
      remedy: `${set("accountId", "<id>")} # quote it in YAML, or leading zeros are lost`,
    }),
  /** OIDC issuer of the cluster. */
  oidcProvider: z
    .string()
    .regex(/^(?!https?:)[a-z0-9.-]+(\/[\w./-]*\w)?$/i)
    .register(help, {
      limit: "be the cluster's OIDC issuer, host and path without https:// and without a slash at the end",
      remedy: set("oidcProvider", "oidc.eks.us-east-1.amazonaws.com/id/<id>"),
    }),
  /** Ending of every bucket name. */
  bucketSuffix: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?$/)
    .optional()
    .register(help, {
      limit: "be 1 to 20 lower-case letters, digits and hyphens, with a letter or digit at both ends",
      remedy: set("bucketSuffix", "acme"),
    }),
  /** S3 endpoint in place of the region's own. */
  s3Endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .register(help, {
      limit: "be an http or https URL",
      remedy: `${remove("s3Endpoint")} # unless buckets are reached through a VPC endpoint`,
    }),
  /** Id of the incident or drill that the posture belongs to: a label on what an activation or a fence runs. */
  activation: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,38}[a-z0-9])?$/)
    .optional()
    .register(help, {
      limit: "be 1 to 40 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
      remedy: set("activation", "inc-1234"),
    }),
  /** Ids of the services to declare. @default all of the catalog */
  services: z
    .array(z.string())
    .min(1)
    .optional()
    .register(help, {
      limit: "be a list of service ids of the catalog, at least one",
      remedy: `${remove("services")} # to declare all`,
    }),
  /** Size of the capacity plan that the objectives are checked at. @default now */
  capacityHorizon: z
    .enum(["now", "6", "12"])
    .default("now")
    .register(help, {
      limit: "be now, 6 or 12 (months)",
      remedy: set("capacityHorizon", "now"),
    }),
  /** The operator's word that the primary is lost and cannot be fenced. @default false */
  primaryLost: z
    .boolean()
    .default(false)
    .register(help, {
      limit: "be true or false; only the standby may say true",
      remedy: set("primaryLost", "false"),
    }),
  /** Backup that a takeover of a lost primary restores in place of the newest, by service id. @default {} */
  restoreBackups: z
    .record(z.string(), z.union([backupId, z.iso.datetime({ offset: true })]))
    .default({})
    .register(help, {
      limit:
        "be an object of service id to a backup's id or a time with its zone (the newest backup at or before it), for services of the catalog only",
      remedy: set("restoreBackups.<service>", "2026-01-31T12:00:00Z"),
      parts: { "*": "2026-01-31T12:00:00Z" },
    }),
};
