import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Weekday } from "../../../infra/catalog/types";
import type { TimeInterval } from "../../../infra/oncall/alertmanager";
import { alertmanagerConfig } from "../../../infra/oncall/configuration";
import { weekdays } from "../../../infra/catalog/calendar";
import { startAlertmanager, type Alertmanager } from "../../../sandbox/servers/alertmanager";
import { describeReal } from "../../support/describe-real";
import { startMessageInbox, withInbox, type Message, type MessageInbox } from "../../support/message-inbox";
import { processesWith } from "../../support/processes";
import { everyChannel } from "./fixture";

const INTERVAL_MILLISECONDS = 10_000;
/** What a busy machine may add to any wait. */
const SLACK_MILLISECONDS = 8_000;

/** A zone in which it is about noon, so that a window around now never meets midnight. */
function noon(now: Date): { readonly zone: string; readonly weekday: number; readonly hour: number } {
  const shift = 12 - now.getUTCHours();
  const local = new Date(now.getTime() + shift * 3_600_000);
  // The signs of Etc/GMT are those of POSIX: west is positive.
  const zone = shift === 0 ? "Etc/UTC" : `Etc/GMT${shift > 0 ? "-" : "+"}${Math.abs(shift)}`;
  return { zone, weekday: local.getUTCDay(), hour: local.getUTCHours() };
}

/** The catalog's windows with their day moved: one service's is open now, no other's is. */
function windowsAround(now: Date, open: string, intervals: readonly TimeInterval[]): readonly TimeInterval[] {
  const { zone, weekday, hour } = noon(now);
  const day = (offset: number): Weekday => weekdays[(weekday + offset) % 7] ?? "sunday";
  return intervals.map((interval) => ({
    ...interval,
    time_intervals: interval.time_intervals.map((entry) =>
      interval.name === `${open}-maintenance`
        ? {
            ...entry,
            weekdays: [day(0)],
            days_of_month: ["1:31"],
            times: [{ start_time: `${hour - 2}:00`, end_time: `${hour + 2}:00` }],
            location: zone,
          }
        : { ...entry, weekdays: [day(3)] },
    ),
  }));
}

describeReal("Alertmanager", ["alertmanager"], () => {
  let inbox: MessageInbox;
  let alertmanager: Alertmanager;
  let posted: number;

  const alert = (alertname: string, service: string, area: string, severity: string, instance = "one") => ({
    labels: { alertname, service, area, severity, instance },
  });
  const down = [
    alert("DatabaseDown", "kyb-platform", "database", "P0", "db-0"),
    alert("DatabaseDown", "kyb-platform", "database", "P0", "db-1"),
  ];

  beforeAll(async () => {
    const now = new Date();
    inbox = await startMessageInbox();
    const configuration = withInbox(alertmanagerConfig(services, everyChannel), inbox.url);
    const { time_intervals: windows } = configuration;
    alertmanager = await startAlertmanager({
      ...configuration,
      templates: [],
      time_intervals: windowsAround(now, "stock-analysis", windows),
    });
    posted = Date.now();
    await alertmanager.post(
      ...down,
      alert("SlowStatements", "kyb-platform", "database", "P1"),
      alert("ErrorRateHigh", "kyb-platform", "application", "P1"),
      alert("FailedLogins", "kyb-platform", "security", "P1"),
      alert("ErrorRateHigh", "tasks-app", "application", "P1"),
      alert("SlowAnswers", "stock-analysis", "performance", "P3"),
      alert("NoAnswers", "stock-analysis", "performance", "P0"),
      alert("SlowAnswers", "jackpot-service", "performance", "P3"),
      alert("InvoicesMissing", "dotmac-platform", "data", "P1"),
      alert("Stray", "nobody-knows", "data", "P0"),
      { labels: { alertname: "Watchdog", severity: "none" } },
    );
    // The first messages come after one wait; one interval more shows that none comes twice.
    await sleep(2 * INTERVAL_MILLISECONDS + 1_500);
  });
  afterAll(async () => {
    await alertmanager.stop();
    await inbox.stop();
    expect(processesWith(`--web.listen-address=127.0.0.1:${alertmanager.port}`)).toEqual([]);
  });

  /** Who was notified of an alert, by channel and receiver. */
  const notified = (alertname: string, service: string): readonly string[] =>
    inbox.messages
      .filter(({ alerts }) =>
        alerts.some(({ labels }) => labels["alertname"] === alertname && labels["service"] === service),
      )
      .map(({ channel, receiver }) => `${channel} ${receiver}`)
      .toSorted();

  it("tells those who come first once, in each of their channels", () => {
    expect(notified("DatabaseDown", "kyb-platform")).toEqual([
      "email kyb-platform/database-administrator/page",
      "pagerduty kyb-platform/database-administrator/page",
    ]);
    expect(notified("ErrorRateHigh", "tasks-app")).toEqual([
      "pagerduty tasks-app/dev-on-call/page",
      "slack tasks-app/dev-on-call/page",
    ]);
    expect(notified("SlowAnswers", "jackpot-service")).toEqual([
      "pagerduty jackpot-service/devops-team/ticket",
      "slack jackpot-service/devops-team/ticket",
    ]);
  });

  it("gathers alerts of one name into one message, ten seconds after the first", () => {
    const [message] = inbox.messages.filter(({ alerts }) =>
      alerts.some(({ labels }) => labels["alertname"] === "DatabaseDown"),
    );
    expect(message?.alerts.map(({ labels }) => labels["instance"]).toSorted()).toEqual(["db-0", "db-1"]);
    expect((message?.at ?? 0) - posted).toBeGreaterThan(INTERVAL_MILLISECONDS - 1_000);
  });

  it("starts the clock of later steps where nobody is paged at once", () => {
    expect(notified("InvoicesMissing", "dotmac-platform")).toEqual([
      "email dotmac-platform/operations/page",
      "pagerduty dotmac-platform/clock/page",
    ]);
  });

  it("inhibits symptoms and lesser alerts while their cause fires, and nothing else", () => {
    expect(notified("SlowStatements", "kyb-platform")).toEqual([]);
    expect(notified("ErrorRateHigh", "kyb-platform")).toEqual([]);
    expect(notified("FailedLogins", "kyb-platform")).toEqual([
      "pagerduty kyb-platform/on-call-engineer/page",
    ]);
  });

  it("holds back tickets in a maintenance window, and no page", () => {
    expect(notified("SlowAnswers", "stock-analysis")).toEqual([]);
    expect(notified("NoAnswers", "stock-analysis")).toEqual([
      "pagerduty stock-analysis/on-call-engineer/page",
      "slack stock-analysis/on-call-engineer/page",
    ]);
  });

  it("tells anyone of what no service claims", () => {
    expect(notified("Stray", "nobody-knows")).toEqual([
      "email anyone/page",
      "pagerduty anyone/page",
      "slack anyone/page",
    ]);
  });

  it("sends the watchdog to the dead man at once, and to nobody else", () => {
    const watchdog = inbox.messages.filter(({ groupLabels }) => groupLabels["alertname"] === "Watchdog");
    expect(watchdog.map(({ channel, receiver }) => `${channel} ${receiver}`)).toEqual(["webhook dead-man"]);
    expect((watchdog[0]?.at ?? Infinity) - posted).toBeLessThan(INTERVAL_MILLISECONDS - 1_000);
  });

  it("notifies of the end, and then of the symptoms that outlast their cause", async () => {
    const endsAt = new Date(Date.now() - 1_000).toISOString();
    await alertmanager.post(...down.map((one) => ({ ...one, endsAt })));
    const wait = INTERVAL_MILLISECONDS + SLACK_MILLISECONDS;
    const about = ({ groupLabels }: Message) => groupLabels["alertname"] ?? "";
    const over = await inbox.wait((one) => one.status === "resolved" && about(one) === "DatabaseDown", wait);
    expect(over.alerts.map(({ status }) => status)).toEqual(["resolved", "resolved"]);
    const symptom = (one: Message) =>
      one.receiver.startsWith("kyb-platform/") && about(one) === "ErrorRateHigh";
    expect((await inbox.wait(symptom, wait)).receiver).toBe("kyb-platform/on-call-engineer/page");
  });
});
