import { beforeAll, describe, expect, it } from "vitest";
import { archiveJobs } from "../../../../infra/catalog/archive-jobs";
import { declareEnvironment } from "../../../support/environment-fixture";
import type { Resources } from "../../../support/pulumi-mocks";
import { archivedLibrary, primary, serverImage } from "../../../support/service-fixture";

const CRON_JOB = "kubernetes:batch/v1:CronJob";

describe("a database server", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declareEnvironment(primary, archivedLibrary));
  });
  const server = () => resources.one("kubernetes:apps/v1:StatefulSet");
  const text = (of: unknown): string => JSON.stringify(of);

  it("is one pod of the image by its digest, made, run and backed up by three containers", () => {
    expect(server().inputs).toMatchObject({
      metadata: { name: "postgresql" },
      spec: {
        replicas: 1,
        serviceName: "postgresql",
        // A pod that never gets ready would otherwise keep its correction from being rolled out.
        podManagementPolicy: "Parallel",
        template: {
          spec: {
            serviceAccountName: "postgresql",
            terminationGracePeriodSeconds: 180,
            initContainers: [{ name: "seed", image: serverImage, args: ["seed"] }],
            containers: [
              { name: "postgresql", image: serverImage, args: ["run"] },
              { name: "archive", image: serverImage, args: ["tls"] },
            ],
          },
        },
      },
    });
  });

  it("is protected, with its data, whose volume has the plan's size and room for WAL", () => {
    const claim = resources.one("kubernetes:core/v1:PersistentVolumeClaim");
    expect([server().protect, claim.protect]).toEqual([true, true]);
    const gib = archivedLibrary.capacity.databaseStorageGib.now;
    const room = Math.max(64, Math.ceil(gib * 0.3));
    expect(claim.inputs).toMatchObject({
      metadata: { name: "postgresql-data" },
      spec: { resources: { requests: { storage: `${gib + room}Gi` } } },
    });
    expect(text(server().inputs)).toContain('"claimName":"postgresql-data"');
  });

  it("waits for its account, quota and repository, and the logins wait for it", () => {
    const waits = server().dependsOn;
    expect(waits).toEqual(
      expect.arrayContaining([
        "library-server-account",
        "library-server-data",
        "library-server-service",
        "library-base-quota",
        "library-identities-server-policy",
      ]),
    );
    expect(resources.one("postgresql:index/role:Role", "library-database-backup").dependsOn).toContain(
      "library-server-server",
    );
  });

  it("may become a new database on the primary, and follows another only where an id says so", async () => {
    expect(text(server().inputs)).toContain('{"name":"LIFEBOAT_MAY_INITIALIZE","value":"true"}');
    expect(text(server().inputs)).not.toContain("LIFEBOAT_RESEED");
    const asked = await declareEnvironment(
      { ...primary, databaseReseeds: { library: "inc-1" } },
      archivedLibrary,
    );
    expect(text(asked.resources.one("kubernetes:apps/v1:StatefulSet").inputs)).toContain(
      '{"name":"LIFEBOAT_RESEED","value":"inc-1"}',
    );
  });

  it("holds passphrases and the administrator's password in Secrets alone", () => {
    const holders = resources.all().filter(({ inputs }) => /primary-word|standby-word/.test(text(inputs)));
    expect(holders.map(({ name }) => name)).toEqual(["library-server-repositories"]);
    expect(holders[0]?.inputs["stringData"]).toEqual({
      "repository-1": "primary-word",
      "repository-2": "standby-word",
    });
  });

  it("is where pods find the database, by its Service; the provider goes by config's host", () => {
    const backup = resources.one(CRON_JOB, "library-jobs-backup");
    expect(text(backup.inputs)).toContain('{"name":"PGHOST","value":"postgresql.library-system.svc"}');
    expect(resources.one("pulumi:providers:postgresql").inputs["host"]).toBe("library.db.example.com");
  });

  it("has a job for each kind of backup, which runs by the catalog's schedule in UTC where it serves", async () => {
    const { archive } = archivedLibrary.database.server;
    for (const job of archiveJobs)
      expect(resources.one(CRON_JOB, `library-server-${job.name}`).inputs).toMatchObject({
        metadata: { name: `library-${job.name}` },
        spec: { schedule: archive[job.schedule], timeZone: "Etc/UTC", suspend: false },
      });
    const fenced = await declareEnvironment({ ...primary, posture: "fenced" }, archivedLibrary);
    expect(fenced.resources.one(CRON_JOB, "library-server-archive-full").inputs).toMatchObject({
      spec: { suspend: true },
    });
  });

  it("verifies once: a damaged file is damaged at the next look, too", () => {
    const { inputs } = resources.one(CRON_JOB, "library-server-archive-verify");
    expect(text(inputs)).toContain('"values":[1,2,4,5,6]');
    expect(text(resources.one(CRON_JOB, "library-server-archive-full").inputs)).toContain(
      '"values":[2,4,5,6]',
    );
  });

  it("lets its namespace reach it, and its jobs alone ask for a backup", () => {
    const { inputs } = resources.one(
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "library-base-postgresql",
    );
    expect(inputs).toMatchObject({
      spec: {
        ingress: [
          { from: [{ podSelector: {} }], ports: [{ port: 5432 }] },
          {
            from: [{ podSelector: { matchExpressions: [{ values: archiveJobs.map(({ name }) => name) }] } }],
            ports: [{ port: 8432 }],
          },
        ],
      },
    });
  });
});
