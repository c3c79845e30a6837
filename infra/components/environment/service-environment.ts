import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { recoveryLabels } from "../../../lib/recovery-labels";
import { jobs as jobRows, type JobName } from "../../catalog/jobs";
import { jobPlan } from "../../capacity/job-plan";
import type { Service } from "../../catalog/types";
import type { Config } from "../../config";
import { healthQuestions } from "../../failover/health-questions";
import { alarmRegion } from "../../naming/failover";
import { recoversByArchive } from "../../recovery/by-archive";
import { recoveryAnnotations } from "../../recovery/note";
import { ofService } from "../../recovery/posture";
import type { Takeover } from "../../recovery/takeover";
import { podEndpoint, serviceDatabase } from "../database/service-database";
import { ServiceIdentities } from "../identity/service-identities";
import { CdnPurge, type CdnPurgeArgs } from "../jobs/cdn-purge";
import { jobRuntime, stepRuntimes, purgeRuntime } from "../jobs/job-runtime";
import { ServiceJobs } from "../jobs/service-jobs";
import { serviceSettings } from "../jobs/service-settings";
import type { AlarmTopics } from "../monitoring/alarm-topic";
import { alertRules } from "../monitoring/alert-rules";
import { ServiceScraping, type ServiceScrapingArgs } from "../monitoring/service-scraping";
import { NamespaceBase } from "../namespace/namespace-base";
import { scopeOf, type Scope } from "../scope";
import type { ServiceSecrets } from "../service-secrets";
import { serviceServer } from "../server/service-server";
import { serviceRepositories } from "../storage/repository";
import { serviceVaults } from "../storage/service-vaults";
import { Entrance } from "../traffic/entrance";
import { FailoverRecords } from "../traffic/failover-records";
import { PostureSequence } from "./posture-sequence";

/** Inputs of {@link ServiceEnvironment}. */
export interface ServiceEnvironmentArgs {
  readonly service: Service;
  /** The stack's config; the service's own posture is in it. */
  readonly config: Omit<Config, "secrets">;
  readonly secrets: ServiceSecrets;
  /** Scripts of the jobs, file name to text. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Access log bucket by region. */
  readonly logBucket: (region: string) => pulumi.Input<string>;
  /** Topic that alarms go to, by region. */
  readonly alarmTopics: AlarmTopics;
  /** How the environment takes over the service; undefined if there is nothing to restore. */
  readonly takeover: Takeover | undefined;
  /** What must exist before any pod is admitted: the PriorityClasses. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** What a stack's outputs say of a service. */
export interface ServiceOutputs {
  readonly namespace: string;
  readonly bucket: string;
  readonly replicaBucket: string | null;
  /** Buckets that the database server archives to, its own region's first; null if somebody else runs the server. */
  readonly repositories: readonly [string, string] | null;
  readonly restoreFrom: string;
  readonly jobs: readonly string[];
  /** Host names that answer for this environment alone. */
  readonly hosts: readonly string[];
}

/** One service in one environment: the only place where its parts are put together. */
export class ServiceEnvironment extends pulumi.ComponentResource {
  readonly outputs: ServiceOutputs;
  /** Label of the final backup; undefined unless fenced. */
  readonly finalBackup: pulumi.Output<string> | undefined;

  constructor(args: ServiceEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { service } = args;
    const config = ofService(service.id, args.config);
    super("lifeboat:index:ServiceEnvironment", service.id, {}, opts);
    const parts = scopeOf(service, config, args.secrets);
    const { layout, labels } = parts;
    const namespace = new Namespace(
      `${service.id}-namespace`,
      {
        metadata: {
          name: layout.namespace,
          labels: { ...labels, ...podSecurity, ...recoveryLabels("recoverable") },
        },
      },
      // All that makes pods waits for the namespace, and so for this.
      { parent: this, protect: true, dependsOn: [...args.dependsOn] },
    );
    const scope: Scope = { ...parts, namespace: namespace.metadata.name };
    const vault = serviceVaults({ ...args, ...scope }, this);
    const repositories = serviceRepositories({ ...args, ...scope }, this);
    const identities = new ServiceIdentities(`${service.id}-identities`, scope, { parent: this });
    const plan = jobPlan(
      service.backup,
      service.capacity.databaseStorageGib[config.capacityHorizon],
      config.posture,
    );
    const settings = serviceSettings(service, config, layout);
    const runtime = (job: JobName) => jobRuntime(job, layout, config);
    const steps = stepRuntimes(layout, runtime);
    const database = { ...podEndpoint(service, config, layout), name: service.database.name };
    const scratchHost = config.scratchHosts[service.id];
    const base = new NamespaceBase(
      `${service.id}-base`,
      {
        ...scope,
        role: config.role,
        horizon: config.capacityHorizon,
        granted: config.namespaceQuotas[service.id],
        network: config.network,
        monitoringNamespace: config.monitoringNamespace,
        database: {
          hosts: scratchHost === undefined ? [database.host] : [database.host, scratchHost],
          port: database.port,
          inside: service.database.server?.kind === "cluster",
        },
        databaseAuthority: config.databaseAuthority?.certificates,
        s3Endpoint: config.s3Endpoint,
        jobs: {
          ...Object.fromEntries(jobRows.map(({ name: job }) => [job, runtime(job)])),
          ...steps,
          ...(service.cdn === undefined ? {} : { purge: purgeRuntime }),
        },
      },
      { parent: this },
    );
    const server = serviceServer(scope, this, [identities, base, ...repositories]);
    const roles = serviceDatabase(scope, this, server);
    const jobs = new ServiceJobs(
      `${service.id}-jobs`,
      {
        ...scope,
        service: service.id,
        image: config.jobImage,
        timeZone: service.backup.timeZone,
        plan,
        runtime,
        database,
        scratchHost,
        region: config.region,
        settings,
        scripts: args.scripts,
        logins: layout.logins,
        priorityClasses: layout.priorityClasses,
        backupAnnotations: recoveryAnnotations(service, config.capacityHorizon),
        dependsOn: [vault, identities, base, ...(roles === undefined ? [] : [roles])],
      },
      { parent: this },
    );
    const sequence = new PostureSequence(
      `${service.id}-posture`,
      {
        ...scope,
        takeover: args.takeover,
        jobs,
        scripts: args.scripts,
        settings,
        steps,
        roles,
        replica: recoversByArchive(service.database.server) ? server?.steps : undefined,
        database,
      },
      { parent: this },
    );
    this.finalBackup = sequence.finalBackup;
    this.cdnPurge(scope, { jobs, served: sequence.served });
    this.failoverRecords(scope, args.alarmTopics);
    if (config.certificates !== undefined)
      new Entrance(
        `${service.id}-entrance`,
        { ...scope, certificates: config.certificates },
        { parent: this },
      );
    alertRules(scope, this);
    this.scraping(scope, { dependsOn: roles === undefined ? [base] : [roles, base] });
    this.outputs = {
      namespace: layout.namespace,
      bucket: layout.own.bucket,
      replicaBucket: layout.replica?.bucket ?? null,
      repositories: layout.repositories
        ? [layout.repositories.own.bucket, layout.repositories.other.bucket]
        : null,
      restoreFrom: layout.source.bucket,
      jobs: [...plan.map((planned) => planned.job), ...(service.cdn === undefined ? [] : ["purge"])],
      hosts: healthQuestions(service.domains, config.role).map(({ url }) => new URL(url).host),
    };
    this.registerOutputs(this.outputs);
  }

  private scraping(scope: Scope, parts: Pick<ServiceScrapingArgs, "dependsOn">): void {
    const { service, config, layout, secrets } = scope;
    const database = {
      ...podEndpoint(service, config, layout),
      user: layout.logins.monitor,
      password: secrets.passwords.monitor,
    };
    new ServiceScraping(
      `${service.id}-scraping`,
      {
        ...scope,
        ...parts,
        priorityClass: layout.priorityClasses.serving,
        database,
        external: secrets.external,
        secretSource: secrets.source,
      },
      { parent: this },
    );
  }

  private cdnPurge(scope: Scope, parts: Pick<CdnPurgeArgs, "jobs" | "served">): void {
    const { service, secrets } = scope;
    if (service.cdn === undefined) return;
    const { purgeToken: token, source: secretSource } = secrets;
    new CdnPurge(`${service.id}-purge`, { ...scope, ...parts, token, secretSource }, { parent: this });
  }

  /** Traffic moves by DNS only where a domain's failover is ours. */
  private failoverRecords({ service, config, tags }: Scope, alarmTopics: AlarmTopics): void {
    if (!config.route53 || !service.domains.some((domain) => domain.failover)) return;
    const canary = config.canary[service.id];
    new FailoverRecords(
      `${service.id}-failover`,
      {
        service,
        role: config.role,
        ingressHost: config.ingressHost,
        hostedZones: config.hostedZones,
        ...(canary === undefined ? {} : { canary }),
        alarmTopicArn: alarmTopics(alarmRegion),
        tags,
      },
      { parent: this },
    );
  }
}

/** Pod Security `restricted` on everything that the namespace will ever run. */
const podSecurity = Object.fromEntries(
  ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);
