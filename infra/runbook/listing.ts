import { configKeepDays, safety, tiersOf } from "../catalog/tiers";
import type { Service } from "../catalog/types";
import { replicaBucket, vaultBucket } from "../naming";
import { code, table } from "./table";

/** A bucket where an environment looks for backups, and what is in it. */
interface Side {
  readonly stack: "prod" | "dr";
  readonly bucket: string;
  readonly holds: string;
}

/** A suffix that the shell replaces by the variable `suffix`, with its hyphen, or by nothing where that is empty. */
const SUFFIX = "0suffix0";
const bySuffix = (bucket: string): string => bucket.replace(`-${SUFFIX}`, "${suffix:+-$suffix}");

/** Sets the variable `suffix`. Both stacks have the same. */
const setSuffix = "suffix=$(pulumi config get lifeboat:bucketSuffix --stack prod)";

/** Where each environment of a service restores from. */
const sidesOf = ({ backup }: Service): readonly Side[] => [
  { stack: "prod", bucket: vaultBucket(backup.bucket, "primary", SUFFIX), holds: "what prod writes" },
  { stack: "dr", bucket: replicaBucket(backup.bucket, SUFFIX), holds: "what prod wrote, replicated" },
  { stack: "dr", bucket: vaultBucket(backup.bucket, "standby", SUFFIX), holds: "what dr writes" },
];

/** What becomes a backup by its manifest, of one prefix. */
const list = ({ bucket, stack, holds }: Side, prefix: string): string =>
  `aws s3 ls "s3://${bySuffix(bucket)}/${prefix}/" | grep manifest   # on ${stack}: ${holds}`;

function tiersText({ backup }: Service): string {
  const named = tiersOf(backup).map(({ name, keepDays }) => `${code(name)} (${keepDays} days)`);
  return [...named, `${code("safety")} (${safety.keepDays} days)`].join(", ");
}

const block = (lines: readonly string[]): string => ["```sh", setSuffix, ...lines, "```"].join("\n");

/** Commands that list the database backups of every service, of its first tier, on both sides; and each service's tiers. */
export function databaseListing(services: readonly Service[]): string {
  const commands = services.flatMap((service) =>
    sidesOf(service).map((side) =>
      list(side, `${service.backup.prefix}/${tiersOf(service.backup)[0]?.name ?? "none"}`),
    ),
  );
  const tiers = services.map((service) => [service.id, code(service.backup.prefix), tiersText(service)]);
  return `${block(commands)}\n\n${table(["service", "prefix", "tiers, and how long each is kept"], tiers)}`;
}

/** Commands that list the configuration backups of every service on both sides. */
export function configurationListing(services: readonly Service[]): string {
  const commands = services.flatMap((service) =>
    sidesOf(service).map((side) => list(side, service.backup.configPrefix)),
  );
  return `${block(commands)}\n\nThey are kept for ${configKeepDays} days.`;
}
