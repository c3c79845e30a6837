import type { Service } from "../catalog/types";
import type { AlertmanagerConfig, Global } from "./alertmanager";
import { credentialPath, type Channels } from "./channels";
import { inhibitRules } from "./inhibition";
import { maintenanceInterval } from "./maintenance";
import { deadManReceiver } from "./receivers";
import { routeReceivers, routeTree } from "./routes";

/** Where the Prometheus Operator mounts the other entries of the Secret with `alertmanager.yaml`. */
const templateGlob = "/etc/alertmanager/config/*.tmpl";

function globalSettings({ slack, mail }: Channels): Global {
  return {
    resolve_timeout: "5m",
    ...(slack ? { slack_api_url_file: credentialPath("slackApiUrl") } : {}),
    ...(mail === undefined
      ? {}
      : {
          smtp_smarthost: mail.smarthost,
          smtp_from: mail.from,
          smtp_require_tls: true,
          ...(mail.username === undefined
            ? {}
            : {
                smtp_auth_username: mail.username,
                smtp_auth_password_file: credentialPath("smtpPassword"),
              }),
        }),
  };
}

/**
 * Alertmanager's whole configuration for these services: routes, receivers and inhibitions. It contains no secret: each is
 * in a file that the configuration names.
 * @throws ProblemError if a maintenance window ends after midnight
 */
export function alertmanagerConfig(
  services: readonly Pick<Service, "id" | "escalation" | "maintenance">[],
  channels: Channels,
): AlertmanagerConfig {
  return {
    global: globalSettings(channels),
    templates: [templateGlob],
    route: routeTree(services, channels),
    inhibit_rules: inhibitRules(),
    time_intervals: services.map(maintenanceInterval),
    receivers: [...routeReceivers(services, channels), deadManReceiver(channels)],
  };
}
