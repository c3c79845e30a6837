import * as pulumi from "@pulumi/pulumi";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { collector } from "../../logs/collector";
import { retention, retentionFiles, retentionPaths } from "../../logs/retention";
import { objectName } from "../../naming";
import { contentConfigMap } from "../pod/content-objects";
import { lintAnnotations } from "../pod/lint-exceptions";
import { logRetentionJob } from "./log-retention-job";
import { logLabels } from "./log-pod";
import { authorityFile, logPrograms, storeConnection, storeEgress, type LogStoreConfig } from "./log-store";
import { priorityClassNames } from "../pod/priority-classes";
import { secretObject, type SecretSource, type SecretValue } from "../pod/secret-object";
import { imageOf } from "../workloads/workload-image";

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
    const { services, config } = args;
    const namespace = config.monitoringNamespace;
    const metadata = { name: objectName(retention.name), namespace, labels: LABELS };
    const place = (part: string) => ({ base: objectName(retention.name, part), namespace, labels: LABELS });
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    );
    const files = contentConfigMap(
      `${name}-files`,
      { ...place("files"), data: logRetentionFiles(services, config.logs) },
      this,
    );
    const secret = secretObject(
      `${name}-secret`,
      {
        ...place("login"),
        data: { [retentionPaths.password]: { value: args.password, property: PASSWORD_PROPERTY } },
      },
      args.secretSource,
      this,
    );
    const policy = new NetworkPolicy(
      `${name}-policy`,
      { metadata, spec: logRetentionPolicy(config.logs.url) },
      { parent: this },
    );
    new CronJob(
      `${name}-cron-job`,
      {
        metadata: { ...metadata, annotations: lintAnnotations() },
        spec: logRetentionJob({
          image: imageOf(config.images, { imageRepository: collector.repository }),
          files: files.name,
          secret: secret.name,
          serviceAccount: objectName(retention.name),
          priorityClass: priorityClassNames(config.role).periodic,
          labels: LABELS,
        }),
      },
      { parent: this, dependsOn: [account, files.resource, secret.resource, policy] },
    );
    this.registerOutputs({});
  }
}
