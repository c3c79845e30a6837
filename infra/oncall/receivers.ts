import type { Channel, Contact, Service } from "../catalog/types";
import type { EmailConfig, PagerdutyConfig, Receiver, SlackConfig, WebhookConfig } from "./alertmanager";
import type { Urgency } from "./chain";
import { canReach, credentialPath, isPaged, type Channels, type Mail } from "./channels";

type Told = Pick<Service, "id" | "escalation">;

/** Receiver of the watchdog alert. */
export const deadManName = "dead-man";

/** Fallback receiver: for an unknown service, or a ticket whose channels have no credentials. */
export const anyoneName = (urgency: Urgency): string => `anyone/${urgency}`;

/** Receiver that only opens a PagerDuty incident, if PagerDuty notifies none of the first contacts. */
export const clockName = (service: string, urgency: Urgency): string => `${service}/clock/${urgency}`;

/** Receiver of a role: `<service>/<role>/<urgency>`; `anyone` if none of its channels has credentials. */
export function contactName(service: string, contact: Contact, urgency: Urgency, channels: Channels): string {
  if (!canReach(contact, channels)) return anyoneName(urgency);
  const role = contact.role
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${service}/${role}/${urgency}`;
}

const shown = (template: string): string => `{{ template "lifeboat.${template}" . }}`;

/** The event of a group; PagerDuty chooses the escalation policy by service, area and severity in the details. */
const pagerduty: PagerdutyConfig = {
  routing_key_file: credentialPath("pagerdutyRoutingKey"),
  severity: shown("pagerduty.severity"),
  description: shown("title"),
  class: "{{ .CommonLabels.area }}",
  component: "{{ .CommonLabels.service }}",
  details: {
    environment: shown("environment"),
    service: "{{ .CommonLabels.service }}",
    area: "{{ .CommonLabels.area }}",
    severity: "{{ .CommonLabels.severity }}",
    receiver: "{{ .Receiver }}",
    text: shown("text"),
  },
  send_resolved: true,
};

const slack = (channel: string): SlackConfig => ({
  channel,
  title: shown("title"),
  text: shown("text"),
  color: shown("color"),
  send_resolved: true,
});

const email = (mail: Mail, role: string): EmailConfig => ({
  to: mail.to[role] ?? mail.to.default,
  headers: { Subject: shown("title") },
  html: "",
  text: shown("text"),
  send_resolved: true,
});

/** Pages go to the incident channel, tickets to the operations channel (TASK-11). */
const channelOf = ({ escalation }: Told, urgency: Urgency): string =>
  urgency === "page" ? escalation.slack.incidents : escalation.slack.operations;

/** A receiver without empty lists. */
function receiver(
  name: string,
  parts: {
    readonly pagerduty: readonly PagerdutyConfig[];
    readonly slack: readonly SlackConfig[];
    readonly email: readonly EmailConfig[];
  },
): Receiver {
  return {
    name,
    ...(parts.pagerduty.length > 0 ? { pagerduty_configs: parts.pagerduty } : {}),
    ...(parts.slack.length > 0 ? { slack_configs: parts.slack } : {}),
    ...(parts.email.length > 0 ? { email_configs: parts.email } : {}),
  };
}

/** Receiver of a contact who is notified at once, without channels that have no credentials. */
export function contactReceiver(
  service: Told,
  contact: Contact,
  urgency: Urgency,
  channels: Channels,
): Receiver {
  const by = (channel: Channel): boolean => contact.channels.includes(channel);
  return receiver(contactName(service.id, contact, urgency, channels), {
    pagerduty: channels.pagerduty && isPaged(contact) ? [pagerduty] : [],
    slack: channels.slack && by("slack") ? [slack(channelOf(service, urgency))] : [],
    email: channels.mail !== undefined && by("email") ? [email(channels.mail, contact.role)] : [],
  });
}

/** Opens the incident whose later steps PagerDuty takes. */
export const clockReceiver = (service: string, urgency: Urgency): Receiver => ({
  name: clockName(service, urgency),
  pagerduty_configs: [pagerduty],
});

/** All channels at once, for the fallback receiver. */
export function anyoneReceiver(services: readonly Told[], urgency: Urgency, channels: Channels): Receiver {
  const rooms = [...new Set(services.map((service) => channelOf(service, urgency)))];
  return receiver(anyoneName(urgency), {
    pagerduty: channels.pagerduty ? [pagerduty] : [],
    slack: channels.slack ? rooms.map(slack) : [],
    email: channels.mail === undefined ? [] : [email(channels.mail, "default")],
  });
}

function deadManWebhook({ deadMan }: Channels): readonly WebhookConfig[] {
  if (deadMan === undefined) return [];
  if (deadMan === "file") return [{ url_file: credentialPath("deadManUrl"), send_resolved: false }];
  const authorization = { type: "Bearer", credentials_file: credentialPath("deadManToken") };
  return [
    {
      url: deadMan.url,
      ...(deadMan.hasToken ? { http_config: { authorization } } : {}),
      send_resolved: false,
    },
  ];
}

/** Receiver of the dead man's switch; drops the watchdog if none is configured. */
export function deadManReceiver(channels: Channels): Receiver {
  const webhooks = deadManWebhook(channels);
  return { name: deadManName, ...(webhooks.length > 0 ? { webhook_configs: webhooks } : {}) };
}
