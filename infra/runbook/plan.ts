import { figuresOf } from "../scraping/application-metrics";
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
  const day = `${slot.weekday.charAt(0).toUpperCase()}${slot.weekday.slice(1)}`;
  const when = `The ${ORDINALS[slot.ordinal] ?? ""} ${day} of each month at ${hour}, at most ${durationMinutes} min; users are notified ${noticeHours} h before.`;
  const tables = vacuumTables.length === 0 ? "" : ` VACUUM: ${vacuumTables.map(code).join(", ")}.`;
  return `${when} Steps for the person on call: ${steps.join(", ")}.${tables}`;
}

/** Who runs the server, and what recovers its data besides dumps (STOCK-2). */
function recovered({ database: { server } }: Service): readonly string[] {
  if (server?.kind === "cluster") {
    const { archive } = server;
    return [
      "### Archive of the database",
      `Where \`lifeboat:databaseServers\` puts the server into the cluster, its WAL goes to a repository in each region at least every ${archive.timeoutSeconds} s, and a point in time of the last ${archive.keepDays} days can be restored: [database-server.md](../database-server.md).`,
      table(
        ["physical backup", "schedule, UTC"],
        [
          ["full", code(archive.fullSchedule)],
          ["differential", code(archive.differentialSchedule)],
          ["incremental", code(archive.incrementalSchedule)],
          ["check of every file", code(archive.verifySchedule)],
          ["restore onto a volume of its own", code(archive.drillSchedule)],
          ["dump, where it is replicated", code(archive.dumpSchedule)],
        ],
      ),
    ];
  }
  if (server?.stated === undefined) return [];
  const { rpoMinutes, windowDays, source } = server.stated;
  return [
    "### What the database's provider states",
    `Recovery to a point in time of the last ${windowDays} days, at most ${rpoMinutes} min before a loss. Stated, not proved: ${source}.`,
  ];
}

/** Tasks that nothing does automatically. */
function byPeople({ database, housekeeping, workloads }: Service): readonly (readonly string[])[] {
  const rotated = workloads.flatMap(({ secrets }) =>
    secrets.filter(({ rotated: is }) => is).map(({ name }) => name),
  );
  const { oldDataRetentionDays, localDumpRetentionDays } = housekeeping;
  return [
    ["the database server is run by", database.managedBy ?? "self"],
    ["terminate idle sessions", `after ${database.settings.idleSessionMinutes} min`],
    ["delete local dumps", `after ${localDumpRetentionDays} days`],
    [
      "delete old application data",
      oldDataRetentionDays === null ? "never by age" : `after ${oldDataRetentionDays} days`,
    ],
    ["secrets to rotate in the window", [...new Set(rotated)].map(code).join(", ") || "none"],
    ...("untriedBecause" in database.migrationTrial
      ? [["migrations have no trial run", database.migrationTrial.untriedBecause]]
      : []),
  ];
}

/** Administration paths of the application for a maintenance window; no job calls them. */
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
        ["notify users", at(admin.notificationPath)],
      ],
    ),
  ];
}

/** The manual steps, in order, that erase a person's data (TASK-5). */
function erasure({ legal }: Service): readonly string[] {
  if (legal === undefined) return [];
  return [
    "### Erasure of a person's data",
    `${legal.graceDays} days after the request. Copy the data to archive to the legal vault first.`,
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

/** Load-balancing settings of the proxy in front of a workload, if the runbook gives them (MAC-4). */
function balancing({ workloads }: Service): readonly string[] {
  const balanced = workloads.flatMap(({ name, balancing: given }) =>
    given === undefined
      ? []
      : [
          [
            code(name),
            given.algorithm,
            `${given.maxFails} failures, for ${given.failTimeoutSeconds} s`,
            `every ${given.check.intervalSeconds} s, down after ${given.check.fails}, up after ${given.check.passes}`,
          ],
        ],
  );
  if (balanced.length === 0) return [];
  return [
    "### Required load balancing of the proxy",
    table(["workload", "algorithm", "marked down after", "health check"], balanced),
  ];
}

/** Names that the rules and dashboards select of the application, and what nothing measures (MAC-9). */
function measured({ workloads }: Service): readonly string[] {
  const rows = workloads.flatMap(({ name, ports, metrics }): readonly (readonly string[])[] => {
    if (metrics === undefined) return [];
    const port = ports.find((each) => each.name === metrics.port)?.containerPort;
    const where = [
      code(name),
      `${code(`:${port ?? metrics.port}${metrics.path}`)}, ${sourceText(metrics.source)}`,
    ];
    if (!("responses" in metrics))
      return [
        ["JSON document of", ...where],
        ...figuresOf(metrics).map(({ help, metric, key }) => [help, code(metric), `key ${code(key)}`]),
        ...metrics.unmeasured.map((what) => ["not measured", "", what]),
      ];
    const { responses, seconds, failedLogins } = metrics;
    return [
      ["text format of", ...where],
      ["responses", code(responses.metric), `status in label ${code(responses.statusLabel)}`],
      ["response times", code(`${seconds}_bucket`), "seconds"],
      [
        "failed logins",
        code("metric" in failedLogins ? failedLogins.metric : responses.metric),
        "metric" in failedLogins ? "" : `status ${failedLogins.status}`,
      ],
    ];
  });
  if (rows.length === 0) return [];
  return [
    "### Metrics",
    "What the rules and dashboards select of the application. RequestMetricsMissing fires if it is not exposed.",
    table(["what", "metric", "where"], rows),
  ];
}

/** What a service is planned for, and the manual tasks of its calendar (STOCK-8, TASK-10, KYB-8). */
export function planSection(service: Service): string {
  const { capacity, domains, checks, maintenance } = service;
  const { users, data, requests } = capacity.growthPercentPerMonth;
  return [
    "## Plan",
    "Codes such as JACK-4 number the requirements of the team's original runbook.",
    table(
      ["address", "serves", "health"],
      domains.map((domain) => [code(domain.host), domain.serves, code(healthUrl(domain.host, domain))]),
    ),
    capacityTable(service),
    `Growth per month: users ${users} %, data ${data} %, requests ${requests} %. Source: ${sourceText(capacity.source)}.`,
    ...recovered(service),
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
    ...measured(service),
    ...balancing(service),
    ...administration(service),
    ...erasure(service),
    "### Manual tasks",
    table(["what", "here"], byPeople(service)),
  ].join("\n\n");
}
