import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { retention, retentionFiles, retentionPaths } from "../../logs/retention";
import { objectName } from "../../naming";
import { cronJob } from "../jobs/cron-job";
import { podTemplate } from "../pod/pod-template";
import { priorityClassNames } from "../pod/priority-classes";
import type { SecretSource, SecretValue } from "../pod/secret-object";
import { logLabels, logMounts, logParts } from "./log-parts";
import { authorityFile, logPrograms, storeConnection, storeEgress, type LogStoreConfig } from "./log-store";

/** Inputs of {@link LogRetention}. */
export interface LogRetentionArgs {
  /** Services whose logs are kept, each for its days. */
  readonly services: readonly Pick<Service, "id" | "housekeeping">[];
  readonly config: Pick<Settings, "role" | "images" | "monitoringNamespace"> & {
    readonly logs: LogStoreConfig;
  };
  /** Password of `logs.retentionUser`. */
  readonly password: SecretValue;
  /** Where the password in the cluster comes from. */
  readonly secretSource: SecretSource;
}

const { selector: SELECTOR, labels: LABELS } = logLabels(retention.name, retention.name);

/** Property of the password in a store of secrets. */
const PASSWORD_PROPERTY = "retention-password";

/** Everything that the job mounts but its password. */
export function logRetentionFiles(
  services: LogRetentionArgs["services"],
  logs: LogStoreConfig,
): Readonly<Record<string, string>> {
  const { files, password } = retentionPaths;
  return {
    ...logPrograms("retention.py", "retention_store.py", "store_http.py"),
    ...authorityFile(logs),
    ...retentionFiles(services, storeConnection(logs, logs.retentionUser, files, password)),
  };
}

/** NetworkPolicy of the job: nobody asks it, and it asks for names and the store. */
export function logRetentionPolicy(url: string) {
  return {
    podSelector: { matchLabels: { ...SELECTOR } },
    policyTypes: ["Ingress", "Egress"],
    egress: storeEgress(url),
  };
}

/** Keeps the store's retention as the catalog has it, and proves it every day: docs/decisions/022. */
export class LogRetention extends pulumi.ComponentResource {
  constructor(name: string, args: LogRetentionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:LogRetention", name, {}, opts);
    const { services, config, password: value, secretSource } = args;
    const { files, password: file } = retentionPaths;
    const { pod, resources } = logParts(
      name,
      {
        object: retention.name,
        labels: LABELS,
        config,
        files: logRetentionFiles(services, config.logs),
        password: { file, property: PASSWORD_PROPERTY, value },
        secretSource,
        policy: logRetentionPolicy(config.logs.url),
      },
      this,
    );
    const template = podTemplate({
      ...pod,
      restartPolicy: "Never",
      priorityClass: priorityClassNames(config.role).periodic,
      graceSeconds: 5,
      containers: [
        {
          name: retention.name,
          image: pod.image,
          command: [
            "/usr/bin/python3",
            "-B",
            ...["retention.py", "settings.json", "documents.json"].map((each) => `${files}/${each}`),
          ],
          size: retention.size,
          mounted: logMounts(pod, files),
        },
      ],
    });
    cronJob(
      `${name}-cron-job`,
      {
        ...retention,
        name: objectName(retention.name),
        template,
        namespace: config.monitoringNamespace,
        suspend: false,
        dependsOn: resources,
      },
      this,
    );
    this.registerOutputs({});
  }
}
