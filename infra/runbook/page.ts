import { alertAreas, responseMinutes, runbookAnchor } from "../alerts/rule-groups";
import type { Alert, AlertEnvironment } from "../alerts/types";
import { exitCodes } from "../catalog/exit-codes";
import type { ErrorCode, Service } from "../catalog/types";
import { escalationPolicies, type EscalationPolicy } from "../oncall/escalation-policy";
import {
  contextVariable,
  exportContexts,
  exportDatabase,
  MOVING_SERVICE,
  moveService,
  runByHand,
  takeOver,
  TAKING_OVER,
  type Command,
  type Place,
} from "./command";
import { planSection } from "./plan";
import { stepsOf } from "./steps";
import { cell, code, table } from "./table";

/** An environment of a page. */
export interface PageEnvironment extends AlertEnvironment {
  /** Name of the environment in the page: `prod`, `dr`. */
  readonly stack: string;
  /** Namespace of the monitoring, of the log collector and of its jobs. */
  readonly monitoring: string;
}

const placeOf = (service: Service, { namespace, monitoring, stack }: PageEnvironment): Place => ({
  service,
  namespace,
  monitoring,
  stack,
});

/** Heading whose anchor is that of {@link runbookAnchor}. */
function headingOf(alert: string): string {
  const words = runbookAnchor(alert).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is pasted, each line once; a note or a case has no effect at a prompt. */
const linesOf = (commands: readonly Command[]): readonly string[] => [
  ...new Set(
    commands.flatMap(({ text, note, onlyIf }) => [
      ...(note === undefined ? [] : [`# ${note}`]),
      onlyIf === undefined ? text : `# only if ${onlyIf}: ${text}`,
    ]),
  ),
];

const block = (lines: readonly string[]): string => ["```sh", ...lines, "```"].join("\n");

/**
 * A section's commands. Those for the server of another stack than the page's are in a subshell, with that server's variables: at the
 * prompt they stay as the page has set them.
 */
function sectionBlock(place: Place, commands: readonly Command[], stackOfPage: string): string {
  const isElsewhere = ({ database = stackOfPage }: Command): boolean => database !== stackOfPage;
  const at = commands.filter((command) => !isElsewhere(command));
  const elsewhere = commands.filter(isElsewhere);
  if (elsewhere.length === 0) return block(linesOf(at));
  return block([...linesOf(at), "(", ...linesOf([...exportDatabase(place), ...elsewhere]), ")"]);
}

/** An alert of a page. */
interface PageAlert {
  readonly alert: Alert;
  /** Stacks that can have it. */
  readonly stacks: readonly string[];
  /** True or false where it is only with or without `lifeboat:logs`; undefined where that makes no difference. */
  readonly logs: boolean | undefined;
}

/** Every distinct alert of the service in any of the environments, in the order of its rules. */
export function alertsOfPage(
  service: Service,
  environments: readonly PageEnvironment[],
): readonly PageAlert[] {
  const found = new Map<string, { readonly alert: Alert; readonly places: PageEnvironment[] }>();
  for (const environment of environments)
    for (const alert of alertAreas(service, environment).flatMap(({ alerts }) => alerts)) {
      const known = found.get(alert.name) ?? { alert, places: [] };
      known.places.push(environment);
      found.set(alert.name, known);
    }
  return [...found.values()].map(({ alert, places }) => ({
    alert,
    stacks: [...new Set(places.map(({ stack }) => stack))],
    logs: onlyWith(places, environments),
  }));
}

const collectsLogs = ({ collectorNamespace }: PageEnvironment): boolean => collectorNamespace !== undefined;

/** Whether an alert is only where logs are collected, or only where they are not: as far as environments differ in that alone. */
function onlyWith(places: readonly PageEnvironment[], all: readonly PageEnvironment[]): boolean | undefined {
  const seen = places.flatMap((place) => {
    const twin = all.find(
      (each) =>
        each.stack === place.stack &&
        each.posture === place.posture &&
        collectsLogs(each) !== collectsLogs(place),
    );
    return twin === undefined || places.includes(twin) ? [] : [collectsLogs(place)];
  });
  return seen[0];
}

const WITH_LOGS: Readonly<Record<string, string>> = {
  true: ", only with `lifeboat:logs`",
  false: ", only without `lifeboat:logs`",
};

function section(place: Place, { alert, stacks, logs }: PageAlert, stackOfPage: string): string {
  const { look, before, remedy, then } = stepsOf(alert.name, place);
  const codes = place.service.errorCodes.filter(
    ({ code: name }) => alert.errorCodes?.includes(name) === true,
  );
  return [
    `### ${headingOf(alert.name)}`,
    `${code(alert.name)} · ${alert.severity} · ${alert.area} · on ${stacks.join(" and ")}${WITH_LOGS[String(logs)] ?? ""} · after ${alert.forMinutes} min`,
    `${cell(alert.summary)}. ${cell(alert.description)}`,
    ...(codes.length === 0
      ? []
      : [`Application codes: ${codes.map(({ code: name }) => code(name)).join(", ")}.`]),
    `First look:\n\n${sectionBlock(place, look, stackOfPage)}`,
    ...(remedy.length === 0
      ? []
      : [
          "Remedy:",
          ...(before === undefined ? [] : [`**Before you paste:** ${before}`]),
          sectionBlock(place, remedy, stackOfPage),
        ]),
    ...(then === undefined ? [] : [then]),
  ].join("\n\n");
}

/** Who is notified when, as one line: `at once On-Call Engineer (pagerduty, slack); after 30 min DevOps Lead (phone)`. */
function chain(steps: EscalationPolicy["steps"]): string {
  const ways = new Map<string, readonly string[]>();
  for (const { afterMinutes, role, channel } of steps) {
    const who = `${afterMinutes === 0 ? "at once" : `after ${afterMinutes} min`} ${role}`;
    ways.set(who, [...(ways.get(who) ?? []), channel]);
  }
  return [...ways].map(([who, channels]) => `${who} (${channels.join(", ")})`).join("; ");
}

/** Minutes until somebody works on it, by area and severity, as the alerts' labels have them; none where no alert is. */
function responses(
  service: Service,
  environments: readonly PageEnvironment[],
): readonly { readonly area: string; readonly severity: string; readonly minutes: string }[] {
  return environments
    .flatMap((environment) => alertAreas(service, environment).flatMap(({ alerts }) => alerts))
    .map((alert) => ({
      area: alert.area,
      severity: alert.severity,
      minutes: String(responseMinutes(service, alert)),
    }));
}

/** One row per chain; severities that notify the same people in the same way share a row. */
function notified(service: Service, environments: readonly PageEnvironment[]): string {
  const policies = escalationPolicies(service);
  const known = responses(service, environments);
  const named = policies.flatMap(({ areas }) => areas.map(String));
  const rows = new Map<string, { readonly names: readonly string[]; readonly within: readonly string[] }>();
  for (const { areas, severities: names, steps } of policies) {
    const key = `${areas.length === 0 ? "any other" : areas.join(", ")}\n${chain(steps)}`;
    const isOf = (area: string) =>
      areas.length === 0 ? !named.includes(area) : areas.some((one) => one === area);
    const within = names.flatMap((name) => {
      const found = known.find(({ area, severity }) => severity === name && isOf(area));
      return found === undefined ? [] : [`${name} ${found.minutes} min`];
    });
    const before = rows.get(key) ?? { names: [], within: [] };
    rows.set(key, { names: [...before.names, ...names], within: [...before.within, ...within] });
  }
  return table(
    ["area", "severity", "response", "who"],
    [...rows].map(([key, { names, within }]) => {
      const [area = "", who = ""] = key.split("\n");
      return [area, names.join(", "), within.join(", ") || "no alert", who];
    }),
  );
}

const codes = (given: readonly ErrorCode[]): string =>
  table(
    ["code", "meaning", "SQLSTATE", "first thing to do"],
    given.map((each) => [code(each.code), each.description, each.sqlStates.join(", "), each.remedy]),
  );

function head(place: Place, environments: readonly PageEnvironment[]): string {
  const { service, namespace, monitoring, stack } = place;
  const { objectives, database } = service;
  const places = [...new Map(environments.map((each) => [each.stack, each])).values()];
  const others = places.map((each) => each.stack).filter((name) => name !== stack);
  return [
    `# ${service.title}: runbook`,
    "Generated by `npm run generate` from the catalog, the alerts and the jobs; do not edit.",
    table(
      ["what", "here"],
      [
        ["owner", service.owner],
        ...places.map((each) => [`namespace on ${each.stack}`, code(each.namespace)]),
        ...places.map((each) => [`monitoring namespace on ${each.stack}`, code(each.monitoring)]),
        ["database", code(database.name)],
        ["RPO, RTO", `${objectives.rpoMinutes} min, ${objectives.rtoMinutes} min`],
      ],
    ),
    `Commands are for ${stack}. They need a checkout of this repository, a login to the state backend, and these variables, once in each terminal:`,
    block(linesOf([...exportContexts(places.map((each) => each.stack)), ...exportDatabase(place)])),
    "A stack that sets `kubernetes:kubeconfig` has no context to get: set its variable to the context in that file, and `KUBECONFIG` to the file.",
    `For ${others.join(" or ")}, replace \`\${${contextVariable(stack)}:?}\`, \`-n ${namespace}\`, \`-n ${monitoring}\` and \`--stack ${stack}\` with ${others.map((name) => `\`\${${contextVariable(name)}:?}\``).join(" or ")} and the values of the table (or of \`lifeboat:monitoringNamespace\`), and export the variables that begin with PG again. Alerts that only another stack has show its own commands; those in parentheses export what they need, and leave your variables as they are.`,
  ].join("\n\n");
}

/** A block for each task, because a page's button copies a whole one. */
const commonTasks = (place: Place): string =>
  [
    "## Common tasks",
    "Back up now:",
    block(linesOf([runByHand(place, "backup")])),
    "Restore the newest backup beside the serving database; nothing is switched (docs/restore.md):",
    block(linesOf([runByHand(place, "restore")])),
    "**Fail over** this service to dr; read docs/failover.md first:",
    block(linesOf(moveService(place))),
    MOVING_SERVICE,
    "If the primary's region or cluster is lost, **fail over every service** to dr; read docs/failover.md first:",
    block(linesOf(takeOver)),
    TAKING_OVER,
  ].join("\n\n");

/**
 * A service's runbook page as Markdown: what each alert means, first look, remedy, who is notified, codes (JACK-6, KYB-1).
 * @param environments every posture of both stacks; commands are for the first one's stack
 * @throws Error if an alert has no steps, or if there is no environment
 */
export function runbookPage(service: Service, environments: readonly PageEnvironment[]): string {
  const [first] = environments;
  if (first === undefined) throw new Error(`runbook of ${service.id}: no environment to write it for`);
  const place = placeOf(service, first);
  const alerts = alertsOfPage(service, environments);
  const worstFirst = alerts.toSorted((one, other) => one.alert.severity.localeCompare(other.alert.severity));
  const index = worstFirst.map(({ alert }) => [
    `[${headingOf(alert.name)}](#${runbookAnchor(alert.name)})`,
    alert.severity,
    alert.area,
    alert.summary,
  ]);
  const parts = [
    head(place, environments),
    commonTasks(place),
    `## Alerts\n\n${table(["alert", "severity", "area", "what"], index)}`,
    ...alerts.map((each) => {
      const where = environments.find(({ stack }) => each.stacks.includes(stack)) ?? first;
      return section(placeOf(service, where), each, place.stack);
    }),
    `## Who is notified\n\n${notified(service, environments)}`,
    planSection(service),
    `## Exit codes of jobs\n\nWhat the alert of a job says of its codes comes first: some have another meaning there.\n\n${codes(exitCodes)}`,
    ...(service.errorCodes.length === 0 ? [] : [`## Application codes\n\n${codes(service.errorCodes)}`]),
  ];
  return `${parts.join("\n\n").replaceAll(/\bdocs\/([a-z-]+)\.md/g, "[docs/$1.md](../$1.md)")}\n`;
}
