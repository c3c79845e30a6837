import { z } from "zod";
import { remove, set } from "../command";
import { choices, facts, leaveOut } from "./key-facts";
import { backupId } from "./shapes";
import type { Horizon } from "../../catalog/types";

const posture = z.enum(["active", "passive", "fenced", "safe"]);
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);

/** Keys that say which environment it is, where it runs, and what it does now. */
export const placeKeys = {
  role: z.enum(["primary", "standby"]).register(facts, {
    what: "which environment it is, for as long as it exists: the primary, or the standby of disaster recovery",
    changes: "names, directions of replication, and which half of the failover records is declared",
    limit: "be primary or standby",
    example: "primary",
    blank: "<primary|standby>",
  }),
  posture: posture.optional().register(facts, {
    what: "what the environment does now: active serves, passive waits, fenced cannot write, safe serves with reduced sizes",
    changes: "replicas, schedules, logins, and the steps of a failover",
    limit: "be active, passive, fenced or safe; the primary cannot be passive",
    example: "active",
    blank: choices(...posture.options),
    unset: "active on the primary, passive on the standby",
  }),
  postures: z
    .record(z.string(), posture)
    .default({})
    .register(facts, {
      what: "posture of a service that differs from the stack's, by service id",
      changes: "what posture changes, for that service alone",
      limit:
        "be an object of service id of the catalog to active, passive, fenced or safe; not passive on the primary",
      example: { "*": "fenced" },
      blank: choices(...posture.options),
      byService: "any",
    }),
  peerStack: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/)
    .optional()
    .register(facts, {
      what: "stack of the other environment",
      changes: "which outputs decide whether this environment may serve",
      limit: "be <organization>/<project>/<stack>",
      example: "organization/lifeboat/dr",
      blank: "<organization>/<project>/<stack>",
      unset: "no peer; the standby must have one unless primaryLost is true",
    }),
  region: region.register(facts, {
    what: "AWS region of the environment",
    changes: "the location of buckets, keys and alarms",
    limit: "be an AWS region, the same as aws:region",
    example: "us-east-1",
    blank: "<aws:region of this stack>",
  }),
  replicaRegion: region.optional().register(facts, {
    what: "AWS region of the replica buckets",
    changes: "where backups are replicated to",
    limit: "be an AWS region other than region; the primary must have one",
    example: "us-west-2",
    blank: "<another region>",
    unset: "no replica; the primary must have one",
  }),
  primaryRegion: region.optional().register(facts, {
    what: "AWS region of the primary, for the standby",
    changes: "the address of the vault that the standby restores from",
    limit: "be an AWS region other than region; the standby must have it",
    example: "us-east-1",
    blank: "<region of the primary>",
    unset: "the primary uses region; the standby must have it",
    stack: "standby",
  }),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .register(facts, {
      what: "AWS account of both environments",
      changes: "ARNs in policies and trust policies",
      limit: "be 12 digits, and the only account in aws:allowedAccountIds",
      example: "<id>",
      note: "quote it in YAML, or YAML drops leading zeros",
    }),
  oidcProvider: z
    .string()
    .regex(/^(?!https?:)[a-z0-9.-]+(\/[\w./-]*\w)?$/i)
    .register(facts, {
      what: "OIDC issuer of the cluster",
      changes: "which service accounts may assume the jobs' roles",
      limit: "be the cluster's OIDC issuer: host and path, without https:// and without a trailing slash",
      example: "oidc.eks.us-east-1.amazonaws.com/id/<id>",
      blank: "oidc.eks.<region>.amazonaws.com/id/<id>",
    }),
  bucketSuffix: z
    .string()
    .regex(/^([a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?)?$/)
    .register(facts, {
      what: "suffix of every bucket name, the same on both stacks: the names are unique in all of S3, and others have the same services",
      changes: "bucket names, which replaces the buckets",
      limit:
        "be 1 to 20 lower-case letters, digits and hyphens, with a letter or digit at both ends; empty only if the buckets exist without a suffix",
      example: "acme",
      remedy: (key) => `${set(key, "<suffix of your own>")} # or '' if the buckets exist without one`,
    }),
  s3Endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .register(facts, {
      what: "S3 endpoint in place of the region's own",
      changes: "where the jobs read and write backups",
      limit: "be an http or https URL",
      example: "https://bucket.vpce-<id>.s3.us-east-1.vpce.amazonaws.com",
      remedy: leaveOut("unless buckets are reached through a VPC endpoint"),
      unset: "the region's own endpoint",
    }),
  activation: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,38}[a-z0-9])?$/)
    .optional()
    .register(facts, {
      what: "id of the incident or drill that the posture is set for",
      changes: "a label on the Jobs of an activation or a fence",
      limit: "be 1 to 40 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
      example: "inc-1234",
      blank: "<incident>",
      unset: "no label",
    }),
  services: z
    .array(z.string())
    .min(1)
    .optional()
    .register(facts, {
      what: "ids of the services to declare",
      changes: "everything: a service that is not in the list is removed",
      limit: "be a list of at least one service id of the catalog",
      example: { "0": "tasks-app" },
      remedy: (key) => `${remove(key)} # to declare all`,
      unset: "all services of the catalog",
    }),
  capacityHorizon: z.enum(["now", "6", "12"]).default("now").register(facts, {
    what: "horizon of the capacity plan, in months from now, that the environment is sized for and RPO and RTO are checked at",
    changes: "replicas, storage, deadlines of jobs, and whether RPO and RTO are met",
    limit: "be now, 6 or 12 (months)",
    example: "now",
    blank: "<now|6|12>",
  }),
  primaryLost: z.boolean().default(false).register(facts, {
    what: "the operator's statement that the primary is lost with all services and cannot be fenced",
    changes: "whether the standby may serve without checking the primary",
    limit: "be true or false, and true only on the standby",
    example: "false",
    blank: "<true|false>",
    stack: "standby",
  }),
  lostOnPrimary: z
    .record(z.string(), z.boolean())
    .default({})
    .register(facts, {
      what: "the operator's statement that a service is lost on the primary and cannot be fenced there, by service id",
      changes: "whether the standby may serve that service without checking the primary",
      limit: "be an object of service id of the catalog to true or false, and set only on the standby",
      example: { "*": "true" },
      blank: "<true|false>",
      byService: "any",
      stack: "standby",
    }),
  restoreBackups: z
    .record(z.string(), z.union([backupId, z.iso.datetime({ offset: true })]))
    .default({})
    .register(facts, {
      what: "backup that a takeover from a lost primary restores instead of the newest, by service id",
      changes: "what the activation restores",
      limit:
        "be an object of service id of the catalog to a backup's id or a time with time zone (the newest backup at or before it)",
      example: { "*": "2026-01-31T12:00:00Z" },
      blank: "<id or time of a backup>",
      byService: "any",
      stack: "standby",
    }),
};

/** Horizons of the capacity plan by the value of config's `capacityHorizon`: now, or months. */
export const horizons = { now: "now", "6": "months6", "12": "months12" } as const satisfies Record<
  string,
  Horizon
>;
