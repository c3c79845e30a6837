import type { Service, SeverityName } from "../catalog/types";
import { problemsOf, type Problem } from "../problem";
import { chainsOf, contactsOf, severitiesOf, type Chain } from "./chain";
import { canReach, canUse, type Channels } from "./channels";
import { maintenanceInterval } from "./maintenance";

type Judged = Pick<Service, "id" | "escalation" | "maintenance">;

const areasOf = ({ areas }: Chain): string => (areas.length === 0 ? "any other area" : areas.join(", "));

/** Whether a severity notifies somebody: at once, or later through PagerDuty. */
function reaches(chain: Chain, severity: SeverityName, channels: Channels): boolean {
  const { first, later } = contactsOf(chain.escalation, severity);
  return first.some((contact) => canReach(contact, channels)) || (channels.pagerduty && later.length > 0);
}

/** Paging severities that notify nobody, one problem per service, with the channels that would help. */
function silentProblems({ id, escalation }: Judged, channels: Channels): readonly Problem[] {
  const silent = chainsOf(escalation).flatMap((chain) =>
    severitiesOf("page")
      .filter((severity) => !reaches(chain, severity, channels))
      .map((severity) => ({ chain, severity })),
  );
  if (silent.length === 0) return [];
  const wanted = new Set(
    silent.flatMap(({ chain, severity }) =>
      contactsOf(chain.escalation, severity)
        .first.flatMap((contact) => contact.channels)
        .filter((channel) => !canUse(channel, channels))
        .map((channel) => (channel === "phone" ? "pagerduty" : channel)),
    ),
  );
  const places = silent.map(({ chain, severity }) => `${severity} of ${areasOf(chain)}`);
  return [
    {
      thing: `config lifeboat:oncall for ${id}`,
      value: `nobody is notified of ${places.join("; ")}`,
      limit: "notify somebody of every severity that pages",
      remedy: [...wanted].map((channel) => remedies[channel]).join(" # or "),
    },
  ];
}

const remedies = {
  pagerduty: "pulumi config set --secret --path lifeboat:oncall.pagerdutyRoutingKey",
  slack: "pulumi config set --secret --path lifeboat:oncall.slackApiUrl",
  email: "pulumi config set --path lifeboat:oncallMail.smarthost '<host:port>' # and .from, .to.default",
} as const;

const noChannelProblem: Problem = {
  thing: "config lifeboat:oncall",
  value: "(missing)",
  limit: "configure a channel for the severities that page",
  remedy: remedies.pagerduty,
};

/** A role must have the same channels in all chains of a service, because it is one receiver. */
function roleProblems({ id, escalation }: Judged): readonly Problem[] {
  const first = chainsOf(escalation).flatMap(({ escalation: { contacts } }) =>
    contacts.filter(({ afterMinutes }) => afterMinutes === 0),
  );
  return [...new Set(first.map(({ role }) => role))].flatMap((role) => {
    const ways = first
      .filter((contact) => contact.role === role)
      .map(({ channels }) => [...channels].sort().join(" and "));
    const different = [...new Set(ways)];
    if (different.length < 2) return [];
    return [
      {
        thing: `catalog: ${id}: escalation of ${role}`,
        value: different.join("; "),
        limit: "have the same channels in every chain that notifies the role first",
        remedy: "use one list of channels, or split the role in two",
      },
    ];
  });
}

/** Every chain must notify somebody of every severity at once, or at least start the clock of later steps. */
function emptyProblems({ id, escalation }: Judged): readonly Problem[] {
  return chainsOf(escalation)
    .filter(({ escalation: { contacts } }) => !contacts.some(({ afterMinutes }) => afterMinutes === 0))
    .map((chain) => ({
      thing: `catalog: ${id}: escalation of ${areasOf(chain)}`,
      value: "(nobody at minute 0)",
      limit: "notify somebody at once",
      remedy: "add a contact with afterMinutes 0",
    }));
}

/** Problems of the services' escalations and windows, and of the stack's channels for them. */
export function oncallProblems(services: readonly Judged[], channels: Channels): readonly Problem[] {
  const { pagerduty, slack, mail } = channels;
  const hasAny = pagerduty || slack || mail !== undefined;
  return [
    ...(hasAny ? [] : [noChannelProblem]),
    ...services.flatMap((service) => [
      ...emptyProblems(service),
      ...roleProblems(service),
      ...problemsOf(() => maintenanceInterval(service)),
      ...(hasAny ? silentProblems(service, channels) : []),
    ]),
  ];
}
