import { backupIsRestorableAtOnce } from "../../../../policies/rules/bucket/backup-is-restorable-at-once";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const lifecycle = (transition: Fields, bucket = "acme-backup-prod", status = "Enabled") =>
  resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "vault", {
    bucket,
    rules: [{ id: "all", status, transitions: [transition] }],
  });
const early = { days: 30, storageClass: "DEEP_ARCHIVE" };
const says = (kind: string, field: string) => [
  `violation | ${kind} vault: ${field}[0] moves objects to DEEP_ARCHIVE after 30 days; a restore of the last 84 days must not wait for hours; use GLACIER_IR, or a later day`,
];

describeRule(backupIsRestorableAtOnce, [
  {
    name: "refuses a class that takes hours for young backups",
    given: [lifecycle(early)],
    says: says("BucketLifecycleConfiguration", "rules"),
  },
  {
    name: "refuses it in the bucket itself",
    given: [
      resource("aws:s3/bucket:Bucket", "vault", {
        bucket: "acme-backup-prod",
        lifecycleRules: [{ enabled: true, transitions: [early] }],
      }),
    ],
    says: says("Bucket", "lifecycleRules"),
  },
  { name: "accepts it for old backups", given: [lifecycle({ ...early, days: 84 })] },
  {
    name: "accepts a class that is read at once",
    given: [lifecycle({ days: 30, storageClass: "GLACIER_IR" })],
  },
  { name: "accepts a rule that is off", given: [lifecycle(early, "acme-backup-prod", "Disabled")] },
  { name: "accepts it for what is no backup", given: [lifecycle(early, "acme-invoices")] },
  {
    name: "does not know a class that is not known yet",
    given: [lifecycle({ days: 30, storageClass: unknown })],
    says: undecidedOn("BucketLifecycleConfiguration vault", "rules[0].transitions[0].storageClass"),
  },
]);
