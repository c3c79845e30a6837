import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { backupAges } from "../../infra/alerts/job-age";
import { series } from "../../infra/alerts/promql";
import { services } from "../../infra/catalog";
import { jackpotService } from "../../infra/catalog/jackpot-service";
import { kybPlatform } from "../../infra/catalog/kyb-platform";
import { stockAnalysis } from "../../infra/catalog/stock-analysis";
import type { Service } from "../../infra/catalog/types";
import { alertEnvironment } from "../../infra/alerts/environment";
import { cronJobName } from "../../infra/naming";
import type { AlertmanagerConfig } from "../../infra/oncall/alertmanager";
import { weekdays } from "../../infra/catalog/calendar";
import type { DeclaredResource } from "../../sandbox/render/declared-resource";
import { kubernetesObjects } from "../../sandbox/render/kubernetes-objects";
import { ruleFiles } from "../../sandbox/render/rendered-files";
import { startAlertmanager, type Alertmanager } from "../../sandbox/servers/alertmanager";
import { startPrometheus, type Prometheus } from "../../sandbox/servers/prometheus";
import { describeReal } from "../support/describe-real";
import { answered, healthySamples } from "../support/healthy-samples";
import { startMessageInbox, withInbox, type Message, type MessageInbox } from "../support/message-inbox";
import { startMetricsExporter, type MetricsExporter, type Samples } from "../support/metrics-exporter";
import { processesWith } from "../support/processes";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";
import { shortenedGroups, shortenedRoutes } from "../support/scaled-time";

/**
 * How many times as quick as declared: a minute lasts 600 ms, the longest wait of 60 minutes 36 s. Quicker, the pauses of
 * a busy machine would be a good part of the shortest promise, 15 minutes.
 */
const TIMES = 100;
const MINUTE_MILLISECONDS = 60_000 / TIMES;
/** Not shortened so far: a scrape each 100 declared seconds would be slower than any cluster's. */
const SCRAPE_INTERVAL = "1s";
/** Seconds from the start until the backup becomes too old; nothing may notify before. */
const QUIET_SECONDS = 7;

/** What the whole script may take where this file opens the shared proof itself. */
const SETUP_MILLISECONDS = 600_000;

const PLACE = { role: "primary", posture: "active", capacityHorizon: "now" } as const;
const IDENTITY = { job: "everything", instance: "exporter" };
const HISTORY_DAYS = 3;
/** Responses a second of a service that may have 1 % errors: too many errors in three days, too few to notify at once. */
const GOOD = 98;
const ERRORS = 2;

const group = z.looseObject({
  interval: z.string(),
  rules: z.array(z.looseObject({ for: z.string().optional() })),
});

/** Alertmanager's configuration as a stack declares it, with its windows moved away from today: tickets are to come. */
function declaredRoutes(resources: readonly DeclaredResource[]): AlertmanagerConfig {
  const shown = resources.find(({ type }) => type === "lifeboat:index:OncallConfig")?.inputs["configuration"];
  const configuration = z
    .custom<AlertmanagerConfig>((value) => z.looseObject({ route: z.unknown() }).safeParse(value).success)
    .parse(shown);
  const elsewhere = weekdays[(new Date().getUTCDay() + 3) % 7] ?? "sunday";
  return {
    ...configuration,
    templates: [],
    time_intervals: configuration.time_intervals.map((interval) => ({
      ...interval,
      time_intervals: interval.time_intervals.map((entry) => ({ ...entry, weekdays: [elsewhere] })),
    })),
  };
}

/** Three days of a service with too many errors, minute by minute, as OpenMetrics. */
function history(service: Service, namespace: string, until: number): string {
  const minutes = HISTORY_DAYS * 24 * 60;
  const lines = Object.entries(answered(service, namespace, GOOD, ERRORS)).flatMap(([name, perSecond]) => {
    const identified = name.replace("{", `{job="${IDENTITY.job}",instance="${IDENTITY.instance}",`);
    return Array.from({ length: minutes }, (_, minute) => {
      const seconds = minute * 60;
      return `${identified} ${perSecond * seconds} ${until - minutes * 60 + seconds}`;
    });
  });
  return ["# TYPE http_requests counter", ...lines, "# EOF", ""].join("\n");
}

/**
 * Prometheus with the rules that prod declares, Alertmanager with the routes that it declares, and a cluster whose
 * metrics are played: five healthy services, then a backup that is missing, a database that is down, and an error
 * budget that has burnt for three days.
 *
 * Expressions, their windows and thresholds are the declared ones, on a real clock: the days before the test are
 * written into Prometheus beforehand. Shortened, all by the same factor, are `for` and the intervals of groups, and in
 * Alertmanager the waits for a group's first, next and repeated message. The promised response times are held against
 * the same factor. Channels are replaced by an HTTP receiver, maintenance windows by one on another day.
 */
describeReal("notifications", [...PROOF_NEEDS, "alertmanager", "prometheus"], () => {
  let inbox: MessageInbox;
  let exporter: MetricsExporter;
  let alertmanager: Alertmanager;
  let prometheus: Prometheus;
  /** What is not as the healthy samples have it. */
  let troubles: Samples = {};
  /** When the history ends, in seconds since 1970. */
  let started = 0;
  /** When each trouble began, in milliseconds since 1970, by alert. */
  const since: Record<string, number> = {};
  /** Good answers of the service with errors beyond its usual ones. */
  let flood = 0;

  const namespaceOf = (service: Service): string => alertEnvironment(service, PLACE).namespace;
  const lastBackup = series("kube_cronjob_status_last_successful_time", {
    namespace: namespaceOf(jackpotService),
    cronjob: cronJobName(jackpotService.id, "backup"),
  });
  const database = series("pg_up", { namespace: namespaceOf(kybPlatform) });

  /** What every exporter tells at this moment. */
  function samples(): Samples {
    const age = Date.now() / 1000 - started;
    const well = services.map((service) => ({
      ...healthySamples(service, alertEnvironment(service, PLACE), started),
      ...answered(service, namespaceOf(service), 100 * age, 0),
    }));
    const past = HISTORY_DAYS * 86_400 + age;
    const burning = answered(stockAnalysis, namespaceOf(stockAnalysis), GOOD * past + flood, ERRORS * past);
    return Object.assign({}, ...well, burning, troubles) as Samples;
  }
  const about = (alert: string, status: Message["status"]) => (message: Message) =>
    message.groupLabels["alertname"] === alert && message.status === status;
  const messagesOf = (alert: string, status: Message["status"]): readonly Message[] =>
    inbox.messages.filter(about(alert, status));
  const receivers = (alert: string, status: Message["status"]): readonly string[] =>
    messagesOf(alert, status)
      .map(({ channel, receiver }) => `${channel} ${receiver}`)
      .toSorted();
  /** Milliseconds from a trouble to the first word of it, and how many its label promises. */
  function response(alert: string): { readonly took: number; readonly promised: number } {
    const [first] = messagesOf(alert, "firing");
    const minutes = Number(first?.alerts[0]?.labels["response_minutes"]);
    return { took: (first?.at ?? Infinity) - (since[alert] ?? 0), promised: minutes * MINUTE_MILLISECONDS };
  }

  beforeAll(async () => {
    const { resources } = await sharedProof();
    const groups = ruleFiles(kubernetesObjects(resources)).flatMap(({ content }) =>
      z.array(group).parse(content.groups),
    );
    inbox = await startMessageInbox();
    const routes = withInbox(declaredRoutes(resources), inbox.url);
    alertmanager = await startAlertmanager(shortenedRoutes(routes, TIMES));
    started = Math.floor(Date.now() / 1000);
    exporter = await startMetricsExporter(samples);
    prometheus = await startPrometheus({
      target: exporter.address,
      identity: IDENTITY,
      scrapeInterval: SCRAPE_INTERVAL,
      alertmanager: `127.0.0.1:${alertmanager.port}`,
      history: history(stockAnalysis, namespaceOf(stockAnalysis), started),
    });
    const begun = Date.now();
    const limit = backupAges(jackpotService, alertEnvironment(jackpotService, PLACE)).tooOldMinutes * 60;
    troubles = { [lastBackup]: begun / 1000 + QUIET_SECONDS - limit };
    since["BackupTooOld"] = begun + QUIET_SECONDS * 1000;
    since["ErrorBudgetBurnsSlowly"] = begun;
    await prometheus.useRules(shortenedGroups(groups, TIMES));
    await sleep(Math.max(0, begun + QUIET_SECONDS * 1000 - Date.now()));

    const wait = 60 * MINUTE_MILLISECONDS + 10_000;
    since["DatabaseDown"] = Date.now();
    troubles = { ...troubles, [database]: 0 };
    await inbox.wait(about("DatabaseDown", "firing"), wait);
    await inbox.wait(about("BackupTooOld", "firing"), wait);
    troubles = {};
    await inbox.wait(about("DatabaseDown", "resolved"), wait);
    await inbox.wait(about("BackupTooOld", "resolved"), wait);
    await inbox.wait(about("ErrorBudgetBurnsSlowly", "firing"), wait);
    // A day's worth of good answers at once: the share of errors sinks in every window.
    flood = 50_000_000;
    await inbox.wait(about("ErrorBudgetBurnsSlowly", "resolved"), wait);
    // Many groups' intervals, in which a second message would come.
    await sleep(1_000);
  }, SETUP_MILLISECONDS);
  afterAll(async () => {
    await prometheus.stop();
    await alertmanager.stop();
    await exporter.stop();
    await inbox.stop();
    for (const port of [prometheus.port, alertmanager.port])
      expect(processesWith(`--web.listen-address=127.0.0.1:${port}`)).toEqual([]);
  });

  it.each([
    {
      alert: "DatabaseDown",
      service: "kyb-platform",
      severity: "P0",
      promisedMinutes: 15,
      who: [
        "email kyb-platform/database-administrator/page",
        "pagerduty kyb-platform/database-administrator/page",
      ],
    },
    {
      alert: "BackupTooOld",
      service: "jackpot-service",
      severity: "P1",
      promisedMinutes: 30,
      who: ["pagerduty jackpot-service/database-team/page", "slack jackpot-service/database-team/page"],
    },
    {
      alert: "ErrorBudgetBurnsSlowly",
      service: "stock-analysis",
      severity: "P2",
      promisedMinutes: 240,
      who: [
        "pagerduty stock-analysis/on-call-engineer/ticket",
        "slack stock-analysis/on-call-engineer/ticket",
      ],
    },
  ])("$alert reaches those who answer for it, once, in time, and resolves", (expected) => {
    const { alert, service, severity, promisedMinutes, who } = expected;
    expect(receivers(alert, "firing")).toEqual(who);
    expect(receivers(alert, "resolved")).toEqual(who);
    for (const { alerts } of messagesOf(alert, "firing"))
      expect(alerts.map(({ labels }) => [labels["service"], labels["severity"]])).toEqual([
        [service, severity],
      ]);
    const { took, promised } = response(alert);
    expect(promised).toBe(promisedMinutes * MINUTE_MILLISECONDS);
    expect(took).toBeLessThan(promised);
  });

  it("waits for a budget to burn as long as its rule says", () => {
    expect(response("ErrorBudgetBurnsSlowly").took).toBeGreaterThan(60 * MINUTE_MILLISECONDS);
  });

  it("tells nobody of what is well", () => {
    const names = inbox.messages.map(({ groupLabels }) => groupLabels["alertname"]);
    expect([...new Set(names)].toSorted()).toEqual([
      "BackupLate",
      "BackupTooOld",
      "DatabaseDown",
      "ErrorBudgetBurnsSlowly",
      "Watchdog",
    ]);
  });

  it("lets the watchdog of every service bark", () => {
    const barked = inbox.messages.filter(({ channel }) => channel === "webhook");
    const heard = barked.flatMap(({ alerts }) => alerts.map(({ labels }) => labels["service"]));
    expect([...new Set(heard)].toSorted()).toEqual(services.map(({ id }) => id).toSorted());
  });
});
