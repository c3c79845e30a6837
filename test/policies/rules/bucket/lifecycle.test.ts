import { expect } from "vitest";
import { bucketAbortsUnfinishedUploads } from "../../../../policies/rules/bucket/bucket-aborts-unfinished-uploads";
import { bucketExpiresObjects } from "../../../../policies/rules/bucket/bucket-expires-objects";
import { bucketExpiresOldVersions } from "../../../../policies/rules/bucket/bucket-expires-old-versions";
import { lifecycleMatchesItsTier } from "../../../../policies/rules/bucket/lifecycle-matches-its-tier";
import { repositoryKeepsWhatWasDeleted } from "../../../../policies/rules/bucket/repository-keeps-what-was-deleted";
import { objectLockEndsBeforeExpiry } from "../../../../policies/rules/bucket/object-lock-ends-before-expiry";
import { tiers } from "../../../../lib/tiers";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, undecidedOn } from "../../support/cases";
import { aspect, bucket } from "../../support/vault";

const says = (...clauses: readonly string[]) => [`violation | Bucket vault: ${clauses.join("; ")}`];
const undecided = (path: string) => undecidedOn("Bucket vault", path);
const lifecycle = (...rules: readonly Fields[]) =>
  aspect("bucketLifecycleConfiguration", { rules: rules.map((rule) => ({ status: "Enabled", ...rule })) });
const DAYS = tiers.find(({ name }) => name === "daily")?.keepDays ?? expect.fail("no tier daily");
const daily = { id: "daily", filter: { prefix: "postgresql/daily/" }, expiration: { days: DAYS } };
const versions = { noncurrentVersionExpiration: { noncurrentDays: 7 } };
const debris = {
  id: "debris",
  filter: { prefix: "" },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
};

const REPOSITORY = { tags: { purpose: "repository" } };
const deleted = (noncurrentDays: Value): Fields => ({
  id: "deleted",
  filter: { prefix: "" },
  noncurrentVersionExpiration: { noncurrentDays },
});
const expires = (id: string) =>
  says(
    `lifecycle rule ${id} expires objects`,
    "only the database server's own retention may: it knows what a kept backup needs",
    "remove expiration.days and expiration.date from the rule",
  );
describeRule(repositoryKeepsWhatWasDeleted, [
  { name: "accepts the days asked for", given: [bucket(REPOSITORY), lifecycle(deleted(30), debris)] },
  { name: "asks nothing of any other bucket", given: [bucket(), lifecycle(daily, deleted(1))] },
  {
    name: "accepts what ends delete markers only",
    given: [
      bucket(REPOSITORY),
      lifecycle(deleted(30), {
        id: "markers",
        expiration: { expiredObjectDeleteMarker: true, days: 0, date: "" },
      }),
    ],
  },
  {
    name: "refuses fewer days",
    given: [bucket(REPOSITORY), lifecycle(deleted(29))],
    says: says(
      "lifecycle rule deleted keeps what was deleted for 29 days",
      "at least 30 days are required",
      "set noncurrentVersionExpiration.noncurrentDays to 30",
    ),
  },
  {
    name: "takes the days of its setting",
    given: [bucket(REPOSITORY), lifecycle(deleted(7))],
    settings: { minimumDays: 7 },
  },
  {
    name: "refuses an expiry of objects",
    given: [bucket(REPOSITORY), lifecycle(deleted(30), { ...daily, ...deleted(30), id: "old" })],
    says: expires("old"),
  },
  {
    name: "refuses one by date",
    given: [bucket(REPOSITORY), lifecycle(deleted(30), { id: "old", expiration: { date: "2030-01-01" } })],
    says: expires("old"),
  },
  {
    name: "says nothing of a rule that is off",
    given: [bucket(REPOSITORY), lifecycle(deleted(30), { ...daily, status: "Disabled" })],
  },
  {
    name: "cannot decide on unknown days",
    given: [bucket(REPOSITORY), lifecycle(deleted(unknown))],
    says: undecided("rules[0].noncurrentVersionExpiration.noncurrentDays"),
  },
  {
    name: "cannot decide on unknown tags",
    given: [bucket({ tags: unknown }), lifecycle(deleted(30))],
    says: undecided("tags"),
  },
]);

const lock = (retention: Fields) =>
  aspect("bucketObjectLockConfiguration", { rule: { defaultRetention: retention } });
const locked = (days: number) =>
  says(
    `objects are locked for ${days} days by default`,
    `lifecycle rule daily expires them after ${DAYS}`,
    "shorten the default retention, or keep the tier longer",
  );
describeRule(objectLockEndsBeforeExpiry, [
  { name: "accepts a lock as long as the tier", given: [bucket(), lock({ days: DAYS }), lifecycle(daily)] },
  {
    name: "refuses a longer one",
    given: [bucket(), lock({ days: DAYS + 1 }), lifecycle(daily)],
    says: locked(DAYS + 1),
  },
  { name: "counts years", given: [bucket(), lock({ years: 1 }), lifecycle(daily)], says: locked(365) },
  {
    name: "cannot decide on unknown days",
    given: [bucket(), lock({ days: unknown }), lifecycle(daily)],
    says: undecided("rule.defaultRetention.days"),
  },
]);

const expiryRemedy = [
  "at least one enabled rule with expiration.days is required",
  "add a BucketLifecycleConfiguration with a rule for each tier",
];
describeRule(bucketExpiresObjects, [
  { name: "accepts a tier", given: [bucket(), lifecycle(daily)] },
  { name: "accepts none in a repository", given: [bucket(REPOSITORY), lifecycle(debris)] },
  {
    name: "refuses no lifecycle",
    given: [bucket()],
    says: says("no lifecycle rule expires objects", ...expiryRemedy),
  },
  {
    name: "refuses a rule that is switched off",
    given: [bucket(), lifecycle({ ...daily, status: "Disabled" })],
    says: says("no lifecycle rule expires objects", ...expiryRemedy),
  },
  {
    name: "cannot decide on unknown rules",
    given: [bucket(), aspect("bucketLifecycleConfiguration", { rules: unknown })],
    says: undecided("rules"),
  },
]);

const tierSays = (days: number | "no") =>
  says(
    `lifecycle rule daily expires tier daily after ${days} days`,
    `its objects are kept for ${DAYS}`,
    `set expiration.days to ${DAYS}, or the tier's days in the setting tierDays`,
  );
const reaches = (when: string) =>
  says(
    `lifecycle rule all expires objects of tier daily ${when}`,
    `they are kept for ${DAYS}`,
    "give it another prefix than the tier's, or the same days",
  );
const kept = (days: Value) => [bucket(), lifecycle({ ...daily, expiration: { days } })];
describeRule(lifecycleMatchesItsTier, [
  { name: "accepts a tier of its days", given: kept(DAYS) },
  { name: "refuses fewer days", given: kept(DAYS - 1), says: tierSays(DAYS - 1) },
  { name: "refuses more", given: kept(DAYS + 1), says: tierSays(DAYS + 1) },
  {
    name: "refuses a date",
    given: [bucket(), lifecycle({ ...daily, expiration: { date: "2030-01-01" } })],
    says: tierSays("no"),
  },
  {
    name: "says nothing of other prefixes, of rules that end versions only, and of those that are off beside the tier's",
    given: [
      bucket(),
      lifecycle(
        { id: "logs", filter: { prefix: "logs/" }, expiration: { days: 1 } },
        daily,
        { ...daily, expiration: { days: 1 }, status: "Disabled" },
        { id: "off", filter: { prefix: "logs/" }, expiration: { days: 1 }, status: "Disabled" },
        { id: "old", filter: { prefix: "daily/" }, ...versions },
      ),
    ],
  },
  {
    name: "refuses a tier whose rule is off",
    given: [bucket(), lifecycle({ ...daily, status: "Disabled" })],
    says: says(
      "lifecycle rule daily of tier daily is disabled",
      "its objects are kept for 30 days",
      "set status: Enabled, or remove the rule with its tier",
    ),
  },
  {
    name: "accepts a rule beside it that ends markers of deletions only",
    given: [
      bucket(),
      lifecycle(
        daily,
        { ...daily, id: "markers", expiration: { expiredObjectDeleteMarker: true } },
        { id: "all", filter: {}, expiration: { days: 0, date: "", expiredObjectDeleteMarker: true } },
      ),
    ],
  },
  {
    name: "refuses one that ends markers and a date's objects",
    given: [
      bucket(),
      lifecycle({ ...daily, expiration: { date: "2030-01-01", expiredObjectDeleteMarker: true } }),
    ],
    says: tierSays("no"),
  },
  ...(
    [
      ["of the whole bucket", { filter: {} }],
      ["of the whole bucket, without a filter", {}],
      ["of a parent", { filter: { prefix: "postgresql/" } }],
      ["of a parent in the old way", { prefix: "postgresql/" }],
      ["of some of the tier", { filter: { and: { prefix: "postgresql/daily/", objectSizeGreaterThan: 1 } } }],
      ["of some of a parent", { filter: { and: { prefix: "postgresql/", tags: { a: "b" } } } }],
      ["of every size", { filter: { objectSizeGreaterThan: 1 } }],
    ] as const
  ).flatMap(([name, reach]) => [
    {
      name: `refuses a rule ${name} that ends a tier sooner`,
      given: [bucket(), lifecycle(daily, { id: "all", ...reach, expiration: { days: DAYS - 1 } })],
      says: reaches(`after ${DAYS - 1} days`),
    },
    {
      name: `refuses a rule ${name} that ends it on a date`,
      given: [bucket(), lifecycle(daily, { id: "all", ...reach, expiration: { date: "2020-01-01" } })],
      says: reaches("on 2020-01-01"),
    },
    {
      name: `accepts a rule ${name} of as many days`,
      given: [bucket(), lifecycle(daily, { id: "all", ...reach, expiration: { days: DAYS } })],
    },
  ]),
  {
    name: "accepts sooner what lies beside the tier, or what tags alone choose",
    given: [
      bucket(),
      lifecycle(
        daily,
        { id: "logs", filter: { and: { prefix: "logs/", tags: { a: "b" } } }, expiration: { days: 1 } },
        { id: "tag", filter: { tag: { key: "a", value: "b" } }, expiration: { days: 1 } },
        { id: "tags", filter: { and: { tags: { a: "b", c: "d" } } }, expiration: { days: 1 } },
      ),
    ],
  },
  {
    name: "cannot decide on an unknown filter, and judges the tier beside it",
    given: [
      bucket(),
      lifecycle(
        { ...daily, expiration: { days: DAYS - 1 } },
        { id: "all", filter: unknown, expiration: { days: 1 } },
      ),
    ],
    says: [...tierSays(DAYS - 1), ...undecided("rules[1].filter")],
  },
  { name: "takes another table", given: kept(7), settings: { tierDays: ["daily=7"] } },
  {
    name: "cannot decide on unknown days",
    given: kept(unknown),
    says: undecided("rules[0].expiration.days"),
  },
]);

const versionsRemedy = "add noncurrentVersionExpiration.noncurrentDays to the rule";
describeRule(bucketExpiresOldVersions, [
  { name: "accepts a tier that ends its versions", given: [bucket(), lifecycle({ ...daily, ...versions })] },
  {
    name: "accepts one rule for the whole bucket",
    given: [bucket(), lifecycle(daily, { id: "all", ...versions })],
  },
  {
    name: "refuses none",
    given: [bucket(), lifecycle(daily)],
    says: says("no lifecycle rule expires noncurrent versions", "at least one is required", versionsRemedy),
  },
  {
    name: "refuses a tier beside one that does",
    given: [
      bucket(),
      lifecycle(daily, { ...daily, ...versions, id: "weekly", filter: { prefix: "postgresql/weekly/" } }),
    ],
    says: says(
      "lifecycle rule daily keeps noncurrent versions forever",
      "every rule that expires objects must expire their versions too",
      versionsRemedy,
    ),
  },
  {
    name: "cannot decide on unknown days",
    given: [bucket(), lifecycle({ ...daily, noncurrentVersionExpiration: unknown })],
    says: undecided("rules[0].noncurrentVersionExpiration"),
  },
]);

const abort = (days: Value): Fields => ({
  ...debris,
  abortIncompleteMultipartUpload: { daysAfterInitiation: days },
});
const abortRemedy =
  "add a lifecycle rule without prefix and with abortIncompleteMultipartUpload.daysAfterInitiation";
describeRule(bucketAbortsUnfinishedUploads, [
  { name: "accepts one day", given: [bucket(), lifecycle(debris)] },
  {
    name: "refuses a rule for a part of the bucket",
    given: [bucket(), lifecycle({ ...debris, filter: { prefix: "staging/" } })],
    says: says("unfinished uploads are never aborted", "at most 7 days, for the whole bucket", abortRemedy),
  },
  {
    name: "refuses eight days",
    given: [bucket(), lifecycle(abort(8))],
    says: says("unfinished uploads stay 8 days", "at most 7 days, for the whole bucket", abortRemedy),
  },
  {
    name: "accepts eight days where configured",
    given: [bucket(), lifecycle(abort(8))],
    settings: { maximumDays: 8 },
  },
  {
    name: "cannot decide on unknown days",
    given: [bucket(), lifecycle(abort(unknown))],
    says: undecided("rules[0].abortIncompleteMultipartUpload.daysAfterInitiation"),
  },
]);
