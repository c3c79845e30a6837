import { z } from "zod";

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);
const word = z.string().regex(/^[\w.-]+$/);

/** GitHub's own issuer of tokens; a GitHub Enterprise Server has another. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** Who may work on the stacks from GitHub Actions. */
const github = z.strictObject({
  /** `<owner>/<repository>`. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  /** Number of the repository, which no renaming or re-creation gives to another one. */
  repositoryId: z.coerce.string().regex(/^\d+$/).optional(),
  /** Branch that is deployed. */
  branch: z
    .string()
    .regex(/^[\w./-]+$/)
    .default("main"),
  /** Environment of jobs that preview. */
  previewEnvironment: word.default("preview"),
  /** Environment of jobs that deploy. */
  deployEnvironment: word.default("production"),
  /** Issuer of the tokens, without scheme. */
  issuer: z
    .string()
    .regex(/^(?!https?:)[a-z0-9.-]+(\/[\w./-]*\w)?$/i)
    .default(GITHUB_ISSUER),
  /** Beginning of the tokens' subject, where an organization has customised it. @default repo:<repository> */
  subject: z
    .string()
    .regex(/^[^*?\s]+$/)
    .optional(),
  /** Whether the account has the identity provider already: it can have one for each issuer. */
  providerExists: z.boolean().default(false),
});

/** People who may work on the stacks. */
const operators = z.strictObject({
  /** IAM users, who must have signed in with MFA. */
  users: z.array(z.string().regex(/^[\w+=,.@-]+$/)).default([]),
  /** Permission sets of IAM Identity Center, which asks for MFA itself. */
  permissionSets: z.array(word).default([]),
});

const address = z.union([
  z.cidrv4().refine((range) => !range.endsWith("/0")),
  z.cidrv6().refine((range) => !range.endsWith("/0")),
  z.string().regex(/^sg-[0-9a-f]{8,}$/),
]);

/** A way from those who deploy to the database servers of a region. */
const databaseAccess = z.strictObject({
  region,
  /** Security group of the servers. */
  securityGroup: z.string().regex(/^sg-[0-9a-f]{8,}$/),
  /** Range of addresses, or a security group, of who deploys. */
  from: address,
  port: z.int().min(1).max(65535).default(5432),
});

/** Config of the bootstrap stack. */
export const schema = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/),
  primaryRegion: region,
  standbyRegion: region,
  bucketSuffix: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/),
  github: github.optional(),
  operators: operators.optional(),
  hostedZones: z
    .record(
      z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/),
      z.union([z.literal("create"), z.string().regex(/^Z[0-9A-Z]+$/)]),
    )
    .default({}),
  databaseAccess: z.array(databaseAccess).default([]),
});

export type Settings = z.infer<typeof schema>;
export type Github = NonNullable<Settings["github"]>;
export type Key = keyof Settings;

/** What to say of a key: what it must be, and the command that sets it, without `pulumi config`. */
export const facts: Readonly<Record<Key, { readonly limit: string; readonly set: string }>> = {
  accountId: {
    limit: "be the 12 digits of your AWS account, quoted in YAML",
    set: "set lifeboat-bootstrap:accountId <account>",
  },
  primaryRegion: {
    limit: "be the AWS region of prod",
    set: "set lifeboat-bootstrap:primaryRegion <region of prod>",
  },
  standbyRegion: {
    limit: "be the AWS region of dr, another than primaryRegion",
    set: "set lifeboat-bootstrap:standbyRegion <region of dr>",
  },
  bucketSuffix: {
    limit: "be 1 to 20 lower-case letters, digits and hyphens that make bucket names your own",
    set: "set lifeboat-bootstrap:bucketSuffix <suffix>",
  },
  github: {
    limit:
      "have repository: <owner>/<repository>; and may have repositoryId, branch, previewEnvironment, deployEnvironment, issuer, subject without wildcards, providerExists",
    set: "set --path lifeboat-bootstrap:github.repository <owner>/<repository>",
  },
  operators: {
    limit:
      "have users, names of IAM users with MFA, or permissionSets, names in IAM Identity Center, or both: one at least",
    set: "set --path 'lifeboat-bootstrap:operators.users[0]' <user>",
  },
  hostedZones: {
    limit: "be an object of domain to the id of its hosted zone, or to create",
    set: `set --path 'lifeboat-bootstrap:hostedZones["<domain>"]' <id or create>`,
  },
  databaseAccess: {
    limit:
      "be a list of objects with region, one of the two, securityGroup of the servers, from: a range of addresses but not all, or a security group; and may have port",
    set: "set --path 'lifeboat-bootstrap:databaseAccess[0].from' <range>",
  },
};
