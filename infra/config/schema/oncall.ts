import { z } from "zod";
import { PROMPT } from "../command";
import { facts } from "./key-facts";
import { hostAndPort, secretLine } from "./shapes";

const address = z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/);

const ADDRESS = "<address>";

/** Keys of the notification channels of alerts. */
export const oncallKeys = {
  oncall: z
    .strictObject({
      /** Integration key of PagerDuty's Events API v2. */
      pagerdutyRoutingKey: z
        .string()
        .regex(/^[A-Za-z0-9]{32}$/)
        .optional(),
      /** Key of PagerDuty's CloudWatch integration, which receives the CloudWatch alarms. */
      pagerdutyCloudwatchKey: z
        .string()
        .regex(/^[A-Za-z0-9]{32}$/)
        .optional(),
      /** Incoming webhook of Slack. */
      slackApiUrl: z.url({ protocol: /^https$/ }).optional(),
      /** Password of `oncallMail.username`. */
      smtpPassword: secretLine.optional(),
      /** URL of the dead man's switch, if the URL itself is secret; needs Alertmanager 0.26. */
      deadManUrl: z.url({ protocol: /^https$/ }).optional(),
      /** Bearer token for the plain `deadManUrl`. */
      deadManToken: secretLine.optional(),
    })
    .default({})
    .register(facts, {
      what: "credentials of the on-call channels; without its credential a channel is not used",
      changes: "Alertmanager's receivers and their Secret, and subscriptions to the alarms' topics",
      limit:
        "be a secret object of pagerdutyRoutingKey and pagerdutyCloudwatchKey (32 letters and digits each), slackApiUrl and deadManUrl (https), smtpPassword, deadManToken",
      example: { "*": PROMPT },
      named: ["pagerdutyRoutingKey"],
      secret: true,
    }),
  oncallMail: z
    .strictObject({
      smarthost: hostAndPort,
      from: address,
      username: z.string().min(1).optional(),
      to: z.object({ default: address }).catchall(address),
    })
    .optional()
    .register(facts, {
      what: "mail server, sender, and addresses by on-call role of the catalog",
      changes: "Alertmanager's mail receivers",
      limit:
        "be an object of smarthost (host:port, the port from 1 to 65535), from, username (optional) and to, with to.default",
      example: {
        "to.default": ADDRESS,
        smarthost: "<host>:587",
        from: ADDRESS,
        username: "<login>",
        "to.*": ADDRESS,
      },
      unset: "no mail is sent",
    }),
  deadManUrl: z
    .url({ protocol: /^https$/ })
    .optional()
    .register(facts, {
      what: "URL of the dead man's switch that receives the watchdog alert, if the URL is not secret",
      changes: "Alertmanager's receiver of the watchdog",
      limit: "be an https URL",
      example: "https://<service>/<check>",
      unset: "the watchdog alert is not sent, unless oncall.deadManUrl is set",
    }),
  monitoringNamespace: z
    .string()
    .regex(/^(?!default$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)
    .optional()
    .register(facts, {
      what: "namespace of Alertmanager and Prometheus",
      changes:
        "the namespace of Alertmanager's configuration, and which pods the NetworkPolicies allow to scrape",
      limit: "be the name of a namespace other than default",
      example: "monitoring",
      blank: "<namespace>",
      unset: "monitoring, or monitoring-dr on the standby",
    }),
};
