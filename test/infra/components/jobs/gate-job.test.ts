import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { Workload } from "../../../../infra/catalog/types";
import { services } from "../../../../infra/catalog";
import { configuredService } from "../../../../infra/components/environment/configured-service";
import {
  gateFiles,
  GateJob,
  gateSetting,
  rollOutVersion,
  type GateJobArgs,
} from "../../../../infra/components/jobs/gate-job";
import { libraryGate } from "../../../support/gate-fixture";
import { declared, type Registered, type Resources } from "../../../support/pulumi-mocks";
import {
  binder,
  desk,
  libraryImages,
  libraryLogin,
  shelf,
  staffedLibrary,
} from "../../../support/workload-fixture";

const JOB = "kubernetes:batch/v1:Job";
const SECRET = "kubernetes:core/v1:Secret";
const SECRET_NAME = /^lifeboat-gate-[0-9a-f]{10}$/;

const made = (changed: Partial<GateJobArgs> = {}) =>
  declared(() => new GateJob("up-check", { ...libraryGate, ...changed }));

/** What the Job's pod says of the version that it is asked about. */
const annotations = (job: Registered): unknown =>
  /"annotations":(\{"lifeboat[^}]*\})/.exec(JSON.stringify(job.inputs["spec"]))?.[1];

describe("GateJob", () => {
  let resources: Resources;
  let job: Registered;
  beforeAll(async () => {
    ({ resources } = await made());
    job = resources.one(JOB);
  });

  it("is one Job with a Secret and the files of all workloads", () => {
    expect(resources.counts()).toEqual({
      [JOB]: 1,
      [SECRET]: 1,
      "kubernetes:core/v1:ConfigMap": 1,
      "lifeboat:index:GateJob": 1,
    });
  });

  it("has no ConfigMap where no workload has files", async () => {
    const { resources: bare } = await made({ service: { ...staffedLibrary, workloads: [shelf] } });
    expect(bare.all("kubernetes:core/v1:ConfigMap")).toEqual([]);
    expect(JSON.stringify(bare.one(JOB).inputs)).not.toContain("/etc/app");
  });

  it("gets its name from the provider, is replaced after a failure, and stays until then", () => {
    expect(job.inputs).toMatchObject({
      metadata: { namespace: "library-system", annotations: { "pulumi.com/replaceUnready": "true" } },
      spec: { backoffLimit: 2, activeDeadlineSeconds: 300 },
    });
    expect(job.inputs["metadata"]).not.toHaveProperty("name");
    expect(job.inputs["spec"]).not.toHaveProperty("ttlSecondsAfterFinished");
  });

  it("mounts scripts, settings, files and secrets for its group alone, and only reads them", () => {
    expect(job.inputs).toMatchObject({
      spec: {
        template: {
          spec: {
            automountServiceAccountToken: false,
            containers: [
              {
                command: ["/opt/lifeboat/gate.sh"],
                volumeMounts: [
                  { mountPath: "/opt/lifeboat", readOnly: true },
                  { mountPath: "/etc/lifeboat", readOnly: true },
                  { mountPath: "/etc/app", readOnly: true },
                  { mountPath: "/var/run/secrets/lifeboat/database", readOnly: true },
                  { mountPath: "/work", readOnly: false },
                ],
              },
            ],
            volumes: [
              { configMap: { defaultMode: 0o550 } },
              { configMap: { defaultMode: 0o440 } },
              { name: "files", configMap: { defaultMode: 0o440 } },
              { secret: { secretName: expect.stringMatching(SECRET_NAME) as string, defaultMode: 0o400 } },
              { emptyDir: { medium: "Memory" } },
            ],
          },
        },
      },
    });
  });

  it("has the secrets as the application finds them, and both passwords, as secrets alone", () => {
    const secret = resources.one(SECRET);
    expect(secret.inputs).toMatchObject({
      metadata: { name: expect.stringMatching(SECRET_NAME) as string },
      stringData: {
        PGPASSWORD: "p/w@1",
        DATABASE_URL:
          "postgresql://library_app:p%2Fw%401@library.db.example.com:6432/library?sslmode=require",
        SIGNING_TOKEN: "signed",
        password: "p/w@1",
        migrate: "migrate-word",
      },
    });
    expect(secret.secretPaths.join()).toContain("stringData");
    expect(JSON.stringify(job.inputs)).not.toMatch(/migrate-word|signed|p\/w/);
    expect(job.secretPaths).toEqual([]);
  });

  it("is the same Job for the same version", async () => {
    const again = await made();
    expect(again.resources.one(JOB).inputs).toEqual(job.inputs);
    expect(annotations(job)).toMatch(/^\{"lifeboat\/roll-out-version":"[0-9a-f]{10}"\}$/);
  });

  it.each<[string, Partial<GateJobArgs>]>([
    [
      "an image",
      { images: { ...libraryImages, shelf: `registry.example.com/shelf@sha256:${"d".repeat(64)}` } },
    ],
    ["a size", { size: "safe" }],
    ["the database", { database: { ...libraryLogin, host: "other.example.com" } }],
    [
      "a variable",
      { service: { id: "library", workloads: [{ ...desk, env: { LOG_LEVEL: "debug" } }, shelf] } },
    ],
    ["a secret", { externalSecrets: { SIGNING_TOKEN: pulumi.secret("signed again") } }],
    ["a password", { migratePassword: pulumi.secret("other-word") }],
  ])("is another Job for a change of %s", async (_what, changed) => {
    const { resources: other } = await made(changed);
    expect(other.one(JOB).inputs["spec"]).not.toEqual(job.inputs["spec"]);
  });

  it("refuses a workload without an image", async () => {
    await expect(made({ images: { shelf: libraryImages.shelf } })).rejects.toThrow(
      "images.library/desk: missing",
    );
  });
});

describe("rollOutVersion", () => {
  it("changes with a file and with a command", () => {
    const version = (change: Partial<Workload>) =>
      rollOutVersion({ ...libraryGate, service: { id: "library", workloads: [{ ...desk, ...change }] } });
    const versions = [version({}), version({ files: [] }), version({ command: ["desk", "serve"] })];
    expect(new Set(versions).size).toBe(3);
  });

  it("does not change with what is rolled out to nobody: replicas, secrets, probes", () => {
    const changed = { ...desk, replicas: { primary: 9, standby: 9 } };
    expect(rollOutVersion({ ...libraryGate, service: { ...staffedLibrary, workloads: [changed] } })).toBe(
      rollOutVersion({ ...libraryGate, service: { ...staffedLibrary, workloads: [desk] } }),
    );
  });
});

const flags = {
  name: "features.json",
  content: { features: { late_fees: true, lending_abroad: false } },
} as const;

describe("gateSetting", () => {
  it("asks for every secret once, and for every file of every workload", () => {
    expect(gateSetting(staffedLibrary)).toEqual({
      schemas: ["public"],
      extensions: [],
      secrets: ["PGPASSWORD", "DATABASE_URL", "DB_PASSWORD", "SIGNING_TOKEN"],
      files: [
        { name: "library-desk.opening.json", format: "json", flags: [] },
        { name: "library-desk.shelves.yaml", format: "text", flags: [] },
      ],
    });
  });

  it("names the feature flags of features.json, and of no other file", () => {
    const other = { name: "opening.json", content: flags.content };
    const workloads = [{ ...desk, files: [flags, other] }];
    expect(gateSetting({ ...staffedLibrary, workloads })?.files).toEqual([
      { name: "library-desk.features.json", format: "json", flags: ["late_fees", "lending_abroad"] },
      { name: "library-desk.opening.json", format: "json", flags: [] },
    ]);
  });

  it("is not there where nothing of ours is rolled out", () => {
    expect(gateSetting({ ...staffedLibrary, workloads: [] })).toBeUndefined();
  });

  it("knows the flags of the KYB platform (KYB-7)", () => {
    const kyb = services.find(({ id }) => id === "kyb-platform");
    const configured =
      kyb &&
      configuredService(kyb, {
        features: {},
        maintenance: [],
        debug: [],
        databaseServers: {},
        cloudflare: true,
      });
    expect(configured && gateSetting(configured)?.files).toContainEqual({
      name: "kyb-platform.features.json",
      format: "json",
      flags: ["merchant_portfolio"],
    });
  });
});

describe("gateFiles", () => {
  it("holds the texts that the workloads mount, under the names that the settings tell", () => {
    const files = gateFiles(staffedLibrary);
    expect(Object.keys(files)).toEqual(gateSetting(staffedLibrary)?.files.map(({ name }) => name));
    expect(files["library-desk.opening.json"]).toBe(
      `${JSON.stringify({ hours: [9, 18], closed: true }, null, 2)}\n`,
    );
  });

  it("keeps files of one name apart by their workloads", () => {
    const file = { name: "same.json", content: {} };
    const workloads = [
      { ...desk, files: [file] },
      { ...binder, files: [file] },
    ];
    expect(Object.keys(gateFiles({ workloads }))).toEqual(["library-desk.same.json", "binder.same.json"]);
  });

  it("is empty without files", () => {
    expect(gateFiles({ workloads: [shelf] })).toEqual({});
  });
});
