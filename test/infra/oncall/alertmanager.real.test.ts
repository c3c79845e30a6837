import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { severities } from "../../../infra/catalog/severities";
import type { Area, Service, SeverityName } from "../../../infra/catalog/types";
import { areas } from "../../../infra/oncall/chain";
import type { Channels } from "../../../infra/oncall/channels";
import { alertmanagerConfig } from "../../../infra/oncall/configuration";
import { messageTemplates } from "../../../infra/oncall/templates";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal } from "../../support/describe-real";
import { everyChannel, noChannel } from "./fixture";

const amtool = (...args: readonly string[]): string =>
  execFileSync("amtool", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

describeReal("amtool", ["alertmanager"], () => {
  let folder: TemporaryDirectory;
  let file: string;

  beforeAll(() => {
    folder = temporaryDirectory("amtool");
    file = join(folder.path, "alertmanager.yaml");
    writeFileSync(file, JSON.stringify(alertmanagerConfig(services, everyChannel)));
    writeFileSync(join(folder.path, "lifeboat.tmpl"), messageTemplates("primary"));
  });
  afterAll(() => {
    folder.remove();
  });

  /** Receivers that amtool says an alert with these labels reaches. */
  const receiversOf = (labels: Readonly<Record<string, string>>): readonly string[] =>
    amtool(
      "config",
      "routes",
      "test",
      `--config.file=${file}`,
      ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ).split(",");

  it.each<[string, Channels]>([
    ["every channel", everyChannel],
    ["a relay without a login", { ...everyChannel, mail: { ...loginless(), username: undefined } }],
    ["PagerDuty alone", { ...noChannel, pagerduty: true }],
    ["no channel", noChannel],
  ])("accepts the configuration with %s", (_name, channels) => {
    const other = join(folder.path, "other.yaml");
    const configuration = alertmanagerConfig(services, channels);
    const templates = [join(folder.path, "*.tmpl")];
    writeFileSync(other, JSON.stringify({ ...configuration, templates }));
    expect(amtool("check-config", other)).toMatch(/SUCCESS[\s\S]+1 templates\n {2}SUCCESS/);
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "sends every row of %s's escalation table to the first contacts",
    (_id, service) => {
      const rows = areas.flatMap((area) => severities.map(({ name }) => ({ area, severity: name })));
      const got = rows.map(({ area, severity }) => ({
        area,
        severity,
        receivers: receiversOf({ alertname: "X", service: service.id, area, severity }),
      }));
      expect(got).toEqual(rows.map((row) => ({ ...row, receivers: firstOf(service, row) })));
    },
  );

  it.each([
    ["kyb-platform", "database", "P0", "kyb-platform/database-administrator/page"],
    ["tasks-app", "security", "P0", "tasks-app/security-team/page"],
    ["tasks-app", "infrastructure", "P1", "tasks-app/devops-on-call/page"],
    ["stock-analysis", "application", "P0", "stock-analysis/on-call-engineer/page"],
    [
      "dotmac-platform",
      "data",
      "P0",
      "dotmac-platform/on-call-engineer/page,dotmac-platform/operations/page",
    ],
    ["dotmac-platform", "data", "P3", "dotmac-platform/operations/ticket"],
    ["jackpot-service", "performance", "P2", "jackpot-service/devops-team/ticket"],
  ])("sends %s, %s, %s as the runbook says: %s", (service, area, severity, receivers) => {
    expect(receiversOf({ service, area, severity })).toEqual(receivers.split(","));
  });

  it.each([
    [{ service: "nobody-knows", area: "database", severity: "P0" }, "anyone/page"],
    [{ service: "nobody-knows", severity: "P3" }, "anyone/ticket"],
    [{ alertname: "Stray" }, "anyone/page"],
    [
      { service: "kyb-platform", area: "database", severity: "urgent" },
      "kyb-platform/database-administrator/page",
    ],
    [{ service: "kyb-platform" }, "kyb-platform/on-call-engineer/page"],
    [{ alertname: "Watchdog", severity: "none" }, "dead-man"],
  ])("lets nothing reach nobody: %j", (labels, receiver) => {
    expect(receiversOf(labels)).toEqual([receiver]);
  });

  const alert = (status: string, severity: string, name: string) => ({
    status,
    labels: {
      alertname: "DatabaseDown",
      service: "kyb-platform",
      severity,
      area: "database",
      instance: name,
    },
    annotations: {
      summary: "Database is down",
      description: `${name} does not respond`,
      runbook_url: "https://r.example",
    },
    startsAt: "2026-01-04T10:00:00Z",
    endsAt: "2026-01-04T10:31:05Z",
  });
  const shown = (template: string, severity: string, ...statuses: readonly string[]): string => {
    const data = join(folder.path, "data.json");
    const alerts = statuses.map((status, index) => alert(status, severity, `db-${index}`));
    const [{ labels, annotations } = alert("firing", severity, "none")] = alerts;
    writeFileSync(
      data,
      JSON.stringify({
        status: statuses.includes("firing") ? "firing" : "resolved",
        alerts,
        groupLabels: { alertname: labels.alertname },
        commonLabels: labels,
        commonAnnotations: annotations,
      }),
    );
    return amtool(
      "template",
      "render",
      `--template.glob=${join(folder.path, "*.tmpl")}`,
      `--template.data=${data}`,
      `--template.text={{ template "lifeboat.${template}" . }}`,
    );
  };

  it("writes how an incident starts: what, since when, what to do, and when updates follow", () => {
    expect(shown("title", "P0", "firing")).toBe("INCIDENT - P0 - kyb-platform (primary): Database is down");
    expect(shown("text", "P0", "firing")).toBe(
      [
        "Title: Database is down",
        "Status: Investigating",
        "Area: database",
        "",
        "- db-0 does not respond",
        "  Started: 2026-01-04 10:00 UTC",
        "  Runbook: https://r.example",
        "",
        "Updates will be provided every 30 minutes.",
        "Incident commander: the person who acknowledges it.",
      ].join("\n"),
    );
  });

  it("writes an update when part of it is over", () => {
    const text = shown("text", "P1", "firing", "resolved");
    expect(text).toContain("Status: Partly resolved: 1 firing, 1 resolved");
    expect(text).toContain("db-0 does not respond");
    expect(text).not.toContain("db-1");
  });

  it("writes how long it took and what follows when it is over", () => {
    expect(shown("title", "P0", "resolved")).toMatch(/^INCIDENT RESOLVED - P0/);
    const text = shown("text", "P0", "resolved");
    expect(text).toContain("Status: Resolved");
    expect(text).toContain("Duration: 31m5s");
    expect(text).toContain("within 48 hours");
  });

  it("promises nothing of a ticket", () => {
    expect(shown("text", "P3", "firing")).not.toContain("30 minutes");
    expect(shown("text", "P2", "resolved")).not.toContain("48 hours");
  });

  it.each([
    ["P0", "critical", "danger"],
    ["P1", "error", "danger"],
    ["P2", "warning", "warning"],
    ["P3", "info", "warning"],
    ["odd", "critical", "warning"],
  ])("gives %s PagerDuty's severity %s and Slack's colour %s", (severity, pagerduty, colour) => {
    expect(shown("pagerduty.severity", severity, "firing")).toBe(pagerduty);
    expect(shown("color", severity, "firing")).toBe(colour);
    expect(shown("color", severity, "resolved")).toBe("good");
  });
});

function loginless() {
  const { mail } = everyChannel;
  if (mail === undefined) throw new Error("the fixture has a mail server");
  return mail;
}

/** Receivers by the catalog's table alone: everybody at minute 0, and the clock if PagerDuty notifies none of them. */
function firstOf(
  { id, escalation }: Service,
  { area, severity }: { readonly area: Area; readonly severity: SeverityName },
): readonly string[] {
  const urgency = severity === "P0" || severity === "P1" ? "page" : "ticket";
  const { contacts } = escalation.areas[area] ?? escalation.default;
  const notified = contacts.filter(({ severities: who }) => who.includes(severity));
  const first = notified.filter(({ afterMinutes }) => afterMinutes === 0);
  const paged = first.some(({ channels }) =>
    channels.some((each) => each === "pagerduty" || each === "phone"),
  );
  const slug = (role: string) => role.toLowerCase().replaceAll(" ", "-");
  return [
    ...first.map(({ role }) => `${id}/${slug(role)}/${urgency}`),
    ...(notified.length > first.length && !paged ? [`${id}/clock/${urgency}`] : []),
  ];
}
