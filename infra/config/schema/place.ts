import { z } from "zod";
import { remove } from "../command";
import { facts, leaveOut } from "./key-facts";
import { backupId } from "./shapes";
import type { Horizon } from "../../catalog/types";

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);

/** Keys that say where an environment is, and what it does now. */
export const placeKeys = {
  role: z.enum(["primary", "standby"]).register(facts, {
    what: "who the environment is: the one that serves, or the one that waits",
    changes: "names, what is replicated where, and which half of the failover records is declared",
    limit: "be primary or standby",
    example: "primary",
  }),
  posture: z.enum(["active", "passive", "fenced", "safe"]).optional().register(facts, {
    what: "what the environment does now",
    changes: "replicas, schedules, logins, and the steps that a change of sides runs",
    limit: "be active, passive, fenced or safe; the primary cannot be passive",
    example: "active",
    unset: "active on the primary, passive on the standby",
  }),
  peerStack: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/)
    .optional()
    .register(facts, {
      what: "the other environment's stack",
      changes: "whose outputs decide whether this environment may serve",
      limit: "be <organization>/<project>/<stack>",
      example: "organization/lifeboat/dr",
      unset: "no peer; the standby needs one unless primaryLost is true",
    }),
  region: region.register(facts, {
    what: "AWS region of the environment",
    changes: "where buckets, keys and alarms lie",
    limit: "be an AWS region",
    example: "us-east-1",
  }),
  replicaRegion: region.optional().register(facts, {
    what: "AWS region of the replica buckets",
    changes: "where backups are copied to",
    limit: "be an AWS region other than region; the primary needs one",
    example: "us-west-2",
    unset: "no replica; the primary needs one",
  }),
  primaryRegion: region.optional().register(facts, {
    what: "AWS region of the primary, as the standby has to know it",
    changes: "the address of the vault that the standby restores from",
    limit: "be an AWS region other than region; the standby needs it",
    example: "us-east-1",
    unset: "the primary's own region is its region; the standby needs it",
    stack: "standby",
  }),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .register(facts, {
      what: "AWS account of both environments",
      changes: "ARNs in policies and trust documents",
      limit: "be 12 digits",
      example: "<id>",
      note: "quote it in YAML, or leading zeros are lost",
    }),
  oidcProvider: z
    .string()
    .regex(/^(?!https?:)[a-z0-9.-]+(\/[\w./-]*\w)?$/i)
    .register(facts, {
      what: "OIDC issuer of the cluster",
      changes: "which service accounts may assume the jobs' roles",
      limit: "be the cluster's OIDC issuer, host and path without https:// and without a slash at the end",
      example: "oidc.eks.us-east-1.amazonaws.com/id/<id>",
    }),
  bucketSuffix: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?$/)
    .optional()
    .register(facts, {
      what: "ending of every bucket name, which must be unique in all of S3",
      changes: "names of buckets, which replaces them",
      limit: "be 1 to 20 lower-case letters, digits and hyphens, with a letter or digit at both ends",
      example: "acme",
      unset: "names as the runbooks have them",
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
      what: "id of the incident or drill that the posture belongs to",
      changes: "a label on what an activation or a fence runs",
      limit: "be 1 to 40 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
      example: "inc-1234",
      unset: "no label",
    }),
  services: z
    .array(z.string())
    .min(1)
    .optional()
    .register(facts, {
      what: "ids of the services to declare",
      changes: "everything: a service that is left out is removed",
      limit: "be a list of service ids of the catalog, at least one",
      example: { "*": "tasks-app" },
      remedy: (key) => `${remove(key)} # to declare all`,
      unset: "all of the catalog",
    }),
  capacityHorizon: z.enum(["now", "6", "12"]).default("now").register(facts, {
    what: "size of the capacity plan that the environment is made for and objectives are checked at, in months",
    changes: "replicas, storage, deadlines of jobs, and whether RPO and RTO hold",
    limit: "be now, 6 or 12 (months)",
    example: "now",
  }),
  primaryLost: z.boolean().default(false).register(facts, {
    what: "the operator's word that the primary is lost and cannot be fenced",
    changes: "whether the standby may serve without asking the primary",
    limit: "be true or false; only the standby may say true",
    example: "false",
    stack: "standby",
  }),
  restoreBackups: z
    .record(z.string(), z.union([backupId, z.iso.datetime({ offset: true })]))
    .default({})
    .register(facts, {
      what: "backup that a takeover of a lost primary restores in place of the newest, by service id",
      changes: "what the activation restores",
      limit:
        "be an object of service id to a backup's id or a time with its zone (the newest backup at or before it), for services of the catalog only",
      example: { "*": "2026-01-31T12:00:00Z" },
      byService: "any",
      stack: "standby",
    }),
};

/** Sizes of the capacity plan by what config's `capacityHorizon` says: now, or months. */
export const horizons = { now: "now", "6": "months6", "12": "months12" } as const satisfies Record<
  string,
  Horizon
>;
