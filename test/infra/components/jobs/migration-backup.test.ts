import { describe, expect, it } from "vitest";
import {
  MigrationBackup,
  migrationVersion,
  type MigrationBackupArgs,
} from "../../../../infra/components/jobs/migration-backup";
import { libraryGate } from "../../../support/gate-fixture";
import { declared } from "../../../support/pulumi-mocks";
import { libraryImages, shelf, staffedLibrary } from "../../../support/workload-fixture";

const JOB = "kubernetes:batch/v1:Job";
const args: MigrationBackupArgs = {
  service: staffedLibrary,
  images: libraryImages,
  namespace: "library-system",
  pod: { ...libraryGate.pod, job: "migration-backup", deadlineSeconds: 600 },
  dependsOn: [],
};
const version = (changed: Partial<MigrationBackupArgs> = {}) => migrationVersion({ ...args, ...changed });
const other = `registry.example.com/other@sha256:${"d".repeat(64)}`;

describe("migrationVersion", () => {
  it("changes with the image that migrates, and with its command", () => {
    const { database } = staffedLibrary;
    const service = { ...staffedLibrary, database: { ...database, migrateCommand: ["desk", "up"] } };
    const versions = [
      version(),
      version({ images: { ...libraryImages, "library/desk": other } }),
      version({ service }),
    ];
    expect(new Set(versions).size).toBe(3);
  });

  it("changes with nothing else", () => {
    expect(version({ images: { ...libraryImages, shelf: other } })).toBe(version());
    expect(version({ pod: { ...args.pod, scriptsConfigMap: "scripts-2" } })).toBe(version());
  });

  it("refuses a service that writes nothing", () => {
    expect(() => version({ service: { ...staffedLibrary, workloads: [shelf] } })).toThrow(
      "catalog: library: no workload writes to the database",
    );
  });
});

describe("MigrationBackup", () => {
  it("is a Job whose own name is the label of its backup", async () => {
    const { resources } = await declared(() => new MigrationBackup("up-backup", args));
    const job = resources.one(JOB);
    expect(job.name).toBe(`up-backup-${version()}`);
    expect(job.inputs["metadata"]).not.toHaveProperty("name");
    const text = JSON.stringify(job.inputs);
    expect(text).toContain('"command":["/opt/lifeboat/migration-backup.sh"]');
    expect(text).toMatch(
      /"name":"BACKUP_LABEL","valueFrom":\{"fieldRef":\{"fieldPath":"metadata.labels\[.*job-name/,
    );
  });
});
