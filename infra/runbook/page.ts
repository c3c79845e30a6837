import { alertAreas, runbookAnchor } from "../alerts/rule-groups";
import type { Alert, AlertEnvironment } from "../alerts/types";
import { exitCodes } from "../catalog/exit-codes";
import { severities } from "../catalog/severities";
import type { ErrorCode, Service } from "../catalog/types";
import { escalationPolicies, type EscalationPolicy } from "../oncall/escalation-policy";
import { runByHand, takeOver, TAKING_OVER, type Command, type Place } from "./command";
import { planSection } from "./plan";
import { stepsOf } from "./steps";
import { cell, code, table } from "./table";

/** An environment as a page has to know it. */
export interface PageEnvironment extends AlertEnvironment {
  /** Name of the environment in the page: `prod`, `dr`. */
  readonly stack: string;
  /** Namespace of whatever watches there; the log collector and its jobs run in it. */
  readonly monitoring: string;
}

const placeOf = (service: Service, { namespace, monitoring, stack }: PageEnvironment): Place => ({
  service,
  namespace,
  monitoring,
  stack,
});

/** Words of a heading whose anchor is {@link runbookAnchor}'s. */
function headingOf(alert: string): string {
  const words = runbookAnchor(alert).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const block = (commands: readonly Command[]): string => {
  const lines = commands.map(({ text, note }) => (note === undefined ? text : `${text}   # ${note}`));
  return ["```sh", ...new Set(lines), "```"].join("\n");
};

/** Every alert that the service can have in one of the environments, once, in the order of its rules. */
export function alertsOfPage(
  service: Service,
  environments: readonly PageEnvironment[],
): readonly { readonly alert: Alert; readonly stacks: readonly string[] }[] {
  const found = new Map<string, { readonly alert: Alert; readonly stacks: Set<string> }>();
  for (const environment of environments)
    for (const alert of alertAreas(service, environment).flatMap(({ alerts }) => alerts)) {
      const known = found.get(alert.name) ?? { alert, stacks: new Set() };
      found.set(alert.name, { alert: known.alert, stacks: known.stacks.add(environment.stack) });
    }
  return [...found.values()].map(({ alert, stacks }) => ({ alert, stacks: [...stacks] }));
}

function section(place: Place, { alert, stacks }: ReturnType<typeof alertsOfPage>[number]): string {
  const { look, remedy, then } = stepsOf(alert.name, place);
  const codes = place.service.errorCodes.filter(
    ({ code: name }) => alert.errorCodes?.includes(name) === true,
  );
  return [
    `### ${headingOf(alert.name)}`,
    `${code(alert.name)} · ${alert.severity} · ${alert.area} · on ${stacks.join(" and ")} · after ${alert.forMinutes} min`,
    `${cell(alert.summary)}. ${cell(alert.description)}`,
    ...(codes.length === 0
      ? []
      : [`Codes of the application: ${codes.map(({ code: name }) => code(name)).join(", ")}.`]),
    `First look:\n\n${block(look)}`,
    ...(remedy.length === 0 ? [] : [`Remedy:\n\n${block(remedy)}`]),
    ...(then === undefined ? [] : [then]),
  ].join("\n\n");
}

/** Who is told when, as one line: `at once On-Call Engineer (pagerduty, slack); after 30 min DevOps Lead (phone)`. */
function chain(steps: EscalationPolicy["steps"]): string {
  const ways = new Map<string, readonly string[]>();
  for (const { afterMinutes, role, channel } of steps) {
    const who = `${afterMinutes === 0 ? "at once" : `after ${afterMinutes} min`} ${role}`;
    ways.set(who, [...(ways.get(who) ?? []), channel]);
  }
  return [...ways].map(([who, channels]) => `${who} (${channels.join(", ")})`).join("; ");
}

/** One row for each chain: severities that tell the same people in the same way stand together. */
function told(service: Service): string {
  const rows = new Map<string, readonly string[]>();
  for (const { areas, severities: names, steps } of escalationPolicies(service)) {
    const key = `${areas.length === 0 ? "any other" : areas.join(", ")}\n${chain(steps)}`;
    rows.set(key, [...(rows.get(key) ?? []), ...names]);
  }
  return table(
    ["area", "severity", "who"],
    [...rows].map(([key, names]) => {
      const [area = "", who = ""] = key.split("\n");
      return [area, names.join(", "), who];
    }),
  );
}

const codes = (given: readonly ErrorCode[]): string =>
  table(
    ["code", "meaning", "SQLSTATE", "first thing to do"],
    given.map((each) => [code(each.code), each.description, each.sqlStates.join(", "), each.remedy]),
  );

function head(
  { service, namespace, monitoring, stack }: Place,
  environments: readonly PageEnvironment[],
): string {
  const { objectives, database } = service;
  const places = [...new Map(environments.map((each) => [each.stack, each])).values()];
  return [
    `# ${service.title}: runbook`,
    "Made by `npm run runbook` from the catalog, the alerts and the jobs; a test keeps it so.",
    table(
      ["what", "here"],
      [
        ["answers for it", service.owner],
        ...places.map((each) => [`namespace on ${each.stack}`, code(each.namespace)]),
        ...places.map((each) => [`monitoring namespace on ${each.stack}`, code(each.monitoring)]),
        ["database", code(database.name)],
        ["RPO, RTO", `${objectives.rpoMinutes} min, ${objectives.rtoMinutes} min`],
        [
          "responds within",
          severities.map(({ name, responseMinutes }) => `${name} ${responseMinutes} min`).join(", "),
        ],
      ],
    ),
    `Commands are for ${stack}: on another stack, change \`-n ${namespace}\`, \`-n ${monitoring}\` and \`--stack ${stack}\` by the table, or what \`lifeboat:monitoringNamespace\` says. An alert that ${stack} cannot have has commands for its own stack. For \`psql\`:`,
    block([
      {
        text: `export PGHOST=$(pulumi config get --path lifeboat:databaseHosts.${service.id} --stack ${stack}) PGPORT=5432`,
        objects: [],
      },
    ]),
  ].join("\n\n");
}

/**
 * A service's runbook page as Markdown: what each alert means, first look, remedy, who is told, codes (JACK-6, KYB-1).
 * @param environments every posture of both stacks; the first one's stack is the one that commands are written for
 * @throws Error when an alert has no steps, or when there is no environment
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
    `## By hand\n\nA backup now; a restore of the newest backup beside the serving database (docs/restore.md); taking over on dr\n(docs/failover.md):\n\n${block([runByHand(place, "backup"), runByHand(place, "restore"), ...takeOver])}\n\n${TAKING_OVER}`,
    `## Alerts\n\n${table(["alert", "severity", "area", "what"], index)}`,
    ...alerts.map((each) => {
      const where = environments.find(({ stack }) => each.stacks.includes(stack)) ?? first;
      return section(placeOf(service, where), each);
    }),
    `## Who is told\n\n${told(service)}`,
    planSection(service),
    `## Exit codes of jobs\n\n${codes(exitCodes)}`,
    ...(service.errorCodes.length === 0
      ? []
      : [`## Codes of the application\n\n${codes(service.errorCodes)}`]),
  ];
  return `${parts.join("\n\n").replaceAll(/\bdocs\/(failover|restore)\.md/g, "[docs/$1.md](../$1.md)")}\n`;
}
