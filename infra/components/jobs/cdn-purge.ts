import * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NEVER, purgeDeadlineSeconds } from "../../capacity/job-plan";
import type { Service } from "../../catalog/types";
import { cdnZoneId } from "../../cdn/zones";
import type { Settings } from "../../config";
import { contentName, cronJobName, objectName } from "../../naming";
import { imageOf } from "../pod/container";
import { secretObject, type SecretSource, type SecretValue } from "../pod/secret-object";
import type { Placed } from "../scope";
import { cronJob } from "./cron-job";
import { jobRun } from "./job-pod";
import type { PurgeSetting } from "./job-settings";
import { purgeRuntime } from "./job-runtime";
import { runOnceJob } from "./run-once-job";
import type { ServiceJobs } from "./service-jobs";

/** Cloudflare's API. */
const API_URL = "https://api.cloudflare.com/client/v4";

/** The purge of a service as its job reads it; undefined where it has no CDN. */
export function purgeSetting(
  { cdn, domains }: Pick<Service, "cdn" | "domains">,
  { cloudflareZones, cloudflareApiUrl }: Pick<Settings, "cloudflareZones" | "cloudflareApiUrl">,
): PurgeSetting | undefined {
  if (cdn === undefined) return undefined;
  const port = domains.find(({ host }) => host === cdn.host)?.port ?? 443;
  const origin = `https://${cdn.host}${port === 443 ? "" : `:${port}`}`;
  return {
    apiUrl: cloudflareApiUrl ?? API_URL,
    zoneId: cdnZoneId(cdn.host, cloudflareZones),
    scope: cdn.scope,
    files: cdn.files.map((file) => `${origin}${file}`),
    expectStatuses: cdn.expectStatuses,
    intervalSeconds: cdn.intervalSeconds,
  };
}

/** Inputs of {@link CdnPurge}. */
export interface CdnPurgeArgs extends Placed {
  readonly service: Pick<Service, "id" | "domains" | "workloads" | "backup">;
  readonly config: Pick<Settings, "activation" | "images">;
  /** Scripts, settings and image of the purge are those of the other jobs. */
  readonly jobs: Pick<ServiceJobs, "pod" | "ready">;
  /** API token that may purge the CDN's zone, and nothing else. */
  readonly token: SecretValue;
  readonly secretSource: SecretSource;
  /** What serves in this posture, which a purge comes after; undefined where nothing does. */
  readonly served: readonly pulumi.Resource[] | undefined;
}

/** Length of the digest at the end of {@link purgeName}, which tells the logical names of two purges apart too. */
const DIGEST_LENGTH = 10;

const TOKEN_SECRET = objectName("lifeboat", "cdn-purge");

/** Property of the token in a store of secrets. */
const TOKEN_PROPERTY = "cloudflare-purge-token";

/**
 * Name of the purge that belongs to what is served: another one for other images of the workloads that answer at the
 * service's domains, and for another activation.
 */
export function purgeName(
  { id, domains, workloads }: Pick<Service, "id" | "domains" | "workloads">,
  { images, activation }: Pick<Settings, "activation" | "images">,
): string {
  const exposed = workloads.filter(({ name }) => domains.some(({ workload }) => workload === name));
  const shown = exposed.map((workload) => [workload.name, imageOf(images, workload.imageRepository)]);
  return objectName(contentName(`${id}-purge`, JSON.stringify([shown, activation])));
}

/**
 * The purge of a service's CDN (TASK-7): one on demand, and one after each roll-out and each activation.
 *
 * Nothing waits for it, for a CDN that shows old files is no reason to stop a deployment: docs/decisions/008.
 */
export class CdnPurge extends pulumi.ComponentResource {
  constructor(name: string, args: CdnPurgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:CdnPurge", name, {}, opts);
    const { service, namespace, labels, jobs } = args;
    const account = new ServiceAccount(
      `${name}-account`,
      {
        metadata: { name: purgeRuntime.serviceAccount, namespace, labels },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
    const token = { value: args.token, property: TOKEN_PROPERTY };
    const secret = secretObject(
      `${name}-token`,
      { base: TOKEN_SECRET, namespace, labels, data: { token } },
      args.secretSource,
      this,
    );
    const run = jobRun({
      ...jobs.pod("purge", purgeRuntime, purgeDeadlineSeconds),
      cloudflareSecret: secret.name,
    });
    const needed = [...jobs.ready, account, secret.resource];
    cronJob(
      `${name}-on-demand`,
      {
        ...run,
        name: cronJobName(service.id, "purge"),
        namespace,
        schedule: NEVER,
        timeZone: service.backup.timeZone,
        suspend: true,
        startingDeadlineSeconds: 300,
        dependsOn: needed,
      },
      this,
    );
    if (args.served !== undefined) {
      const object = purgeName(service, args.config);
      runOnceJob(
        `${name}-${object.slice(-DIGEST_LENGTH)}`,
        {
          ...run,
          name: object,
          namespace,
          // A purge that fails is seen in the Job's state, and retried by it; it fails no deployment.
          awaited: false,
          // A newer script is no reason to empty the cache.
          onChange: "nothing",
          dependsOn: [...needed, ...args.served],
        },
        this,
      );
    }
    this.registerOutputs({});
  }
}
