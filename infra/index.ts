import * as pulumi from "@pulumi/pulumi";
import { services } from "./catalog";
import { ClusterOwner } from "./components/cluster/cluster-owner";
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
import { recoversByArchive } from "./recovery/by-archive";
import { standingOutput } from "./recovery/standing";
import { tellRecovery } from "./recovery-diagnostics";
import { decideTakeover } from "./stack-peers";
import { shortStackTraces } from "./stack-traces";

/** The stack: an environment of every service from config and catalog, and the outputs. */
async function stack() {
  shortStackTraces();
  const { secrets, ...config } = await readConfig(services);
  const declared = services
    .filter(({ id }) => config.services.includes(id))
    .map((service) => configuredService(service, config));
  const replicated = new Set(
    declared.filter(({ database }) => recoversByArchive(database.server)).map(({ id }) => id),
  );
  const decisions = await decideTakeover(config, replicated);

  const owner = new ClusterOwner("cluster-owner", {
    environment: `${pulumi.getProject()}:${pulumi.getStack()}`,
  });
  const inCluster = { dependsOn: [owner] };
  const scripts = scriptFiles();
  const logBucket = accessLogBuckets(config);
  const alarms = alarmTopics(config, secrets.oncall["pagerdutyCloudwatchKey"]);
  new OncallConfig("oncall", { services: declared, config, credentials: secrets.oncall }, inCluster);
  new Dashboards("dashboards", { services: declared, config }, inCluster);
  const priorityClasses = new PriorityClasses("priority", config, inCluster);
  serviceLogs(declared, config, secrets, { dependsOn: [priorityClasses] });
  cdnSettings(declared, config, secrets.cloudflare);
  const environments = declared.map((service) => {
    const environment = new ServiceEnvironment(
      {
        service,
        config,
        secrets: serviceSecrets(service, { ...config, secrets }),
        scripts,
        logBucket,
        alarmTopics: alarms,
        takeover: decisions[service.id]?.takeover,
        dependsOn: [priorityClasses],
      },
      inCluster,
    );
    return [service.id, environment] as const;
  });
  const finalBackups = environments.flatMap(([id, { finalBackup }]) =>
    finalBackup === undefined ? [] : [[id, finalBackup] as const],
  );
  // Last, so that it is below the resources where a preview prints messages as they come.
  const recovery = await tellRecovery(declared, config.capacityHorizon);
  return {
    role: config.role,
    region: config.region,
    // The next decision of both stacks depends on it.
    standing: standingOutput(config, decisions, Object.fromEntries(finalBackups), replicated),
    primaryLost: config.primaryLost,
    lostOnPrimary: config.lostOnPrimary,
    recovery,
    // Lists as text, a line each: a preview prints outputs below its diagnostics, and must not push them out of sight.
    serviceEnvironments: Object.fromEntries(
      environments.map(([id, { outputs }]) => [
        id,
        { ...outputs, jobs: outputs.jobs.join(", "), hosts: outputs.hosts.join(", ") },
      ]),
    ),
  };
}

export = stack;
