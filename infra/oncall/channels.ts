import type { Channel, Contact } from "../catalog/types";

/** Files with credentials, by the secret's name in config; the Secret `lifeboat-oncall` holds one entry of each. */
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

/** A mail server and who is written to. */
export interface Mail {
  /** Server and port, as `smtp.example.com:587`; TLS is demanded. */
  readonly smarthost: string;
  /** Address of the sender. */
  readonly from: string;
  /** Login at the server; undefined where it asks for none. */
  readonly username?: string | undefined;
  /** Address by role of the catalog; `default` is written to for every role without one. */
  readonly to: Readonly<Record<string, string>> & { readonly default: string };
}

/** Who notices that no watchdog alert arrives any more. */
export type DeadMan =
  /** A public address; with `hasToken`, the file `dead-man-token` goes along as a bearer token. */
  | { readonly url: string; readonly hasToken: boolean }
  /** An address that is a secret itself, in the file `dead-man-url`; needs Alertmanager 0.26. */
  | "file";

/** The ways of telling people that a stack has what it needs for. */
export interface Channels {
  readonly pagerduty: boolean;
  readonly slack: boolean;
  readonly mail: Mail | undefined;
  readonly deadMan: DeadMan | undefined;
}

/** Settings that channels follow from. */
export interface ChannelSettings {
  readonly oncallMail: Mail | undefined;
  readonly deadManUrl: string | undefined;
}

/** Names of the credentials that have a value. */
export const givenCredentials = (credentials: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(credentials).filter((name) => credentials[name] !== undefined);

/**
 * Which channels there are.
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

/** Whether a contact's channel can be used; PagerDuty is what phones people. */
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

/** Whether PagerDuty tells the contact: Alertmanager itself can neither page nor phone. */
export const isPaged = ({ channels }: Pick<Contact, "channels">): boolean =>
  channels.includes("pagerduty") || channels.includes("phone");

/** Whether the contact can be told at all. */
export const canReach = (contact: Contact, channels: Channels): boolean =>
  contact.channels.some((channel) => canUse(channel, channels));
