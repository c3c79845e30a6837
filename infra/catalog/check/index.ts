import { accessLogBucket } from "../../naming";
import { problemsOf, type Problem } from "../../problem";
import { cdnProblems } from "./cdn";
import { certificateProblems } from "./certificate";
import { databaseProblems } from "./database";
import { domainProblems } from "./domains";
import { gateProblems } from "./gates";
import { namingProblems } from "./names";
import { retentionProblems, tierProblems } from "./retention";
import { scheduleProblems } from "./schedules";
import { serverProblems } from "./server";
import { uniqueProblems } from "./unique";
import { workloadProblems } from "./workloads";
import { tiers as allTiers, type Tier } from "../tiers";
import type { Role, Service } from "../types";

/** The parts of names that come from config, if it could be parsed. */
export interface NamedEnvironment {
  readonly role?: Role | undefined;
  readonly region?: string | undefined;
  readonly replicaRegion?: string | undefined;
  /** Suffix of every bucket name. */
  readonly bucketSuffix?: string | undefined;
}

/** Names that services share: the access log buckets of the environment's regions. */
function sharedNameProblems(config: NamedEnvironment): readonly Problem[] {
  const { role, bucketSuffix } = config;
  if (role === undefined) return [];
  return [config.region, config.replicaRegion].flatMap((region) =>
    region === undefined ? [] : problemsOf(() => accessLogBucket(region, role, bucketSuffix)),
  );
}

/**
 * Checks the catalog as a whole and returns every problem at once, service by service, then those that services share.
 * @param config the valid part of config: names end in its suffix
 * @param tiers the retention table; tests pass another one
 */
export function catalogProblems(
  services: readonly Service[],
  config: NamedEnvironment = {},
  tiers: readonly Tier[] = allTiers,
): readonly Problem[] {
  return [
    ...uniqueProblems(services),
    ...sharedNameProblems(config),
    ...tierProblems(tiers),
    ...services.flatMap((service) => [
      ...namingProblems(service, config.bucketSuffix),
      ...scheduleProblems(service),
      ...retentionProblems(service, tiers),
      ...databaseProblems(service),
      ...serverProblems(service),
      ...workloadProblems(service),
      ...gateProblems(service),
      ...domainProblems(service),
      ...certificateProblems(service),
      ...cdnProblems(service),
    ]),
  ];
}
