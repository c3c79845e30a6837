import type { Channel, Contact } from "../catalog/types";

/** Files with credentials, by the secret's name in config; the Secret `lifeboat-oncall` has an entry for each. */
export const credentialFiles = {
  pagerdutyRoutingKey: "pagerduty-routing-key",
  slackApiUrl: "slack-api-url",
  smtpPassword: "smtp-password",
  deadManUrl: "dead-man-url",
  deadManToken: "dead-man-token",
} as const;

/** Name of a credential in config. */
export type CredentialName = keyof typeof credentialFiles;

/** Name of the Secret with the credential files. */
export const credentialSecret = "lifeboat-oncall";

/** Path of a credential in Alertmanager's pod: where the Prometheus Operator mounts an entry of `spec.secrets`. */
export const credentialPath = (name: CredentialName): string =>
  `/etc/alertmanager/secrets/${credentialSecret}/${credentialFiles[name]}`;

/** A mail server and the recipients. */
export interface Mail {
  /** Server and port, as `smtp.example.com:587`; TLS is required. */
  readonly smarthost: string;
  /** Address of the sender. */
  readonly from: string;
  /** Login at the server; undefined if it requires none. */
  readonly username?: string | undefined;
  /** Address by role of the catalog; `default` is for every role without one. */
  readonly to: Readonly<Record<string, string>> & { readonly default: string };
}

/** The dead man's switch, which notices that the watchdog alert stops. */
export type DeadMan =
  /** A public URL; with `hasToken`, the file `dead-man-token` is sent as a bearer token. */
  | { readonly url: string; readonly hasToken: boolean }
  /** A secret URL, in the file `dead-man-url`; needs Alertmanager 0.26. */
  | "file";

/** The notification channels that a stack is configured for. */
export interface Channels {
  readonly pagerduty: boolean;
  readonly slack: boolean;
  readonly mail: Mail | undefined;
  readonly deadMan: DeadMan | undefined;
}

/** Settings that determine the channels. */
export interface ChannelSettings {
  readonly oncallMail: Mail | undefined;
  readonly deadManUrl: string | undefined;
}

/** Names of the credentials that are set. */
export const givenCredentials = (credentials: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(credentials).filter((name) => credentials[name] !== undefined);

/**
 * The configured channels.
 * @param given names of the credentials that are set
 */
export function channelsOf(settings: ChannelSettings, given: readonly string[]): Channels {
  const has = (name: CredentialName): boolean => given.includes(name);
  const open =
    settings.deadManUrl === undefined
      ? undefined
      : { url: settings.deadManUrl, hasToken: has("deadManToken") };
  return {
    pagerduty: has("pagerdutyRoutingKey"),
    slack: has("slackApiUrl"),
    mail: settings.oncallMail,
    deadMan: has("deadManUrl") ? "file" : open,
  };
}

/** Whether a contact's channel is configured; PagerDuty makes phone calls. */
export function canUse(channel: Channel, channels: Channels): boolean {
  switch (channel) {
    case "pagerduty":
    case "phone":
      return channels.pagerduty;
    case "slack":
      return channels.slack;
    case "email":
      return channels.mail !== undefined;
  }
}

/** Whether PagerDuty notifies the contact: Alertmanager itself can neither page nor phone. */
export const isPaged = ({ channels }: Pick<Contact, "channels">): boolean =>
  channels.includes("pagerduty") || channels.includes("phone");

/** Whether the contact can be notified at all. */
export const canReach = (contact: Contact, channels: Channels): boolean =>
  contact.channels.some((channel) => canUse(channel, channels));
