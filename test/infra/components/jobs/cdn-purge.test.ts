import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { CdnPurge as Cdn, Domain } from "../../../../infra/catalog/types";
import {
  CdnPurge,
  purgeName,
  purgeSetting,
  type CdnPurgeArgs,
} from "../../../../infra/components/jobs/cdn-purge";
import type { JobPodArgs } from "../../../../infra/components/jobs/job-pod";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { fromConfig, libraryImages, staffedLibrary } from "../../../support/workload-fixture";

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const JOB = "kubernetes:batch/v1:Job";

const front: Domain = {
  host: "api.library.example",
  serves: "api",
  workload: "library-desk",
  port: 443,
  healthPath: "/health",
  failover: false,
};
const service = { ...staffedLibrary, domains: [front] };
const config = { images: libraryImages, activation: undefined };
const pod: JobPodArgs = {
  job: "purge",
  image: `registry.example.com/jobs@sha256:${"0".repeat(64)}`,
  serviceAccount: "lifeboat-purge",
  priorityClass: "lifeboat-backup-primary",
  scriptsConfigMap: "scripts",
  settingsConfigMap: "settings",
  apiToken: false,
  env: {},
  deadlineSeconds: 900,
  labels: { "app.kubernetes.io/component": "purge" },
};

/** Something to come after. */
class Marker extends pulumi.CustomResource {
  constructor(name: string) {
    super("test:index/marker:Marker", name);
  }
}

const args = (change: Partial<CdnPurgeArgs> = {}): CdnPurgeArgs => ({
  service,
  config,
  namespace: "library-system",
  jobs: { pod: () => pod, ready: [] },
  token: pulumi.secret("purge-word"),
  secretSource: fromConfig,
  served: [],
  labels: {},
  ...change,
});
const purge = async (change: Partial<CdnPurgeArgs> = {}) =>
  (await declared(() => new CdnPurge("library-purge", args(change)))).resources;

describe("purgeName", () => {
  it("begins with the service, and ends with ten hexadecimal digits", () => {
    expect(purgeName(service, config)).toMatch(/^library-purge-[0-9a-f]{10}$/);
  });

  it("is another one for another image of a workload that answers at a domain", () => {
    const images = { ...libraryImages, "library/desk": `library/desk@sha256:${"f".repeat(64)}` };
    expect(purgeName(service, { ...config, images })).not.toBe(purgeName(service, config));
  });

  it("is the same for another image of a workload that nobody outside sees", () => {
    const images = { ...libraryImages, shelf: `shelf@sha256:${"f".repeat(64)}` };
    expect(purgeName(service, { ...config, images })).toBe(purgeName(service, config));
  });

  it("is another one for another activation", () => {
    const names = [undefined, "inc-1", "inc-2"].map((activation) =>
      purgeName(service, { ...config, activation }),
    );
    expect(new Set(names).size).toBe(3);
  });
});

describe("CdnPurge of an environment that serves", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declared(() => {
      const [deployed, checked] = [new Marker("deployed"), new Marker("checked")];
      return new CdnPurge("library-purge", args({ served: [deployed, checked] }));
    }));
  });

  it("is a job on demand, a job after the roll-out, and who they are", () => {
    expect(resources.counts()).toEqual({
      [CRON_JOB]: 1,
      [JOB]: 1,
      "kubernetes:core/v1:Secret": 1,
      "kubernetes:core/v1:ServiceAccount": 1,
      "lifeboat:index:CdnPurge": 1,
      "test:index/marker:Marker": 2,
    });
  });

  it("never runs on demand by itself", () => {
    expect(resources.one(CRON_JOB).inputs).toMatchObject({
      metadata: { name: "library-purge", namespace: "library-system" },
      spec: { suspend: true, schedule: "0 0 31 2 *", timeZone: "Europe/Paris", concurrencyPolicy: "Forbid" },
    });
  });

  it("mounts the token as a file, which is in no environment and no other object", () => {
    for (const type of [CRON_JOB, JOB]) {
      const text = JSON.stringify(resources.one(type).inputs);
      expect(text, type).toMatch(
        /"secret":\{"defaultMode":256,"secretName":"lifeboat-cdn-purge-[0-9a-f]{10}"\}/,
      );
      expect(text, type).toContain(
        '"mountPath":"/var/run/secrets/lifeboat/cloudflare","name":"cloudflare","readOnly":true',
      );
      expect(text, type).not.toContain("purge-word");
    }
    const secret = resources.one("kubernetes:core/v1:Secret");
    expect(secret.inputs).toMatchObject({ stringData: { token: "purge-word" } });
    expect(secret.secretPaths.join()).toMatch(/^stringData/);
  });

  it("is an account of its own, without a token of the cluster", () => {
    expect(resources.one("kubernetes:core/v1:ServiceAccount").inputs).toMatchObject({
      metadata: { name: "lifeboat-purge" },
      automountServiceAccountToken: false,
    });
    expect(resources.one(JOB).inputs).toMatchObject({
      spec: {
        template: { spec: { serviceAccountName: "lifeboat-purge", automountServiceAccountToken: false } },
      },
    });
  });

  it("comes after what serves, under the name that belongs to it", () => {
    const job = resources.one(JOB);
    const name = purgeName(service, config);
    expect(job.dependsOn).toEqual(
      expect.arrayContaining(["checked", "deployed", "library-purge-account", "library-purge-token"]),
    );
    expect(job.name).toBe(name);
    expect(job.inputs).toMatchObject({ metadata: { name, namespace: "library-system" } });
  });

  it("is waited for by nobody, tries three times, and stays to be looked at", () => {
    const job = resources.one(JOB);
    expect(job.inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
      spec: { backoffLimit: 2, activeDeadlineSeconds: 900 },
    });
    expect(JSON.stringify(job.inputs)).not.toContain("ttlSecondsAfterFinished");
    for (const { name, dependsOn } of resources.all()) expect(dependsOn, name).not.toContain(job.name);
  });
});

describe("CdnPurge", () => {
  it("is on demand only where nothing serves", async () => {
    const resources = await purge({ served: undefined });
    expect(resources.all(CRON_JOB)).toHaveLength(1);
    expect(resources.all(JOB)).toEqual([]);
  });

  it("is a new Job, not a replaced one, after a roll-out and after an activation", async () => {
    const before = await purge();
    const after = await purge({ config: { ...config, activation: "inc-1" } });
    expect(after.one(JOB).name).not.toBe(before.one(JOB).name);
  });
});

const cdn: Cdn = {
  host: "cdn.library.example",
  scope: "files",
  files: ["/cover.png", "/app.js?v=1"],
  expectStatuses: ["MISS", "HIT"],
  intervalSeconds: 5,
};
const domain: Domain = { host: cdn.host, serves: "cdn", port: 443, healthPath: "/", failover: false };
const zones = { cloudflareZones: { "library.example": "0".repeat(32) }, cloudflareApiUrl: undefined };

describe("purgeSetting", () => {
  it("makes URLs of the catalog's paths, and asks Cloudflare's own API", () => {
    expect(purgeSetting({ cdn, domains: [domain] }, zones)).toEqual({
      apiUrl: "https://api.cloudflare.com/client/v4",
      zoneId: "0".repeat(32),
      scope: "files",
      files: ["https://cdn.library.example/cover.png", "https://cdn.library.example/app.js?v=1"],
      expectStatuses: ["MISS", "HIT"],
      intervalSeconds: 5,
    });
  });

  it("takes the domain's port and the config's API", () => {
    const setting = purgeSetting(
      { cdn, domains: [{ ...domain, port: 8443 }] },
      { ...zones, cloudflareApiUrl: "http://127.0.0.1:1" },
    );
    expect(setting).toMatchObject({ apiUrl: "http://127.0.0.1:1" });
    expect(setting?.files[0]).toBe("https://cdn.library.example:8443/cover.png");
  });

  it("is nothing for a service without a CDN", () => {
    expect(purgeSetting({ domains: [] }, zones)).toBeUndefined();
  });

  it("fails where the host lies in no zone", () => {
    expect(() => purgeSetting({ cdn, domains: [] }, { ...zones, cloudflareZones: {} })).toThrow(
      "no zone of cdn",
    );
  });
});
