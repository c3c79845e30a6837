import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { beforeAll, describe, expect, it } from "vitest";
import {
  MigrateJob,
  MigrationBackup,
  migrationVersion,
  type MigrateJobArgs,
  type MigrationBackupArgs,
} from "../../../../infra/components/jobs/migration";
import { libraryGate } from "../../../support/gate-fixture";
import { declared, type Registered, type Resources } from "../../../support/pulumi-mocks";
import {
  fromConfig,
  libraryImages,
  libraryLogin,
  shelf,
  staffedLibrary,
} from "../../../support/workload-fixture";

const JOB = "kubernetes:batch/v1:Job";
const SECRET = "kubernetes:core/v1:Secret";

const args: MigrateJobArgs = {
  service: { ...staffedLibrary, imagePullSecret: "regcred" },
  namespace: "library-system",
  images: libraryImages,
  database: { ...libraryLogin, user: "library_migrate", password: pulumi.secret("migrate-word") },
  externalSecrets: { SIGNING_TOKEN: pulumi.secret("signed") },
  secretSource: fromConfig,
  priorityClass: "lifeboat-recovery-primary",
  labels: { "app.kubernetes.io/managed-by": "pulumi" },
  dependsOn: [],
};

const made = async (changed: Partial<MigrateJobArgs> = {}) =>
  declared(() => {
    const restore = new Namespace("restore");
    return new MigrateJob("up-migrate", { ...args, dependsOn: [restore], ...changed });
  });

describe("MigrateJob", () => {
  let resources: Resources;
  let job: Registered;
  beforeAll(async () => {
    ({ resources } = await made());
    job = resources.one(JOB);
  });

  it("is one Job with an account, a Secret and the files of its own", () => {
    expect(resources.counts()).toEqual({
      [JOB]: 1,
      [SECRET]: 1,
      "kubernetes:core/v1:ConfigMap": 2,
      "kubernetes:core/v1:ServiceAccount": 1,
      "lifeboat:index:MigrateJob": 1,
      "kubernetes:core/v1:Namespace": 1,
    });
  });

  it("gets its name from the provider and is replaced after a failure", () => {
    expect(job.name).toBe("up-migrate");
    expect(job.inputs).toMatchObject({
      metadata: { namespace: "library-system", annotations: { "pulumi.com/replaceUnready": "true" } },
      spec: { backoffLimit: 0, activeDeadlineSeconds: 1800, template: { spec: { restartPolicy: "Never" } } },
    });
    expect(job.inputs["metadata"]).not.toHaveProperty("name");
    expect(job.inputs["spec"]).not.toHaveProperty("ttlSecondsAfterFinished");
  });

  it("runs the migration with the image of the first writer, and asks it nothing", () => {
    expect(job.inputs).toMatchObject({
      spec: {
        template: {
          metadata: { labels: { "app.kubernetes.io/component": "migrate" } },
          spec: {
            serviceAccountName: "library-migrate",
            automountServiceAccountToken: false,
            imagePullSecrets: [{ name: "regcred" }],
            containers: [
              {
                name: "migrate",
                image: libraryImages["library/desk"],
                command: ["desk", "migrate"],
                ports: [],
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(job.inputs)).not.toMatch(/Probe|initContainers|topologySpread/);
  });

  it("tries the migration before, with the same image, where the catalog knows how", async () => {
    const migrationTrial = { command: ["desk", "migrate", "--rollback"] };
    const service = { ...args.service, database: { ...args.service.database, migrationTrial } };
    const { resources: tried } = await made({ service });
    expect(tried.one(JOB).inputs).toMatchObject({
      spec: {
        template: {
          spec: {
            initContainers: [
              {
                name: "migrate-trial",
                image: libraryImages["library/desk"],
                command: migrationTrial.command,
              },
            ],
            containers: [{ name: "migrate" }],
          },
        },
      },
    });
  });

  it("is chosen by no Service and no Deployment of the application", () => {
    expect(JSON.stringify(job.inputs)).not.toContain('"app.kubernetes.io/name":"library-desk"');
  });

  it("logs in as the one that may change the schema, under every name that the application reads", () => {
    const text = JSON.stringify(job.inputs);
    expect(text).toContain('"name":"PGUSER","value":"library_migrate"');
    expect(text).toContain('"name":"DESK_DB_USER","value":"library_migrate"');
    expect(text).not.toContain("library_app");
  });

  it("finds its secrets where the application finds them, from a Secret of its own", () => {
    const { metadata, ...secret } = resources.one(SECRET).inputs;
    const [, name] = /"name":"(library-migrate-secrets-[0-9a-f]{10})"/.exec(JSON.stringify(metadata)) ?? [];
    expect(secret).toMatchObject({
      immutable: true,
      stringData: {
        PGPASSWORD: "migrate-word",
        DB_PASSWORD: "migrate-word",
        DATABASE_URL:
          "postgresql://library_migrate:migrate-word@library.db.example.com:6432/library?sslmode=require",
        SIGNING_TOKEN: "signed",
      },
    });
    expect(resources.one(SECRET).secretPaths).not.toEqual([]);
    expect(JSON.stringify(job.inputs)).toContain(`"secretName":"${name ?? "none"}"`);
    expect(JSON.stringify(job.inputs)).not.toMatch(/migrate-word|signed/);
    expect(job.secretPaths).toEqual([]);
  });

  it("starts after the restore and after what it mounts", () => {
    expect(job.dependsOn).toEqual([
      "restore",
      "up-migrate-account",
      "up-migrate-config",
      "up-migrate-files",
      "up-migrate-secrets",
    ]);
  });

  it("refuses a service that writes nothing", async () => {
    const service = { ...args.service, workloads: [shelf] };
    await expect(made({ service })).rejects.toThrow("catalog: library: no workload writes to the database");
  });

  it("refuses a writer without an image", async () => {
    await expect(made({ images: {} })).rejects.toThrow("images.library/desk: missing");
  });
});

const backupArgs: MigrationBackupArgs = {
  service: staffedLibrary,
  images: libraryImages,
  namespace: "library-system",
  pod: { ...libraryGate.pod, job: "migration-backup", deadlineSeconds: 600 },
  dependsOn: [],
};
const version = (changed: Partial<MigrationBackupArgs> = {}) =>
  migrationVersion({ ...backupArgs, ...changed });
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
    expect(version({ pod: { ...backupArgs.pod, scriptsConfigMap: "scripts-2" } })).toBe(version());
  });

  it("refuses a service that writes nothing", () => {
    expect(() => version({ service: { ...staffedLibrary, workloads: [shelf] } })).toThrow(
      "catalog: library: no workload writes to the database",
    );
  });
});

describe("MigrationBackup", () => {
  it("is a Job whose own name is the label of its backup", async () => {
    const { resources } = await declared(() => new MigrationBackup("up-backup", backupArgs));
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
