import * as pulumi from "@pulumi/pulumi";
import { services } from "./catalog";
import { alarmTopics } from "./components/monitoring/alarm-topic";
import { accessLogBuckets } from "./components/storage/access-log-bucket";
import { cdnSettings } from "./components/traffic/cdn-settings";
import { configuredService } from "./components/environment/configured-service";
import { Dashboards } from "./components/monitoring/dashboards";
import { OncallConfig } from "./components/monitoring/oncall-config";
import { PriorityClasses } from "./components/pod/priority-classes";
import { scriptFiles } from "./components/pod/scripts";
import { ServiceEnvironment } from "./components/environment/service-environment";
import { serviceLogs } from "./components/logs/service-logs";
import { serviceSecrets } from "./components/service-secrets";
import { readConfig } from "./config";
import { recoveryNote } from "./recovery/note";
import { decideTakeover } from "./stack-peers";
import { shortStackTraces } from "./stack-traces";

/** The stack: an environment of every service from config and catalog, and the outputs. */
async function stack() {
  shortStackTraces();
  const { secrets, ...config } = readConfig(services);
  const { takeover, served } = await decideTakeover(config);
  const declared = services
    .filter(({ id }) => config.services.includes(id))
    .map((service) => configuredService(service, config));
  const recovery = recoveryNote(declared, config.capacityHorizon);
  if (pulumi.runtime.isDryRun()) await pulumi.log.info(recovery.text);

  const scripts = scriptFiles();
  const logBucket = accessLogBuckets(config);
  const alarms = alarmTopics(config, secrets.oncall["pagerdutyCloudwatchKey"]);
  new OncallConfig("oncall", { services: declared, config, credentials: secrets.oncall });
  new Dashboards("dashboards", { services: declared, config });
  const priorityClasses = new PriorityClasses("priority", config);
  serviceLogs(declared, config, secrets, { dependsOn: [priorityClasses] });
  cdnSettings(declared, config, secrets.cloudflare);
  const environments = declared.map((service) => {
    const environment = new ServiceEnvironment({
      service,
      config,
      secrets: serviceSecrets(service, { ...config, secrets }),
      scripts,
      logBucket,
      alarmTopics: alarms,
      takeover,
      dependsOn: [priorityClasses],
    });
    return [service.id, environment] as const;
  });
  const finalBackups = environments.flatMap(([id, { finalBackup }]) =>
    finalBackup === undefined ? [] : [[id, finalBackup] as const],
  );
  return {
    role: config.role,
    region: config.region,
    // The next decision of both stacks depends on it.
    standing: {
      posture: config.posture,
      served,
      tookOver: takeover !== undefined,
      finalBackups: Object.fromEntries(finalBackups),
    },
    primaryLost: config.primaryLost,
    recovery: recovery.services,
    serviceEnvironments: Object.fromEntries(environments.map(([id, { outputs }]) => [id, outputs])),
  };
}

export = stack;
