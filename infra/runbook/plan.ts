import type { Horizon, MaintenanceWindow, Planned, Service, Source } from "../catalog/types";
import { healthUrl } from "../failover/health-questions";
import { code, table } from "./table";

const HORIZONS: readonly Horizon[] = ["now", "months6", "months12"];

const ORDINALS = ["", "first", "second", "third", "fourth"];

const sourceText = (source: Source): string => ("runbook" in source ? source.runbook : source.stated);

const row = (name: string, planned: Planned): readonly string[] => [
  name,
  ...HORIZONS.map((horizon) => String(planned[horizon])),
];

function capacityTable({ capacity }: Service): string {
  return table(
    ["", "now", "in 6 months", "in 12 months"],
    [
      ...Object.entries(capacity.replicas).map(([name, planned]) =>
        row(`replicas of ${code(name)}`, planned),
      ),
      row("cores of the database", capacity.databaseCores),
      row("memory of the database, GiB", capacity.databaseMemoryGib),
      row("storage of the database, GiB", capacity.databaseStorageGib),
    ],
  );
}

function windowText({ slot, durationMinutes, noticeHours, steps, vacuumTables }: MaintenanceWindow): string {
  const hour = `${String(slot.hour).padStart(2, "0")}:00 ${slot.timeZone}`;
  const when = `The ${ORDINALS[slot.ordinal] ?? ""} ${slot.weekday} of each month at ${hour}, at most ${durationMinutes} min; users are notified ${noticeHours} h before.`;
  const tables = vacuumTables.length === 0 ? "" : ` VACUUM: ${vacuumTables.map(code).join(", ")}.`;
  return `${when} Steps, by whoever is on call: ${steps.join(", ")}.${tables}`;
}

/** What a person has to see to, because nothing does it by itself. */
function byPeople({ database, housekeeping, workloads }: Service): readonly (readonly string[])[] {
  const rotated = workloads.flatMap(({ secrets }) =>
    secrets.filter(({ rotated: is }) => is).map(({ name }) => name),
  );
  const { oldDataRetentionDays, localDumpRetentionDays } = housekeeping;
  return [
    ["the database server is run by", database.managedBy ?? "self"],
    ["sessions that are idle for longer are ended", `${database.settings.idleSessionMinutes} min`],
    ["dumps on people's disks are removed", `after ${localDumpRetentionDays} days`],
    [
      "old data of the application is removed",
      oldDataRetentionDays === null ? "never by age" : `after ${oldDataRetentionDays} days`,
    ],
    ["secrets that the window's rotation changes", [...new Set(rotated)].map(code).join(", ") || "none"],
    ...("untriedBecause" in database.migrationTrial
      ? [["migrations are not tried beforehand", database.migrationTrial.untriedBecause]]
      : []),
  ];
}

/** What the application offers to whoever runs a maintenance window; no job of ours calls it. */
function administration({ admin }: Service): readonly string[] {
  if (admin === undefined) return [];
  const at = (path: string): string => code(`https://${admin.host}${path}`);
  return [
    "### Administration",
    table(
      ["what", "where"],
      [
        ["maintenance mode", at(admin.maintenancePath)],
        ["cache", `${at(admin.cacheClearPath)}, scopes ${admin.cacheScopes.map(code).join(", ")}`],
        ["notice to users", at(admin.notificationPath)],
      ],
    ),
  ];
}

/** How a person's data is erased: in this order, by hand (TASK-5). */
function erasure({ legal }: Service): readonly string[] {
  if (legal === undefined) return [];
  return [
    "### Erasure of a person's data",
    `${legal.graceDays} days after the request; what is archived goes to the legal vault first.`,
    table(
      ["table", "rows", "archived"],
      legal.erasure.map(({ table: name, where, archived }) => [
        code(name),
        code(where),
        archived ? "yes" : "no",
      ]),
    ),
  ];
}

/** How the proxy before a workload chooses among its pods, where the runbook gives it (MAC-4). */
function balancing({ workloads }: Service): readonly string[] {
  const balanced = workloads.flatMap(({ name, balancing: given }) =>
    given === undefined
      ? []
      : [
          [
            code(name),
            given.algorithm,
            `${given.maxFails} failures, for ${given.failTimeoutSeconds} s`,
            `every ${given.check.intervalSeconds} s, out after ${given.check.fails}, back after ${given.check.passes}`,
          ],
        ],
  );
  if (balanced.length === 0) return [];
  return [
    "### Balancing, as the proxy's settings must be",
    table(["workload", "algorithm", "left out after", "checked"], balanced),
  ];
}

/** What a service is planned for, and what its calendar asks of people (STOCK-8, TASK-10, KYB-8). */
export function planSection(service: Service): string {
  const { capacity, domains, checks, maintenance } = service;
  const { users, data, requests } = capacity.growthPercentPerMonth;
  return [
    "## What it is planned for",
    table(
      ["address", "serves", "health"],
      domains.map((domain) => [code(domain.host), domain.serves, code(healthUrl(domain.host, domain))]),
    ),
    capacityTable(service),
    `Growth a month: users ${users} %, data ${data} %, requests ${requests} %. Source: ${sourceText(capacity.source)}.`,
    "### Maintenance window",
    windowText(maintenance),
    "### Checks",
    table(
      ["check", "kind", "schedule, UTC", "overdue after"],
      checks.map(({ id, kind, schedule, staleAfterHours }) => [
        id,
        kind,
        code(schedule),
        `${staleAfterHours} h`,
      ]),
    ),
    ...balancing(service),
    ...administration(service),
    ...erasure(service),
    "### By people",
    table(["what", "here"], byPeople(service)),
  ].join("\n\n");
}
