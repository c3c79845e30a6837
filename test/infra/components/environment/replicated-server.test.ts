import { describe, expect, it } from "vitest";
import { placed } from "../../../../infra/config/placed";
import type { Settings } from "../../../../infra/config";
import type { Takeover } from "../../../../infra/recovery/takeover";
import { declareEnvironment, environmentImages } from "../../../support/environment-fixture";
import type { Resources } from "../../../support/pulumi-mocks";
import { archivedLibrary, primary as serving, standby as waiting } from "../../../support/service-fixture";
import { staffedLibrary } from "../../../support/workload-fixture";

const JOB = "kubernetes:batch/v1:Job";
const ROLE = "postgresql:index/role:Role";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const staffed = { ...staffedLibrary, database: { ...staffedLibrary.database, ...archivedLibrary.database } };
const service = placed(staffed, { databaseServers: { library: "replicated" }, cloudflare: true });
const primary = { ...serving, images: environmentImages };
const standby = { ...waiting, images: environmentImages };

const declare = async (config: Settings, takeover?: Takeover): Promise<Resources> =>
  (await declareEnvironment(config, service, takeover === undefined ? {} : { takeover })).resources;
const names = (resources: Resources, type: string) => resources.all(type).map(({ name }) => name);
const text = (of: unknown): string => JSON.stringify(of);

describe("a primary whose server is replicated", () => {
  it("declares the logins, and promotes its server only where that waits", async () => {
    const resources = await declare(primary);
    expect(names(resources, ROLE)).toContain("library-posture-login-role");
    expect(names(resources, JOB)).not.toContain("library-posture-fence-check-job");
    const promote = resources.one(JOB, "library-posture-promote-job");
    expect(promote.dependsOn).toContain("library-server-server");
    expect(text(promote.inputs)).not.toContain("PROMOTE_AFTER_FENCE");
    expect(resources.one(ROLE, "library-posture-login-role").dependsOn).toContain(
      "library-posture-promote-job",
    );
  });

  it("is fenced by its server once the pods are gone, without a dump, and keeps its login: a standby takes no change", async () => {
    const resources = await declare({ ...primary, posture: "fenced" });
    expect(names(resources, JOB)).toEqual(["library-posture-server-fence-job"]);
    expect(resources.one(ROLE, "library-posture-login-role").inputs["login"]).toBe(true);
    const fence = resources.one(JOB, "library-posture-server-fence-job");
    expect(fence.dependsOn).toEqual(
      expect.arrayContaining([
        ...names(resources, DEPLOYMENT).filter((name) => /posture/.test(name)),
        "library-posture-login-role",
      ]),
    );
    const said = text(fence.inputs);
    expect(said).toContain('"command":["/opt/lifeboat/fence.sh"]');
    expect(said).toContain('{"name":"LIFEBOAT_SERVER_HOST","value":"postgresql.library-system.svc"}');
    expect(said).toContain(
      `"name":"FENCE_LABEL","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['batch.kubernetes.io/job-name']"}}`,
    );
  });

  it("takes back what the standby fenced by a promotion that waits for it, after the fence check", async () => {
    const resources = await declare(primary, { reason: "fenced", finalBackup: "library-fence-7" });
    expect(names(resources, JOB)).toEqual(
      expect.arrayContaining(["library-posture-fence-check-job", "library-posture-promote-job"]),
    );
    const promote = resources.one(JOB, "library-posture-promote-job");
    expect(promote.dependsOn).toContain("library-posture-fence-check-job");
    expect(text(promote.inputs)).toContain('{"name":"PROMOTE_AFTER_FENCE","value":"library-fence-7"}');
    // An environment that is fenced and not lost must be heard not to serve.
    expect(text(resources.one(JOB, "library-posture-fence-check-job").inputs)).not.toContain(
      "FENCE_CHECK_PEER_LOST",
    );
    expect(names(resources, JOB)).not.toContain("library-posture-restore-job");
  });
});

describe("a standby whose server is replicated", () => {
  it("replays, with the primary's logins and nothing of its own on the server, and no update waits for it", async () => {
    const resources = await declare(standby);
    expect(names(resources, ROLE)).toEqual([]);
    expect(names(resources, "pulumi:providers:postgresql")).toEqual([]);
    expect(names(resources, JOB)).toEqual([]);
    const server = resources.one("kubernetes:apps/v1:StatefulSet");
    expect(server.protect).toBe(true);
    expect(server.inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
      spec: { replicas: 1 },
    });
    expect(text(server.inputs)).toContain('{"name":"LIFEBOAT_MAY_INITIALIZE","value":"false"}');
    expect(text(server.inputs)).toContain('{"name":"LIFEBOAT_REPLICATED","value":"true"}');
  });

  it("takes over by a promotion before anything of the service runs", async () => {
    const resources = await declare(
      { ...standby, posture: "active" },
      { reason: "lost", finalBackup: undefined },
    );
    expect(names(resources, ROLE)).toEqual([]);
    expect(names(resources, JOB)).not.toContain("library-posture-restore-job");
    const promote = resources.one(JOB, "library-posture-promote-job");
    expect(promote.dependsOn).toContain("library-posture-fence-check-job");
    expect(text(resources.one(JOB, "library-posture-fence-check-job").inputs)).toContain(
      '{"name":"FENCE_CHECK_PEER_LOST","value":"true"}',
    );
    for (const name of names(resources, DEPLOYMENT).filter((each) => each.includes("posture")))
      expect(resources.one(DEPLOYMENT, name).dependsOn, name).toContain("library-posture-promote-job");
  });

  it("writes into both repositories, its own region's first, as the primary does", async () => {
    const resources = await declare(standby);
    const configuration = resources.one("kubernetes:core/v1:ConfigMap", "library-server-configuration");
    const said = text(configuration.inputs);
    expect(said).toMatch(/"repository-1\.conf":"[^"]*repo1-s3-bucket=library-backups-wal-dr\\n/);
    expect(said).toMatch(/"repository-2\.conf":"[^"]*repo1-s3-bucket=library-backups-wal\\n/);
  });
});
