import { z } from "zod";

/** What an error says of a key: the rule, and what to do. */
export interface KeyHelp {
  /** The rule in words, as the end of "must". */
  readonly limit: string;
  /** What to do about a wrong or missing value. */
  readonly remedy: string;
  /** True where the value is a secret and never shown. */
  readonly secret?: boolean;
}

/** Help by key, beside the schema that it explains. */
export const help = z.registry<KeyHelp>();

const set = (key: string, example: string): string => `pulumi config set lifeboat:${key} ${example}`;
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);
const host = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i);
const password = z
  .string()
  .min(1)
  .regex(/^[^\r\n]*$/);

/** Every key of the `lifeboat` namespace, what it holds, and what an error says of it. */
export const schema = z.object({
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
      remedy: `${set("accountId", "<id>")}; quote it in YAML, or leading zeros are lost`,
    }),
  /** OIDC issuer of the cluster. */
  oidcProvider: z
    .string()
    .regex(/^(?!https?:)[a-z0-9.-]+(\/[\w./-]*\w)?$/i)
    .register(help, {
      limit: "be the cluster's OIDC issuer, host and path without https:// and without a slash at the end",
      remedy: set("oidcProvider", "oidc.eks.us-east-1.amazonaws.com/id/<id>"),
    }),
  /** Image of all jobs. */
  jobImage: z
    .string()
    .regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?@sha256:[0-9a-f]{64}$/)
    .register(help, {
      limit: "be pinned by digest: name@sha256:<64 hex digits>",
      remedy: "build infra/jobs/Dockerfile, push it, and set the digest that the registry answers",
    }),
  /** age public keys that every backup is encrypted to. */
  ageRecipients: z
    .array(z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/))
    .min(1)
    .register(help, {
      limit: "be a list of at least one age public key (age1 and 58 characters)",
      remedy: "make a key with age-keygen and list its public half",
    }),
  /** Database host by service id. */
  databaseHosts: z.record(z.string(), host).register(help, {
    limit: "be an object of service id to host name, with every service of the catalog and no other",
    remedy: set("--path databaseHosts.<service>", "<host>"),
  }),
  /** Database port by service id, where it is not the catalog's. @default {} */
  databasePorts: z
    .record(z.string(), z.coerce.number().int().min(1).max(65535))
    .default({})
    .register(help, {
      limit: "be an object of service id to a port from 1 to 65535, for services of the catalog only",
      remedy: set("--path databasePorts.<service>", "5432"),
    }),
  /** How job containers connect. @default require */
  sslMode: z
    .enum(["disable", "require", "verify-ca", "verify-full"])
    .default("require")
    .register(help, {
      limit: "be disable, require, verify-ca or verify-full",
      remedy: set("sslMode", "verify-full"),
    }),
  /** S3 endpoint in place of the region's own. */
  s3Endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .register(help, {
      limit: "be an http or https URL",
      remedy: "remove it unless buckets are reached through a VPC endpoint",
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
  /** Host of the server that verification restores into, by service id. @default the service's own host */
  scratchHosts: z
    .record(z.string(), host)
    .default({})
    .register(help, {
      limit: "be an object of service id to host name, for services of the catalog only",
      remedy: set("--path scratchHosts.<service>", "<host>"),
    }),
  /** Login that makes the jobs' database roles: each server's bootstrap administrator. @default lifeboat_admin */
  databaseAdminUser: z
    .string()
    .regex(/^[a-zA-Z_][\w.-]{0,62}$/)
    .default("lifeboat_admin")
    .register(help, {
      limit: "be the name of a database role, 1 to 63 letters, digits and _.-",
      remedy: set("databaseAdminUser", "lifeboat_admin"),
    }),
  /** Passwords of the administrator and of the backup and restore roles by service id. */
  databaseSecrets: z
    .record(z.string(), z.object({ admin: password, backup: password, restore: password }))
    .register(help, {
      limit:
        "be a secret object of service id to {admin, backup, restore}, one line each, for every service of the catalog",
      remedy: set("--secret --path databaseSecrets.<service>.backup", "(and .admin, .restore)"),
      secret: true,
    }),
  /** age private key, given to verify and restore pods only. */
  ageIdentity: z
    .string()
    .regex(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/m)
    .register(help, {
      limit: "be a secret with an age private key (AGE-SECRET-KEY-1…)",
      remedy: set("--secret ageIdentity", "< key file"),
      secret: true,
    }),
});

/** Config after zod, before what depends on several keys. */
export type RawConfig = z.infer<typeof schema>;

/** The part of it that could be read. */
export type PartialConfig = { readonly [Key in keyof RawConfig]?: RawConfig[Key] | undefined };

/** Keys of the namespace. */
export const keys: readonly string[] = Object.keys(schema.shape);
