import { describe, expect, it } from "vitest";
import type { JobName } from "../../../../infra/catalog/jobs";
import { jobRuntime } from "../../../../infra/components/jobs/job-runtime";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { library, primary, standby } from "../../../support/service-fixture";

const runtime = (job: JobName) => jobRuntime(job, serviceLayout(library, primary), primary);

describe("jobRuntime", () => {
  it("lets backup log in as the role that reads, without the key that opens backups", () => {
    expect(runtime("backup")).toEqual({
      serviceAccount: "lifeboat-backup",
      login: { user: "library_backup", secret: "database-backup" },
      opensBackups: false,
      apiToken: false,
    });
  });

  it("lets config-backup read the cluster, without any login or key", () => {
    expect(runtime("config-backup")).toEqual({
      serviceAccount: "lifeboat-config-backup",
      opensBackups: false,
      apiToken: true,
    });
  });

  it.each([
    ["primary", primary],
    ["standby", standby],
  ] as const)(
    "lets config-restore on the %s open what it wrote itself, and write to the cluster",
    (_role, place) => {
      expect(jobRuntime("config-restore", serviceLayout(library, place), place)).toEqual({
        serviceAccount: "lifeboat-config-restore",
        restoresFrom: "vault",
        opensBackups: true,
        apiToken: true,
      });
    },
  );

  it.each(["verify", "drill", "restore"] as const)(
    "lets %s open backups and log in as the role that restores",
    (job) => {
      expect(runtime(job)).toEqual({
        serviceAccount: "lifeboat-restore",
        login: { user: "library_restore", secret: "database-restore" },
        restoresFrom: job === "restore" ? "source" : "vault",
        opensBackups: true,
        apiToken: false,
      });
    },
  );

  it.each(["verify", "drill"] as const)(
    "lets %s prove on a passive standby what it would restore from, and on one that serves its own backups",
    (job) => {
      const layout = serviceLayout(library, standby);
      expect(jobRuntime(job, layout, { posture: "passive" }).restoresFrom).toBe("source");
      expect(jobRuntime(job, layout, { posture: "active" }).restoresFrom).toBe("vault");
    },
  );

  it("lets a restore on either side read what it restores from", () => {
    const layout = serviceLayout(library, standby);
    expect(jobRuntime("restore", layout, { posture: "active" }).restoresFrom).toBe("source");
  });
});
