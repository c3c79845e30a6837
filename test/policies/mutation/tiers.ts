import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { changed } from "./table";

/** Lifecycles of buckets without tiers. */
const noTiers = /^access-logs|legal-records|-repository-/;

/** What the rule on retention tiers guards. */
export const tiers: readonly Mutation[] = [
  ...changed(
    "lifecycle-matches-its-tier",
    kinds.bucketLifecycle,
    [
      ["rules 0 expiration days", 3],
      ["rules 1 expiration days", 31],
      ["rules 0 status", "Disabled"],
    ],
    noTiers,
  ),
  ...[
    { at: "rules 0 filter prefix", to: "elsewhere/", broken: "database/hourly/" },
    { at: "rules 0 filter tag", to: { key: "tier", value: "hourly" }, broken: undefined },
    { at: "rules 0 filter and", to: { prefix: "elsewhere/" }, broken: undefined },
    { at: "rules 0 filter and", to: { prefix: "elsewhere/" }, broken: { prefix: "database/" } },
    { at: "rules 0 filter objectSizeGreaterThan", to: 1, broken: undefined },
    { at: "rules 0 filter objectSizeLessThan", to: 1, broken: undefined },
  ].flatMap(({ at, to, broken }) =>
    changed("lifecycle-matches-its-tier", kinds.bucketLifecycle, [[at, broken]], noTiers, {
      given: [
        { of: kinds.bucketLifecycle, at, to },
        { of: kinds.bucketLifecycle, at: "rules 0 expiration days", to: 3 },
      ],
    }),
  ),
  ...changed(
    "lifecycle-matches-its-tier",
    kinds.bucketLifecycle,
    [["rules 0 expiration date", "2030-01-01"]],
    noTiers,
    {
      given: [
        { of: kinds.bucketLifecycle, at: "rules 0 filter", to: { and: { prefix: "database/hourly/" } } },
      ],
    },
  ),
  ...changed(
    "lifecycle-matches-its-tier",
    kinds.bucketLifecycle,
    [["rules 0 expiration expiredObjectDeleteMarker", false]],
    noTiers,
    {
      given: [
        { of: kinds.bucketLifecycle, at: "rules 0 expiration", to: { expiredObjectDeleteMarker: true } },
      ],
    },
  ),
];
