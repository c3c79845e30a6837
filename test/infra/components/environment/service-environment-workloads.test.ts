import { describe, expect, it } from "vitest";
import type { Settings } from "../../../../infra/config";
import {
  declareEnvironment as declare,
  environmentImages as images,
} from "../../../support/environment-fixture";
import type { Resources } from "../../../support/pulumi-mocks";
import { libraryWithCdn, primary, standby } from "../../../support/service-fixture";
import { staffedLibrary } from "../../../support/workload-fixture";

describe("ServiceEnvironment of a service with a CDN", () => {
  const purged = libraryWithCdn;
  const cloudflareZones = { "library.example": "0".repeat(32) };
  const purges = (resources: Resources) =>
    resources.all("kubernetes:batch/v1:Job").filter(({ parent }) => parent === "library-purge");

  it("purges after the roll-out, once it serves, and tells the job", async () => {
    const { resources, result } = await declare({ ...primary, cloudflareZones }, purged);
    expect(purges(resources)).toHaveLength(1);
    expect(result.outputs.jobs).toContain("purge");
    const settings = resources.one("kubernetes:core/v1:ConfigMap", "library-jobs-settings").inputs["data"];
    expect(JSON.stringify(settings)).toContain("https://cdn.library.example/cover.png");
  });

  it.each([
    ["waits", { ...standby, cloudflareZones }],
    ["is fenced", { ...primary, posture: "fenced", cloudflareZones }],
  ] as const)("purges on demand only while it %s", async (_what, config) => {
    const { resources } = await declare(config, purged);
    expect(purges(resources)).toEqual([]);
    expect(resources.one("kubernetes:batch/v1:CronJob", "library-purge-on-demand").inputs).toMatchObject({
      spec: { suspend: true },
    });
  });

  it("purges after the smoke check of an activation", async () => {
    const { resources } = await declare(
      {
        ...standby,
        posture: "active",
        activation: "inc-1",
        images,
        cloudflareZones,
      },
      { ...staffedLibrary, cdn: purged.cdn },
      { takeover: { reason: "lost", finalBackup: undefined } },
    );
    const [job] = purges(resources);
    expect(job?.dependsOn).toContain("library-posture-smoke-job");
  });
});

describe("ServiceEnvironment of a service with Deployments", () => {
  const jobs = (resources: Resources) => resources.all("kubernetes:batch/v1:Job").map(({ name }) => name);
  /** The Deployments but that of the exporter, which waits for nobody. */
  const ofService = (resources: Resources) =>
    resources.all("kubernetes:apps/v1:Deployment").filter(({ name }) => !name.includes("exporter"));
  const staffed = (config: Settings) => declare({ ...config, images }, staffedLibrary);

  it("lets each Deployment wait for the gate, and the gate for the application's login", async () => {
    const { resources } = await staffed(primary);
    expect(jobs(resources)).toEqual([
      expect.stringMatching(/^library-posture-gate-backup-[0-9a-f]{10}$/),
      "library-posture-gate-check-job",
      "library-posture-gate-migrate",
    ]);
    const deployments = ofService(resources);
    expect(deployments).toHaveLength(3);
    for (const { name, dependsOn } of deployments)
      expect(dependsOn, name).toContain("library-posture-gate-migrate");
    expect(resources.one("kubernetes:batch/v1:Job", "library-posture-gate-check-job").dependsOn).toEqual(
      expect.arrayContaining(["library-posture-login-role", "library-database-migrate"]),
    );
  });

  it.each<[string, Settings]>([
    ["waits", standby],
    ["is fenced", { ...primary, posture: "fenced" }],
  ])("migrates nothing while it %s", async (_what, config) => {
    const { resources } = await staffed(config);
    expect(jobs(resources).filter((name) => /gate|migrate/.test(name))).toEqual([]);
    expect(ofService(resources)).toHaveLength(3);
  });

  it.each([
    ["the newest backup", {}, undefined, "latest"],
    ["the one that config names", { library: "2026-01-31T12:00:00Z" }, undefined, "2026-01-31T12:00:00Z"],
    ["the final backup of a fence", { library: "2026-01-31T12:00:00Z" }, "fence-1", "label:fence-1"],
  ])("restores %s", async (_what, restoreBackups, finalBackup, source) => {
    const { resources } = await declare(
      { ...standby, posture: "active", activation: "inc-1", images, restoreBackups },
      staffedLibrary,
      { takeover: { reason: "lost", finalBackup } },
    );
    const restore = resources.one("kubernetes:batch/v1:Job", "library-posture-restore-job");
    expect(JSON.stringify(restore.inputs)).toContain(`{"name":"RESTORE_BACKUP","value":"${source}"}`);
  });

  it("asks after the restore of an activation", async () => {
    const { resources } = await declare(
      { ...standby, posture: "active", activation: "inc-1", images },
      staffedLibrary,
      { takeover: { reason: "lost", finalBackup: undefined } },
    );
    expect(resources.one("postgresql:index/role:Role", "library-posture-login-role").dependsOn).toContain(
      "library-posture-restore-job",
    );
    expect(jobs(resources)).toEqual([
      "library-posture-fence-check-job",
      expect.stringMatching(/^library-posture-gate-backup-[0-9a-f]{10}$/),
      "library-posture-gate-check-job",
      "library-posture-gate-migrate",
      "library-posture-restore-job",
      "library-posture-smoke-job",
    ]);
  });
});

describe("ServiceEnvironment of a cluster with cert-manager", () => {
  const CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate";
  const domain = {
    host: "library.example",
    serves: "api",
    workload: "library-desk",
    port: 443,
    healthPath: "/",
    failover: false,
  } as const;
  const service = { ...staffedLibrary, domains: [domain] };
  const certificates = { issuer: "letsencrypt", issuerKind: "ClusterIssuer", ingressClass: "nginx" } as const;

  it("has a certificate, also while it waits, and none where config names no issuer", async () => {
    for (const config of [primary, standby]) {
      const { resources } = await declare({ ...config, images, certificates }, service);
      expect(resources.one(CERTIFICATE).parent).toBe("library-entrance");
    }
    const { resources } = await declare({ ...primary, images }, service);
    expect(resources.all(CERTIFICATE)).toEqual([]);
    expect(resources.all("kubernetes:networking.k8s.io/v1:Ingress")).toEqual([]);
  });
});
