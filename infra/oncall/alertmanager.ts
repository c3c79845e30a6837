/** The parts of Alertmanager's configuration that this project uses, under Alertmanager's names (0.25 and later). */

/** One node of the routing tree; an alert goes to the deepest nodes that match it. */
export interface Route {
  /** Name of a receiver. */
  readonly receiver: string;
  /** Conditions such as `severity="P0"`; all must match. Absent only at the root. */
  readonly matchers?: readonly string[];
  /** Labels by which alerts are grouped into one message. @default the parent's */
  readonly group_by?: readonly string[];
  /** Time until a group's first message, as `10s`. @default the parent's */
  readonly group_wait?: string;
  /** Time until new alerts of a group are sent. @default the parent's */
  readonly group_interval?: string;
  /** Time until an unchanged group is sent again. @default the parent's */
  readonly repeat_interval?: string;
  /** Whether the next sibling is matched too. @default false */
  readonly continue?: boolean;
  /** Names of time intervals in which nothing is sent; not inherited. @default none */
  readonly mute_time_intervals?: readonly string[];
  /** Nodes below. @default none */
  readonly routes?: readonly Route[];
}

/** An event for PagerDuty. */
export interface PagerdutyConfig {
  readonly routing_key_file: string;
  readonly severity: string;
  readonly description: string;
  readonly class: string;
  readonly component: string;
  readonly details: Readonly<Record<string, string>>;
  readonly send_resolved: boolean;
}

/** A message in a Slack channel. */
export interface SlackConfig {
  readonly channel: string;
  readonly title: string;
  readonly text: string;
  readonly color: string;
  readonly send_resolved: boolean;
}

/** A mail; the server is in {@link Global}. */
export interface EmailConfig {
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  readonly text: string;
  readonly send_resolved: boolean;
}

/** A POST of the group as JSON; `url_file` needs Alertmanager 0.26. */
export interface WebhookConfig {
  readonly url?: string;
  readonly url_file?: string;
  readonly http_config?: {
    readonly authorization: { readonly type: string; readonly credentials_file: string };
  };
  readonly send_resolved: boolean;
}

/** A name that routes point to, and its channels; without any, alerts are dropped. */
export interface Receiver {
  readonly name: string;
  readonly pagerduty_configs?: readonly PagerdutyConfig[];
  readonly slack_configs?: readonly SlackConfig[];
  readonly email_configs?: readonly EmailConfig[];
  readonly webhook_configs?: readonly WebhookConfig[];
}

/** While a source fires, targets with the same values of `equal` are inhibited. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** A recurring time; all fields of one entry must match. */
export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly {
    readonly weekdays: readonly string[];
    /** Ranges such as `1:7`. */
    readonly days_of_month: readonly string[];
    /** Local times `HH:MM`; the end is exclusive. */
    readonly times: readonly { readonly start_time: string; readonly end_time: string }[];
    /** IANA time zone. */
    readonly location: string;
  }[];
}

/** Settings that receivers share. */
export interface Global {
  readonly resolve_timeout: string;
  readonly slack_api_url_file?: string;
  readonly smtp_smarthost?: string;
  readonly smtp_from?: string;
  readonly smtp_auth_username?: string;
  readonly smtp_auth_password_file?: string;
  readonly smtp_require_tls?: boolean;
}

/** A whole configuration. */
export interface AlertmanagerConfig {
  readonly global: Global;
  readonly templates: readonly string[];
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly time_intervals: readonly TimeInterval[];
  readonly receivers: readonly Receiver[];
}
