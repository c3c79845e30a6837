import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { defaultLockDays, objectLockMode } from "../catalog/tiers";
import type { Service } from "../catalog/types";
import type { Config } from "../config";
import { DatabaseRoles } from "./database-roles";
import { jobPlan } from "./job-plan";
import { jobRuntimes } from "./job-runtime";
import { LegalVault } from "./legal-vault";
import { ServiceIdentities } from "./service-identities";
import { ServiceJobs } from "./service-jobs";
import { serviceLayout, type ServiceLayout } from "./service-layout";
import { serviceSettings } from "./service-settings";
import { Vault } from "./vault";
import { vaultLifecycle } from "./vault-retention";

/** Passwords and keys of one service. */
export interface ServiceSecrets {
  readonly adminPassword: pulumi.Input<string>;
  readonly backupPassword: pulumi.Input<string>;
  readonly restorePassword: pulumi.Input<string>;
  readonly ageIdentity: pulumi.Input<string>;
}

/** Inputs of {@link ServiceEnvironment}. */
export interface ServiceEnvironmentArgs {
  readonly service: Service;
  readonly config: Omit<Config, "secrets">;
  readonly secrets: ServiceSecrets;
  /** Scripts of the jobs, file name to text. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Access log bucket by region. */
  readonly logBucket: (region: string) => pulumi.Input<string>;
}

/** What a stack tells of a service. */
export interface ServiceOutputs {
  readonly namespace: string;
  readonly bucket: string;
  readonly replicaBucket: string | null;
  readonly restoreFrom: string;
  readonly jobs: readonly string[];
}

/** One service in one environment: the only place where its parts are put together. */
export class ServiceEnvironment extends pulumi.ComponentResource {
  readonly outputs: ServiceOutputs;

  constructor(args: ServiceEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { service, config } = args;
    super("lifeboat:index:ServiceEnvironment", service.id, {}, opts);
    const layout = serviceLayout(service, config);
    const labels = {
      "app.kubernetes.io/part-of": service.id,
      "app.kubernetes.io/managed-by": "pulumi",
    };
    const tags = {
      service: service.id,
      owner: service.owner,
      dataClass: service.dataClass,
      managedBy: "pulumi",
    };
    const namespace = new Namespace(
      `${service.id}-namespace`,
      { metadata: { name: layout.namespace, labels: { ...labels, ...podSecurity } } },
      { parent: this, protect: true },
    );
    const vault = this.vault(args, layout, tags);
    const identities = new ServiceIdentities(
      `${service.id}-identities`,
      { service, config, layout, namespace: namespace.metadata.name, labels, tags },
      { parent: this },
    );
    const roles = this.databaseRoles(args, layout);
    const plan = jobPlan(
      service.backup,
      service.capacity.databaseStorageGib[config.capacityHorizon],
      config.posture,
    );
    new ServiceJobs(
      `${service.id}-jobs`,
      {
        service: service.id,
        namespace: namespace.metadata.name,
        image: config.jobImage,
        timeZone: service.backup.timeZone,
        plan,
        runtime: jobRuntimes(layout, config),
        database: { ...endpoint(service, config), name: service.database.name },
        scratchHost: config.scratchHosts[service.id],
        region: config.region,
        settings: serviceSettings(service, config, layout),
        scripts: args.scripts,
        secrets: args.secrets,
        labels,
        dependsOn: [vault, identities, roles],
      },
      { parent: this },
    );
    this.outputs = {
      namespace: layout.namespace,
      bucket: layout.own.bucket,
      replicaBucket: layout.replica?.bucket ?? null,
      restoreFrom: layout.source.bucket,
      jobs: plan.map((planned) => planned.job),
    };
    this.registerOutputs(this.outputs);
  }

  private vault(
    { service, config, logBucket }: ServiceEnvironmentArgs,
    layout: ServiceLayout,
    tags: Readonly<Record<string, string>>,
  ): Vault {
    const { backup } = service;
    const shared = { accountId: config.accountId, title: service.title, tags };
    if (service.legal !== undefined)
      new LegalVault(
        `${service.id}-legal`,
        {
          ...shared,
          service: service.id,
          legal: service.legal,
          place: config,
          logBucket: logBucket(config.region),
        },
        { parent: this },
      );
    return new Vault(
      `${service.id}-vault`,
      {
        ...shared,
        own: layout.own,
        ...(layout.replica
          ? { replica: { ...layout.replica, logBucket: logBucket(layout.replica.region) } }
          : {}),
        replicationRoleName: layout.replicationRoleName,
        replicatedPrefixes: [backup.prefix, backup.configPrefix, "verification"],
        lifecycleRules: vaultLifecycle(backup),
        lock: { mode: objectLockMode, days: defaultLockDays },
        noDeleteRoleArns: layout.jobRoleArns,
        logBucket: logBucket(config.region),
      },
      { parent: this },
    );
  }

  private databaseRoles(
    { service, config, secrets }: ServiceEnvironmentArgs,
    layout: ServiceLayout,
  ): DatabaseRoles {
    return new DatabaseRoles(
      `${service.id}-database`,
      {
        ...endpoint(service, config),
        adminUser: config.databaseAdminUser,
        adminPassword: secrets.adminPassword,
        ownerRole: service.database.ownerRole,
        backup: { name: layout.logins.backup, password: secrets.backupPassword },
        restore: { name: layout.logins.restore, password: secrets.restorePassword },
      },
      { parent: this },
    );
  }
}

/** Pod Security `restricted` on everything that the namespace will ever run. */
const podSecurity = Object.fromEntries(
  ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

function endpoint(service: Service, config: ServiceEnvironmentArgs["config"]) {
  const host = config.databaseHosts[service.id];
  if (host === undefined)
    throw new Error(`databaseHosts.${service.id}: missing; the config check lets none pass`);
  return {
    host,
    port: config.databasePorts[service.id] ?? service.database.port ?? 5432,
    sslMode: config.sslMode,
  };
}
