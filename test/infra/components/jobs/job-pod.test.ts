import { describe, expect, it } from "vitest";
import { jobRun, type JobPodArgs } from "../../../../infra/components/jobs/job-pod";

const sealed: JobPodArgs = {
  job: "verify",
  image: "registry.example.com/jobs@sha256:00",
  serviceAccount: "lifeboat-restore",
  priorityClass: "lifeboat-periodic-primary",
  scriptsConfigMap: "lifeboat-jobs-0123456789",
  settingsConfigMap: "library-settings-0123456789",
  apiToken: false,
  env: { PGHOST: "library.db.example.com" },
  deadlineSeconds: 900,
  labels: { "app.kubernetes.io/part-of": "library" },
};

const args = {
  ...sealed,
  databaseSecret: "lifeboat-database-restore",
  identitySecret: "lifeboat-restore-identity",
};

const specOf = (pod: JobPodArgs) => jobRun(pod).template.spec;
const container = (pod: JobPodArgs) => specOf(pod).containers[0] ?? expect.fail("no container");

const mountsOf = (pod: JobPodArgs) => {
  const { volumes } = specOf(pod);
  return container(pod).volumeMounts.map((mount) => ({
    ...mount,
    volume: volumes.find(({ name }) => name === mount.name),
  }));
};

describe("a job's pod", () => {
  it("holds the cluster's token only where the job reads the API", () => {
    expect(specOf(args).automountServiceAccountToken).toBe(false);
    expect(specOf({ ...args, apiToken: true }).automountServiceAccountToken).toBe(true);
  });

  it("runs the script of its name alone, of the image given, as the account given, to its end", () => {
    expect(specOf(args)).toMatchObject({
      restartPolicy: "Never",
      serviceAccountName: "lifeboat-restore",
      priorityClassName: "lifeboat-periodic-primary",
      containers: [
        {
          name: "verify",
          image: "registry.example.com/jobs@sha256:00",
          command: ["/opt/lifeboat/verify.sh"],
          args: [],
        },
      ],
    });
  });

  it("has labels, and annotations where there are some", () => {
    expect(jobRun(args).template.metadata).toEqual({ labels: { "app.kubernetes.io/part-of": "library" } });
    const annotations = { "lifeboat/roll-out-version": "0123456789" };
    expect(jobRun({ ...args, annotations }).template.metadata.annotations).toEqual(annotations);
  });
});

describe("mounts of a job's pod", () => {
  it("are scripts, settings, both secrets and scratch, at the paths and modes of the contract", () => {
    expect(mountsOf(args)).toEqual([
      {
        name: "scripts",
        mountPath: "/opt/lifeboat",
        readOnly: true,
        volume: { name: "scripts", configMap: { name: "lifeboat-jobs-0123456789", defaultMode: 0o550 } },
      },
      {
        name: "settings",
        mountPath: "/etc/lifeboat",
        readOnly: true,
        volume: { name: "settings", configMap: { name: "library-settings-0123456789", defaultMode: 0o440 } },
      },
      {
        name: "database",
        mountPath: "/var/run/secrets/lifeboat/database",
        readOnly: true,
        volume: { name: "database", secret: { secretName: "lifeboat-database-restore", defaultMode: 0o400 } },
      },
      {
        name: "age",
        mountPath: "/var/run/secrets/lifeboat/age",
        readOnly: true,
        volume: { name: "age", secret: { secretName: "lifeboat-restore-identity", defaultMode: 0o400 } },
      },
      {
        name: "work",
        mountPath: "/work",
        readOnly: false,
        volume: { name: "work", emptyDir: { medium: "Memory", sizeLimit: "256Mi" } },
      },
    ]);
  });

  it("have no secret that the job was given none of", () => {
    expect(mountsOf(sealed).map(({ name }) => name)).toEqual(["scripts", "settings", "work"]);
  });

  it("are writable in memory only", () => {
    const writable = mountsOf(args).filter(({ readOnly }) => !readOnly);
    expect(writable.map(({ volume }) => volume)).toMatchObject([{ emptyDir: { medium: "Memory" } }]);
  });
});

describe("environment of a job's pod", () => {
  it("points home, scratch and settings into the mounts, and adds what is given", () => {
    expect(container(args).env).toEqual([
      { name: "HOME", value: "/work" },
      { name: "TMPDIR", value: "/work" },
      { name: "LIFEBOAT_JOB", value: "verify" },
      { name: "LIFEBOAT_SETTINGS", value: "/etc/lifeboat/settings.json" },
      { name: "PGHOST", value: "library.db.example.com" },
    ]);
  });

  it("has the Job's own name in the variable that is to get it", () => {
    expect(container({ ...args, jobNameVariable: "BACKUP_LABEL" }).env?.at(-1)).toEqual({
      name: "BACKUP_LABEL",
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
    });
  });
});

describe("jobRun", () => {
  it("ends at the deadline of its pod", () => {
    expect(jobRun(args).deadlineSeconds).toBe(900);
  });

  it("never retries arguments, backup not found, permission or configuration on its schedule", () => {
    expect(jobRun(args).finalExitCodes).toEqual([2, 4, 5, 6]);
  });

  it("never runs a drill again that failed or missed an objective: the next try would hide it", () => {
    expect(jobRun({ ...args, job: "drill" }).finalExitCodes).toEqual([1, 2, 4, 5, 6]);
  });
});
