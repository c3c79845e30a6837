import { describe, expect, it } from "vitest";
import { cronJobSpec, jobSpec, type JobPodArgs } from "../../../../infra/components/jobs/job-pod";

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

const container = (pod: JobPodArgs) =>
  jobSpec(pod).template.spec.containers[0] ?? expect.fail("no container");

const mountsOf = (pod: JobPodArgs) => {
  const { volumes } = jobSpec(pod).template.spec;
  return container(pod).volumeMounts.map((mount) => ({
    ...mount,
    volume: volumes.find(({ name }) => name === mount.name),
  }));
};

const cron = {
  schedule: "30 3 * * *",
  timeZone: "Europe/Paris",
  suspend: true,
  startingDeadlineSeconds: 3600,
};

describe("security of a job's pod", () => {
  const { spec } = jobSpec(args).template;

  it("satisfies Pod Security restricted as the image's unprivileged user", () => {
    expect(spec.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("has a read-only root, no capability and no way to more privilege", () => {
    expect(container(args).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("has one container, which bounds processor, memory and disk", () => {
    expect(spec.containers).toHaveLength(1);
    const { requests, limits } = container(args).resources;
    expect(Object.keys(requests).sort()).toEqual(["cpu", "ephemeral-storage", "memory"]);
    expect(Object.keys(limits).sort()).toEqual(["cpu", "ephemeral-storage", "memory"]);
  });

  it("holds the cluster's token only where the job reads the API", () => {
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(jobSpec({ ...args, apiToken: true }).template.spec.automountServiceAccountToken).toBe(true);
  });

  it("runs the script of its name, of the image given, as the account given", () => {
    expect(container(args)).toMatchObject({
      name: "verify",
      image: "registry.example.com/jobs@sha256:00",
      command: ["/opt/lifeboat/verify.sh"],
      args: [],
    });
    expect(spec.serviceAccountName).toBe("lifeboat-restore");
    expect(spec.priorityClassName).toBe("lifeboat-periodic-primary");
    expect(spec.enableServiceLinks).toBe(false);
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
        volume: { name: "work", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
      },
    ]);
  });

  it("have no secret that the job was given none of", () => {
    expect(mountsOf(sealed).map(({ name }) => name)).toEqual(["scripts", "settings", "work"]);
  });

  it("are writable in memory only", () => {
    const writable = mountsOf(args).filter(({ readOnly }) => !readOnly);
    expect(writable.map(({ volume }) => volume?.emptyDir?.medium)).toEqual(["Memory"]);
  });

  it("match the volumes one to one", () => {
    expect(jobSpec(args).template.spec.volumes.map(({ name }) => name)).toEqual(
      container(args).volumeMounts.map(({ name }) => name),
    );
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
});

describe("jobSpec", () => {
  it("ends a run at its deadline, retries twice, and clears the run away after a week", () => {
    expect(jobSpec(args)).toMatchObject({
      activeDeadlineSeconds: 900,
      backoffLimit: 2,
    });
  });

  it("counts no stopped pod as a try, and names no code at which an awaited Job fails at once", () => {
    expect(jobSpec(args).podFailurePolicy).toEqual({
      rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
    });
  });

  it("never retries arguments, backup not found, permission or configuration on its schedule", () => {
    expect(cronJobSpec(cron, args).jobTemplate.spec.podFailurePolicy).toEqual({
      rules: [
        { action: "FailJob", onExitCodes: { containerName: "verify", operator: "In", values: [2, 4, 5, 6] } },
        { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
      ],
    });
  });

  it("never runs a drill again that failed or missed an objective: the next try would hide it", () => {
    const { podFailurePolicy } = cronJobSpec(cron, { ...args, job: "drill" }).jobTemplate.spec;
    const [rule] = podFailurePolicy.rules;
    expect(rule).toEqual({
      action: "FailJob",
      onExitCodes: { containerName: "drill", operator: "In", values: [1, 2, 4, 5, 6] },
    });
  });

  it("never restarts in place, which a pod failure policy demands", () => {
    expect(jobSpec(args).template.spec.restartPolicy).toBe("Never");
  });

  it("tells the end of its log where it fails, to whoever looks at the pod", () => {
    const [container] = jobSpec(args).template.spec.containers;
    expect(container?.terminationMessagePolicy).toBe("FallbackToLogsOnError");
  });

  it("labels the pod", () => {
    expect(jobSpec(args).template.metadata.labels).toEqual({ "app.kubernetes.io/part-of": "library" });
  });
});

describe("cronJobSpec", () => {
  const spec = cronJobSpec(cron, args);

  it("reads the schedule in its time zone, suspends as told, and bounds how late a start may be", () => {
    expect(spec).toMatchObject(cron);
    expect(cronJobSpec({ ...cron, suspend: false }, args).suspend).toBe(false);
  });

  it("lets no run overlap another and keeps a history", () => {
    expect(spec).toMatchObject({
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 5,
    });
  });

  it("runs exactly the job's spec, labelled, but for the codes at which it fails at once", () => {
    const { podFailurePolicy } = spec.jobTemplate.spec;
    expect(podFailurePolicy.rules).toHaveLength(2);
    expect(spec.jobTemplate).toEqual({
      metadata: { labels: args.labels },
      spec: { ...jobSpec(args), podFailurePolicy, ttlSecondsAfterFinished: 604_800 },
    });
  });
});
