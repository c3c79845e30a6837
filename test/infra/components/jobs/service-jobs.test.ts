import { byLogin } from "../../../../infra/catalog/logins";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { jobPlan } from "../../../../infra/capacity/job-plan";
import { jobs as table, type JobName } from "../../../../infra/catalog/jobs";
import { jobRuntime } from "../../../../infra/components/jobs/job-runtime";
import { jobEnv, ServiceJobs, type ServiceJobsArgs } from "../../../../infra/components/jobs/service-jobs";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { priorityClassNames } from "../../../../infra/components/pod/priority-classes";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { library, primary } from "../../../support/service-fixture";
import { fromConfig } from "../../../support/workload-fixture";

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";
const jobs = table.map(({ name }) => name);

const runtime = (job: JobName) => jobRuntime(job, serviceLayout(library, primary), primary);

const args: ServiceJobsArgs = {
  service: "library",
  namespace: "library-system",
  image: primary.jobImage,
  priorityClasses: priorityClassNames("primary"),
  timeZone: "Europe/Paris",
  plan: jobPlan(library.backup, 100, "active"),
  runtime,
  database: { host: "library.db.example.com", port: 6432, name: "library", sslMode: "require" },
  scratchHost: undefined,
  region: "us-east-1",
  settings: "{}\n",
  scripts: { "backup.sh": "#!/bin/bash\n", "lib.sh": "true\n" },
  secrets: {
    passwords: byLogin((login) => pulumi.secret(`${login}-word`)),
    ageIdentity: pulumi.secret("identity-word"),
    source: fromConfig,
  },
  logins: { backup: "library_backup", restore: "library_restore" },
  labels: { "app.kubernetes.io/part-of": "library" },
  backupAnnotations: { "lifeboat/rpo-minutes": "60" },
  dependsOn: [],
};

const client = {
  PGHOST: "library.db.example.com",
  PGPORT: "6432",
  PGDATABASE: "library",
  PGSSLMODE: "require",
  PGCONNECT_TIMEOUT: "10",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
};

describe("jobEnv", () => {
  it("verifies and drills on the scratch server where there is one, and does nothing else there", () => {
    const apart = { ...args, scratchHost: "scratch.db.example.com" };
    expect(jobEnv("verify", apart, runtime("verify"))).toMatchObject({ PGHOST: "scratch.db.example.com" });
    expect(jobEnv("drill", apart, runtime("drill"))).toMatchObject({ PGHOST: "scratch.db.example.com" });
    expect(jobEnv("restore", apart, runtime("restore"))).toMatchObject({ PGHOST: client.PGHOST });
    expect(jobEnv("drill", args, runtime("drill"))).toMatchObject({ PGHOST: client.PGHOST });
  });

  it("tells libpq and the AWS SDK where to go, and who asks", () => {
    expect(jobEnv("backup", args, runtime("backup"))).toEqual({
      ...client,
      PGUSER: "library_backup",
      PGAPPNAME: "lifeboat-backup",
    });
  });

  it("leaves the database out where the job has no login", () => {
    expect(jobEnv("config-backup", args, runtime("config-backup"))).toEqual({
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
    });
  });

  it("lets the operator who starts a restore choose backup, target and switch; by default the newest, beside, unswitched", () => {
    expect(jobEnv("restore", args, runtime("restore"))).toEqual({
      ...client,
      PGUSER: "library_restore",
      PGAPPNAME: "lifeboat-restore",
      RESTORE_FROM: "source",
      RESTORE_BACKUP: "latest",
      RESTORE_TARGET: "",
      RESTORE_SWITCH: "false",
    });
  });

  it("lets the operator who starts a restore of configuration choose it; by default the newest is compared", () => {
    expect(jobEnv("config-restore", args, runtime("config-restore"))).toEqual({
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      RESTORE_FROM: "vault",
      CONFIG_BACKUP: "latest",
      CONFIG_DRY_RUN: "true",
      CONFIG_ONLY: "",
    });
  });

  it("names no sessions to end, so that a bare run of the template ends none", () => {
    const env = jobEnv("terminate", args, runtime("terminate"));
    expect(env).toMatchObject({ PGUSER: "library_backup", TERMINATE_IDLE_MINUTES: "60", TERMINATE_PID: "" });
    expect(env).not.toHaveProperty("TERMINATE");
  });
});

describe("ServiceJobs", () => {
  let resources: Resources;
  const cronJob = (job: string) => resources.one(CRON_JOB, `jobs-${job}`);
  beforeAll(async () => {
    ({ resources } = await declared(() => new ServiceJobs("jobs", args)));
  });

  it("is a CronJob for each job, two ConfigMaps and three Secrets", () => {
    expect(resources.counts()).toEqual({
      [CRON_JOB]: table.length,
      [CONFIG_MAP]: 2,
      [SECRET]: 3,
      "lifeboat:index:ServiceJobs": 1,
    });
  });

  it.each(jobs)("schedules %s under the service's name, in its time zone", (job) => {
    const plan = args.plan.find((each) => each.job === job) ?? expect.fail(job);
    expect(cronJob(job).inputs).toMatchObject({
      metadata: {
        name: `library-${job}`,
        namespace: "library-system",
        labels: { "app.kubernetes.io/part-of": "library", "app.kubernetes.io/component": job },
      },
      spec: {
        schedule: plan.schedule,
        suspend: plan.suspend,
        timeZone: "Europe/Paris",
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: plan.startingDeadlineSeconds,
        jobTemplate: { spec: { activeDeadlineSeconds: plan.deadlineSeconds } },
      },
    });
  });

  it("annotates the backup's CronJob, and no other", () => {
    const annotated = jobs.filter((job) => JSON.stringify(cronJob(job).inputs).includes("rpo-minutes"));
    expect(annotated).toEqual(["backup"]);
    expect(cronJob("backup").inputs).toMatchObject({ metadata: { annotations: args.backupAnnotations } });
  });

  it("says of each proof that posture safe puts off why it is suspended", async () => {
    const safe = { ...args, plan: jobPlan(library.backup, 100, "safe") };
    const { resources: reduced } = await declared(() => new ServiceJobs("jobs", safe));
    const annotated = jobs.filter((job) =>
      JSON.stringify(reduced.one(CRON_JOB, `jobs-${job}`).inputs).includes(
        '"lifeboat/suspended-for":"posture safe"',
      ),
    );
    expect(annotated).toEqual(table.flatMap(({ name, proves }) => (proves === true ? [name] : [])));
  });

  it.each([
    ["backup", "lifeboat-backup", ["lifeboat-database-backup"]],
    ["config-backup", "lifeboat-config-backup", []],
    ["config-restore", "lifeboat-config-restore", ["lifeboat-restore-identity"]],
    ["verify", "lifeboat-restore", ["lifeboat-database-restore", "lifeboat-restore-identity"]],
    ["drill", "lifeboat-restore", ["lifeboat-database-restore", "lifeboat-restore-identity"]],
    ["restore", "lifeboat-restore", ["lifeboat-database-restore", "lifeboat-restore-identity"]],
    ["diagnose", "lifeboat-probe", ["lifeboat-database-backup"]],
    ["terminate", "lifeboat-probe", ["lifeboat-database-backup"]],
  ])("runs %s as %s with secrets %j", (job, serviceAccountName, secrets) => {
    const text = JSON.stringify(cronJob(job).inputs);
    expect(cronJob(job).inputs).toMatchObject({
      spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName } } } } },
    });
    expect([...text.matchAll(/"secretName":"([^"]+)-[0-9a-f]{10}"/g)].map(([, name]) => name)).toEqual(
      secrets,
    );
  });

  it("mounts only ConfigMaps and Secrets that it declares", () => {
    const names = [...resources.all(CONFIG_MAP), ...resources.all(SECRET)].map(({ inputs }) =>
      JSON.stringify(inputs["metadata"]),
    );
    const mounted = jobs.flatMap((job) => [
      ...JSON.stringify(cronJob(job).inputs).matchAll(/"(?:secretName|configMap":\{"[^}]*name)":"([^"]+)"/g),
    ]);
    expect(mounted.length).toBeGreaterThanOrEqual(20);
    for (const [, name] of mounted)
      expect(
        names.filter((metadata) => metadata.includes(`"name":"${name ?? ""}"`)),
        name,
      ).toHaveLength(1);
  });

  it("puts no secret into a CronJob or a ConfigMap, in the clear or otherwise", () => {
    for (const { name, inputs, secretPaths } of [...resources.all(CRON_JOB), ...resources.all(CONFIG_MAP)]) {
      expect(JSON.stringify(inputs), name).not.toMatch(/backup-word|restore-word|identity-word|PASSWORD/);
      expect(secretPaths, name).toEqual([]);
    }
  });

  it.each([
    ["database-backup", "password", "backup-word"],
    ["database-restore", "password", "restore-word"],
    ["restore-identity", "identity.txt", "identity-word"],
  ])("keeps %s as a Pulumi secret under the key that the job reads", (part, key, value) => {
    const secret = resources.one(SECRET, `jobs-${part}`);
    expect(JSON.stringify(secret.inputs["metadata"])).toMatch(
      new RegExp(`"name":"lifeboat-${part}-[0-9a-f]{10}","namespace":"library-system"`),
    );
    expect(secret.inputs).toMatchObject({
      type: "Opaque",
      immutable: true,
      stringData: { [key]: value },
    });
    expect(secret.secretPaths.some((path) => `stringData.${key}`.startsWith(path))).toBe(true);
  });

  it("starts no job before what it mounts is there", () => {
    for (const job of jobs)
      expect(cronJob(job).dependsOn, job).toEqual(
        expect.arrayContaining([
          "jobs-scripts",
          "jobs-settings",
          "jobs-database-backup",
          "jobs-database-restore",
          "jobs-restore-identity",
        ]),
      );
  });
});

describe("ConfigMaps of ServiceJobs", () => {
  const nameOf = async (changed: Partial<ServiceJobsArgs>, part: string) => {
    const { resources } = await declared(() => new ServiceJobs("jobs", { ...args, ...changed }));
    const { inputs } = resources.one(CONFIG_MAP, `jobs-${part}`);
    expect(inputs["immutable"]).toBe(true);
    return JSON.stringify(inputs["metadata"]);
  };

  it("are immutable and named by their content: a change is a new object", async () => {
    expect(await nameOf({}, "scripts")).toMatch(/"lifeboat-jobs-[0-9a-f]{10}"/);
    expect(await nameOf({}, "settings")).toMatch(/"library-settings-[0-9a-f]{10}"/);
    expect(await nameOf({ scripts: { "backup.sh": "false\n" } }, "scripts")).not.toBe(
      await nameOf({}, "scripts"),
    );
    expect(await nameOf({ settings: "[]\n" }, "settings")).not.toBe(await nameOf({}, "settings"));
    expect(await nameOf({ settings: "[]\n" }, "scripts")).toBe(await nameOf({}, "scripts"));
  });
});
