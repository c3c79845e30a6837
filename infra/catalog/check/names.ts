import {
  autoscalerName,
  cronJobName,
  databaseRole,
  kmsAlias,
  namespaceName,
  objectName,
  primaryBucket,
  replicaBucket,
  repositoryBucket,
  restoreDatabase,
  roleName,
  standbyBucket,
  type Duty,
} from "../../naming";
import { problemsOf, type Problem } from "../../problem";
import { jobs } from "../jobs";
import type { Service, Role } from "../types";

const sides: readonly Role[] = ["primary", "standby"];
const duties: readonly Duty[] = [
  "backup",
  "verify",
  "restore",
  "config-backup",
  "config-restore",
  "replication",
  "reader",
  "server",
];

/** The longest id that fits into every name built from it: `lifeboat-<id>-config-restore-standby` has at most 64. */
const longestId = 32;

function idProblems(service: Service): readonly Problem[] {
  if (service.id.length <= longestId && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(service.id)) return [];
  return [
    {
      thing: `catalog: id of ${service.id}`,
      value: `"${service.id}" (${service.id.length} long)`,
      limit: `be kebab-case of at most ${longestId} characters`,
      remedy: "shorten or rename the service's id",
    },
  ];
}

function bucketNames(bucket: string, suffix: string | undefined): readonly (() => string)[] {
  return [primaryBucket, replicaBucket, standbyBucket].map((make) => () => make(bucket, suffix));
}

/** Builds every physical name of a service once, to check that it is valid. */
export function namingProblems(service: Service, suffix?: string): readonly Problem[] {
  const { id, database, backup, legal } = service;
  const makers: readonly (() => string)[] = [
    ...bucketNames(backup.bucket, suffix),
    ...(legal === undefined ? [] : bucketNames(legal.bucket, suffix)),
    ...sides.flatMap((side) => [
      () => namespaceName(service.namespace, side),
      () => kmsAlias(id, side),
      () => kmsAlias(id, side, "legal"),
      () => kmsAlias(id, side, "repository"),
      ...(database.server?.kind === "cluster" ? [() => repositoryBucket(backup.bucket, side, suffix)] : []),
      ...duties.map((duty) => () => roleName(id, duty, side)),
    ]),
    ...[...jobs.map(({ name }) => name), ...service.checks.map((check) => check.id)].map(
      (job) => () => cronJobName(id, job),
    ),
    ...service.workloads.map(
      (workload) => () =>
        workload.autoscaling === undefined ? objectName(workload.name) : autoscalerName(workload.name),
    ),
    () => databaseRole(database.name, "backup"),
    () => databaseRole(database.name, "restore"),
    () => restoreDatabase(database.name, "20000101t000000z_000000"),
  ];
  const problems = makers.flatMap((make) => problemsOf(make));
  return [
    ...idProblems(service),
    ...problems.map((problem) => ({ ...problem, thing: `catalog: ${id}: ${problem.thing}` })),
  ];
}
