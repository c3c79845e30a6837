import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { Service } from "../../../infra/catalog/types";
import { ServiceEnvironment } from "../../../infra/components/service-environment";
import type { Settings } from "../../../infra/config";
import type { Takeover } from "../../../infra/recovery/takeover";
import { everywhere, replicated, withLegal } from "../../support/environment-counts";
import { declared, type DeclaredOptions, type Resources } from "../../support/pulumi-mocks";
import {
  exporterImage,
  library,
  libraryWithCdn,
  libraryWithLegal,
  primary,
  standby,
} from "../../support/service-fixture";
import { fromConfig, libraryImages, staffedLibrary } from "../../support/workload-fixture";

const WORDS = /(admin|backup|restore|migrate|monitor|app|identity)-word/;

const images = { ...libraryImages, ...exporterImage };

const declare = (
  config: Settings,
  service: Service = library,
  { takeover, ...options }: DeclaredOptions & { readonly takeover?: Takeover } = {},
) =>
  declared(
    () =>
      new ServiceEnvironment({
        service,
        config,
        secrets: {
          adminPassword: pulumi.secret("admin-word"),
          backupPassword: pulumi.secret("backup-word"),
          restorePassword: pulumi.secret("restore-word"),
          migratePassword: pulumi.secret("migrate-word"),
          monitorPassword: pulumi.secret("monitor-word"),
          appPassword: pulumi.secret("app-word"),
          external: { SIGNING_TOKEN: pulumi.secret("signing-word") },
          purgeToken: pulumi.secret("purge-word"),
          ageIdentity: pulumi.secret("identity-word"),
          source: fromConfig,
        },
        scripts: { "backup.sh": "#!/bin/bash\n" },
        logBucket: (region) => `logs-${region}`,
        alarmTopics: (region) => `arn:aws:sns:${region}:123456789012:alarms`,
        takeover,
        dependsOn: [],
      }),
    options,
  );

/** Jobs that do not run by their schedule. */
function suspended(resources: Resources): readonly string[] {
  return resources
    .all("kubernetes:batch/v1:CronJob")
    .filter(({ inputs }) => JSON.stringify(inputs).includes('"suspend":true'))
    .map(({ name }) => name.replace("library-jobs-", ""));
}

const everyJob = ["backup", "verify", "drill", "config-backup", "restore"];

interface Case {
  readonly config: Settings;
  readonly service: Service;
  readonly counts: Readonly<Record<string, number>>;
  readonly waiting: readonly string[];
}

describe.each<[string, Case]>([
  ["primary that serves", { config: primary, service: library, counts: replicated, waiting: ["restore"] }],
  [
    "primary that is fenced",
    {
      config: { ...primary, posture: "fenced" },
      service: library,
      counts: {
        ...replicated,
        "kubernetes:batch/v1:Job": 1,
        "lifeboat:index:RecoveryJob": 1,
      },
      waiting: everyJob,
    },
  ],
  [
    "primary in safe mode, with legal records",
    {
      config: { ...primary, posture: "safe" },
      service: libraryWithLegal,
      counts: withLegal,
      waiting: ["verify", "drill", "restore"],
    },
  ],
  [
    "standby that waits",
    { config: standby, service: library, counts: everywhere, waiting: ["backup", "restore"] },
  ],
])("ServiceEnvironment of a %s", (_name, { config, service, counts, waiting }) => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declare(config, service, { stack: "zulu" }));
  });

  it("declares exactly these resources", () => {
    expect(resources.counts()).toEqual(counts);
  });

  it("names each of a type once, by its parent and part, never by the stack", () => {
    const names = resources.all().map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, parent, type } of resources.all()) {
      expect(name, type).not.toContain("zulu");
      if (parent !== undefined) expect(name, type).toMatch(new RegExp(`^${parent}-`));
    }
  });

  it("hangs everything below the one component of the service", () => {
    expect(resources.all().filter(({ parent }) => parent === undefined)).toMatchObject([
      { type: "lifeboat:index:ServiceEnvironment", name: "library" },
    ]);
    const components = resources.all().flatMap(({ custom, name }) => (custom ? [] : [name]));
    for (const { name, parent } of resources.all())
      if (parent !== undefined) expect(components, name).toContain(parent);
  });

  it("protects what holds data, and nothing else", () => {
    const stateful = [
      "aws:s3/bucket:Bucket",
      "aws:kms/key:Key",
      "aws:kms/replicaKey:ReplicaKey",
      "kubernetes:core/v1:Namespace",
    ];
    for (const { type, name, protect } of resources.all())
      expect(protect, name).toBe(stateful.includes(type));
  });

  it("passes secrets as Pulumi secrets only, to those who need them", () => {
    const holders = resources.all().filter(({ inputs }) => WORDS.test(JSON.stringify(inputs)));
    expect(holders.map(({ name }) => name).sort()).toEqual([
      "library-database-backup",
      "library-database-migrate",
      "library-database-monitor",
      "library-database-restore",
      "library-database-server",
      "library-jobs-database-backup",
      "library-jobs-database-restore",
      "library-jobs-restore-identity",
      "library-posture-login-role",
      "library-scraping-exporter-secret",
    ]);
    for (const { name, secretPaths } of holders)
      expect(secretPaths.join(), name).toMatch(/^(password|stringData\b.*)$/);
  });

  it("suspends what does not belong to its posture, and nothing else", () => {
    expect(suspended(resources)).toEqual([...waiting].sort());
  });

  it("declares the same in a preview, where nothing exists yet", async () => {
    const preview = await declare(config, service, { preview: true });
    expect(preview.resources.counts()).toEqual(counts);
  });
});

describe("ServiceEnvironment", () => {
  let resources: Resources;
  let environment: ServiceEnvironment;
  beforeAll(async () => {
    ({ resources, result: environment } = await declare(primary));
  });

  it("enforces Pod Security restricted on its namespace", () => {
    expect(resources.one("kubernetes:core/v1:Namespace").inputs).toMatchObject({
      metadata: {
        name: "library-system",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    });
  });

  it("tags whatever AWS tags with service, owner and class of data", () => {
    const tags = { service: "library", owner: "reading-room", dataClass: "personal", managedBy: "pulumi" };
    for (const type of [
      "aws:s3/bucket:Bucket",
      "aws:kms/key:Key",
      "aws:kms/replicaKey:ReplicaKey",
      "aws:iam/role:Role",
    ])
      for (const { name, inputs } of resources.all(type)) expect(inputs["tags"], name).toEqual(tags);
  });

  it("replicates dumps, configuration and proof, and not what is only staged", () => {
    const { inputs } = resources.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig");
    expect(JSON.stringify(inputs)).not.toContain("staging");
    expect(inputs["rules"]).toMatchObject([
      { filter: { prefix: "postgresql/" } },
      { filter: { prefix: "k8s-configs/" } },
      { filter: { prefix: "verification/" } },
    ]);
  });

  it("locks no object by default for longer than its prefix keeps it", () => {
    const days = (type: string, key: string) =>
      resources
        .all(`aws:s3/${type}`)
        .flatMap(({ inputs }) => [
          ...JSON.stringify(inputs).matchAll(new RegExp(`"${key}":\\{[^}]*"days":(\\d+)`, "g")),
        ])
        .map(([, figure]) => Number(figure));
    const locked = days("bucketObjectLockConfiguration:BucketObjectLockConfiguration", "defaultRetention");
    const kept = days("bucketLifecycleConfiguration:BucketLifecycleConfiguration", "expiration");
    expect(locked).toEqual([1, 1]);
    expect(kept.length).toBeGreaterThanOrEqual(16);
    expect(Math.max(...locked)).toBeLessThanOrEqual(Math.min(...kept));
  });

  it("denies deletion to the three identities of its jobs, on both sides", () => {
    for (const { inputs, name } of resources.all("aws:s3/bucketPolicy:BucketPolicy"))
      for (const duty of ["backup", "config-backup", "restore"])
        expect(inputs["policy"], name).toContain(`:role/lifeboat-library-${duty}-primary"`);
  });

  it("starts no job before vault, identities and logins are there", () => {
    for (const { name, dependsOn } of resources.all("kubernetes:batch/v1:CronJob"))
      expect(dependsOn, name).toEqual(
        expect.arrayContaining([
          "library-vault-primary-bucket",
          "library-identities-backup-account",
          "library-database-backup",
        ]),
      );
  });

  it("tells what it is", () => {
    expect(environment.outputs).toEqual({
      namespace: "library-system",
      bucket: "library-backups",
      replicaBucket: "library-backups-replica",
      restoreFrom: "library-backups",
      jobs: ["backup", "verify", "drill", "config-backup", "restore"],
      hosts: [],
    });
  });

  it("goes to the catalog's port, and gives jobs the time of today's size", () => {
    expect(resources.one("pulumi:providers:postgresql").inputs["port"]).toBe("6432");
    expect(
      JSON.stringify(resources.one("kubernetes:batch/v1:CronJob", "library-jobs-backup").inputs),
    ).toContain('"activeDeadlineSeconds":1836');
  });

  it("goes to config's port, and gives jobs more time at a later horizon, where config says so", async () => {
    const changed = await declare({
      ...primary,
      databasePorts: { library: 5433 },
      capacityHorizon: "months12",
    });
    expect(changed.resources.one("pulumi:providers:postgresql").inputs["port"]).toBe("5433");
    const { inputs } = changed.resources.one("kubernetes:batch/v1:CronJob", "library-jobs-backup");
    expect(JSON.stringify(inputs)).toContain('"activeDeadlineSeconds":6444');
  });

  it("refuses a service without a database host, by name", async () => {
    await expect(declare({ ...primary, databaseHosts: {} })).rejects.toThrow(
      "databaseHosts.library: missing",
    );
  });
});

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
      { takeover: { reason: "lost", finalBackups: {} } },
    );
    const [job] = purges(resources);
    expect(job?.dependsOn).toContain("library-posture-smoke-job");
  });
});

describe("ServiceEnvironment of a standby", () => {
  it("has no provider, name or policy in the primary's region", async () => {
    const { resources, result } = await declare(standby);
    expect(JSON.stringify(resources.list)).not.toContain("us-east-1");
    expect(result.outputs).toMatchObject({ restoreFrom: "library-backups-replica", replicaBucket: null });
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

  it("asks after the restore of an activation", async () => {
    const { resources } = await declare(
      { ...standby, posture: "active", activation: "inc-1", images },
      staffedLibrary,
      { takeover: { reason: "lost", finalBackups: {} } },
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
