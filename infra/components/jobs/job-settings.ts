import { z } from "zod";

// A description completes "must be ..." in the jobs' errors. Each pattern matches the whole text, and means the same to
// JavaScript and to jq.
const text = (what: string) => z.string().min(1).describe(what);
const matching = (pattern: RegExp, what: string) => z.string().regex(pattern).describe(what);
const list = <Each extends z.ZodType>(each: Each, what: string, least = 0) =>
  z.array(each).min(least).describe(what).readonly();
const days = z.int().min(0).describe("whole days");
const minutes = z.number().positive().describe("minutes, more than 0");
const role = matching(/^[a-z_][a-z0-9_]{0,62}$/, "a role: lower case, digits and _, at most 63 bytes");
const prefix = matching(/^[a-z0-9][a-z0-9._/-]*[a-z0-9]$/, "a key prefix without a slash at either end");
const key = matching(/^[A-Za-z0-9._-]+$/, "a name: letters, digits, ., _ and -");
const url = matching(/^https?:\/\/[^/ ]+(\/[^ ]*)?$/, "a URL of http or https");

const vaultLocation = z.object({
  bucket: matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket's name, 3 to 63 characters"),
  region: text("a region"),
  /** S3 endpoint other than AWS' own, or null. */
  endpointUrl: url.nullable().describe("a URL of http or https, or null"),
});

/** Good is a response of 2xx that has the text. */
const healthUrl = z.object({
  url,
  /** Text within the first 5,120 bytes of the response, or null where any response of 2xx is good. */
  contains: text("a text").nullable().describe("a text of at least one character, or null"),
});

const tier = z.object({
  name: matching(/^(?!safety$)[a-z]+$/, "a lower-case word other than safety"),
  period: z.enum(["run", "day", "week", "month", "quarter"]).describe("run, day, week, month or quarter"),
  /** Time of day in UTC before which a new period does not begin. @default `00:00` */
  notBefore: matching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, "a time of day, HH:MM").optional(),
  /** Days for which the object is locked: never longer than the tier keeps it. */
  lockDays: days,
});

/** What is purged from the CDN. */
const purge = z.object({
  /** Base URL of Cloudflare's API. */
  apiUrl: matching(/^https?:\/\/[^/ ]+(\/[^ ?#]*)?$/, "a URL without a query"),
  zoneId: matching(/^[0-9a-f]{32}$/, "32 hexadecimal digits"),
  scope: z.enum(["everything", "files"]).describe("everything or files"),
  /** URLs of the catalog's files. */
  files: list(matching(/^https?:\/\/[^/ ]+\/[^ ]*$/, "a URL with a path"), "at least one URL", 1),
  /** `cf-cache-status` of each file's responses after a purge, in order. */
  expectStatuses: list(matching(/^[A-Z]+$/, "a word in capitals"), "at least one cache status", 1),
  /** Seconds before each request. */
  intervalSeconds: z.int().min(0).describe("whole seconds"),
});

/** What a service must have before its new version is rolled out (MAC-10, KYB-7). */
const gate = z.object({
  /** Schemas of the database; the migration changes the first. */
  schemas: list(key, "at least one schema", 1),
  extensions: list(key, "a list of extensions"),
  /** Secrets of all workloads by name. */
  secrets: list(key, "a list of secrets' names"),
  /** Configuration files of all workloads. */
  files: list(
    z.object({
      /** Key of the ConfigMap: the workload's name and the file's. */
      name: key,
      /** `json` must parse; `text` must not be empty. */
      format: z.enum(["json", "text"]).describe("json or text"),
      /** Feature flags that the file must have, each true or false; none in other files. */
      flags: list(key, "a list of feature flags"),
    }),
    "a list of files",
  ),
});

/** The settings file of a service's jobs: everything they need to know that is no secret. */
export const jobSettings = z.object({
  service: text("a service's id"),
  namespace: text("a namespace"),
  database: matching(/^[a-z_][a-z0-9_]{0,62}$/, "a database: lower case, digits and _, at most 63 bytes"),
  ownerRole: role,
  /** What a drill holds its figures against (KYB-8, STOCK-2). */
  objectives: z.object({
    rpoMinutes: minutes,
    rtoMinutes: minutes,
    /** Oldest that the newest dump may be where an archive keeps the RPO; else the RPO is. */
    dumpAgeMinutes: minutes.optional(),
  }),
  /** Where backups are written. */
  vault: vaultLocation,
  /** Where backups are read. */
  source: vaultLocation,
  /** Where the other environment's backups are read when this one takes over from it. */
  peer: vaultLocation,
  /** Login of the application: the fence demands that it is off. */
  appRole: role,
  /** Logins of the jobs and of the role that declares roles: the fence leaves them alone. */
  jobRoles: list(role, "at least one role", 1),
  /** Health URLs of the other environment by its own host names: one good response means that it serves. */
  peerHealth: list(healthUrl, "a list of {url, contains}"),
  /** Health URLs of this environment by its own host names: all must be good after an activation. */
  ownHealth: list(healthUrl, "a list of {url, contains}"),
  prefix,
  configPrefix: prefix,
  tiers: list(tier, "at least one tier", 1),
  objectLockMode: z.enum(["GOVERNANCE", "COMPLIANCE"]).describe("GOVERNANCE or COMPLIANCE"),
  safetyLockDays: days,
  /** Public age keys; anyone who holds one of the private keys can restore. */
  ageRecipients: list(
    matching(/^age1[02-9ac-hj-np-z]{58}$/, "a public key, age1 and 58 characters"),
    "at least one public key of age",
    1,
  ),
  keyTables: list(matching(/^.*[.].*$/, "a table with its schema"), "at least one table", 1),
  /** Queries that count the rows that are wrong. */
  integrity: list(
    z.object({ id: text("an id"), description: text("a sentence"), sql: text("a SELECT of one number") }),
    "a list of {id, description, sql}",
  ),
  newestRowSql: text("a SELECT of one timestamp"),
  /** Oldest that the newest row of a fresh backup may be; null where writes may pause for long. */
  newestRowMaxAgeMinutes: z.int().min(0).nullable().describe("whole minutes, or null"),
  /** Request paths of the configuration backup. */
  configResources: list(matching(/^\/apis?\/[^ ?#]+$/, "a path of the Kubernetes API"), "a list of paths"),
  /** Missing where the service has no CDN. */
  cdn: purge.optional(),
  /** Missing where nothing of ours is rolled out. */
  gate: gate.optional(),
});

/** What {@link jobSettings} holds. */
export type JobSettings = z.infer<typeof jobSettings>;
/** Where backups are written or read. */
export type VaultLocation = z.infer<typeof vaultLocation>;
/** What the purge job needs to know that is no secret. */
export type PurgeSetting = z.infer<typeof purge>;
/** What the gate checks. */
export type GateSetting = z.infer<typeof gate>;

/**
 * The JSON Schema of the settings file, which the jobs check it by before they do anything (infra/jobs/settings.jq).
 * @returns JSON, not yet formatted
 */
export function jobSettingsSchema(): string {
  return JSON.stringify(
    z.toJSONSchema(jobSettings, {
      // What an older script does not know yet is no fault: the guard's files change while pods start.
      io: "input",
      override: ({ jsonSchema }) => {
        delete jsonSchema.readOnly;
      },
    }),
  );
}
