import { beforeAll, describe, expect, it } from "vitest";
import { migrationVersion } from "../../../../infra/components/jobs/migration";
import { RollOutGate, type RollOutGateArgs } from "../../../../infra/components/jobs/roll-out-gate";
import { libraryGate } from "../../../support/gate-fixture";
import { declared, valueOf, type Resources } from "../../../support/pulumi-mocks";
import { shelf, staffedLibrary } from "../../../support/workload-fixture";

const JOB = "kubernetes:batch/v1:Job";
const { image, scriptsConfigMap, settingsConfigMap } = libraryGate.pod;

const args: RollOutGateArgs = {
  ...libraryGate,
  service: {
    ...staffedLibrary,
    readinessGates: [
      { name: "schema", command: ["desk", "schema"], afterMigration: true },
      { name: "config", command: ["desk", "config"] },
    ],
  },
  guard: { image, scriptsConfigMap, settingsConfigMap },
  priorityClass: "lifeboat-recovery-primary",
  backupPod: { ...libraryGate.pod, job: "migration-backup", deadlineSeconds: 600 },
};

const version = migrationVersion(args);

const made = (changed: Partial<RollOutGateArgs> = {}) =>
  declared(() => new RollOutGate("up-gate", { ...args, ...changed }));

describe("RollOutGate", () => {
  let resources: Resources;
  let gate: RollOutGate;
  beforeAll(async () => {
    ({ resources, result: gate } = await made());
  });

  it("asks first, then migrates", async () => {
    expect(resources.all(JOB).map(({ name }) => name)).toEqual([
      `up-gate-backup-${version}`,
      "up-gate-check-job",
      "up-gate-migrate",
    ]);
    expect(resources.one(JOB, `up-gate-backup-${version}`).dependsOn).toContain("up-gate-check-job");
    expect(resources.one(JOB, "up-gate-migrate").dependsOn).toContain(`up-gate-backup-${version}`);
    expect(await valueOf(gate.passed.urn)).toContain("::up-gate-migrate");
  });

  it("tells the questions who migrates", () => {
    expect(JSON.stringify(resources.one(JOB, "up-gate-check-job").inputs)).toContain(
      '{"name":"GATE_MIGRATE_LOGIN","value":"library_migrate"}',
    );
  });

  it("migrates between the gates of the application's image, and not while the other environment serves", () => {
    const command = (name: string, ...words: readonly string[]) => ({
      name,
      image: libraryGate.images["library/desk"],
      command: ["desk", ...words],
    });
    expect(resources.one(JOB, "up-gate-migrate").inputs).toMatchObject({
      spec: {
        template: {
          spec: {
            initContainers: [
              { name: "fence-check", image },
              command("config", "config"),
              command("migrate", "migrate"),
            ],
            containers: [command("schema", "schema")],
          },
        },
      },
    });
  });

  it("gives every container of the application the login and the files of the one that migrates", () => {
    const text = JSON.stringify(resources.one(JOB, "up-gate-migrate").inputs);
    expect(text.match(/"name":"PGUSER","value":"library_migrate"/g)).toHaveLength(3);
    expect(text.match(/"mountPath":"\/var\/run\/secrets\/app"/g)).toHaveLength(3);
  });

  it("only asks where nothing writes to the database", async () => {
    const bare = await made({ service: { ...args.service, workloads: [shelf] } });
    expect(bare.resources.all(JOB).map(({ name }) => name)).toEqual(["up-gate-check-job"]);
    expect(await valueOf(bare.result.passed.urn)).toContain("::up-gate-check-job");
  });
});
