import { z } from "zod";
import { PROMPT, set, setSecret } from "../command";
import { help, hostAndPort, secretLine } from "./key-facts";

const address = z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/);

const ADDRESS = "oncall@example.com";

/** Keys of who is told of alerts, and how. */
export const oncallKeys = {
  /** Credentials of the channels; one that is missing leaves its channel out. @default {} */
  oncall: z
    .strictObject({
      /** Integration key of PagerDuty's Events API v2. */
      pagerdutyRoutingKey: z
        .string()
        .regex(/^[A-Za-z0-9]{32}$/)
        .optional(),
      /** Key of PagerDuty's CloudWatch integration, where the alarms of AWS go. */
      pagerdutyCloudwatchKey: z
        .string()
        .regex(/^[A-Za-z0-9]{32}$/)
        .optional(),
      /** Incoming webhook of Slack. */
      slackApiUrl: z.url({ protocol: /^https$/ }).optional(),
      /** Password of `oncallMail.username`. */
      smtpPassword: secretLine.optional(),
      /** Address that the watchdog is sent to, where the address itself is the secret; needs Alertmanager 0.26. */
      deadManUrl: z.url({ protocol: /^https$/ }).optional(),
      /** Bearer token for the plain `deadManUrl`. */
      deadManToken: secretLine.optional(),
    })
    .default({})
    .register(help, {
      limit:
        "be a secret object of pagerdutyRoutingKey and pagerdutyCloudwatchKey (32 letters and digits each), slackApiUrl and deadManUrl (https), smtpPassword, deadManToken",
      remedy: setSecret("oncall.pagerdutyRoutingKey"),
      parts: { "*": PROMPT },
      secret: true,
    }),
  /** Mail server, sender and addresses by role of the catalog; without it nobody is mailed. */
  oncallMail: z
    .strictObject({
      smarthost: hostAndPort,
      from: address,
      username: z.string().min(1).optional(),
      to: z.object({ default: address }).catchall(address),
    })
    .optional()
    .register(help, {
      limit:
        "be an object of smarthost (host:port, the port from 1 to 65535), from, username (optional) and to, with to.default",
      remedy: set("oncallMail.to.default", ADDRESS),
      parts: {
        smarthost: "smtp.example.com:587",
        from: ADDRESS,
        username: "<login>",
        "to.default": ADDRESS,
        "to.*": ADDRESS,
      },
    }),
  /** Address that the watchdog alert is sent to, where it is no secret. */
  deadManUrl: z
    .url({ protocol: /^https$/ })
    .optional()
    .register(help, {
      limit: "be an https URL",
      remedy: set("deadManUrl", "https://<service>/<check>"),
    }),
  /** Namespace of Alertmanager, which is there already. @default monitoring, on the standby monitoring-dr */
  monitoringNamespace: z
    .string()
    .regex(/^(?!default$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)
    .optional()
    .register(help, {
      limit: "be the name of a namespace other than default",
      remedy: set("monitoringNamespace", "monitoring"),
    }),
};
