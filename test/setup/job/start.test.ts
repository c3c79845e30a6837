import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { Kubectl } from "../../../setup/job/kubectl";
import { JobError } from "../../../setup/job/job-error";
import { clusterOf, startJob } from "../../../setup/job/start";

const NAME = "backup-1";
const template = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: NAME },
  spec: { template: { spec: { containers: [{ name: "backup" }] } } },
};
const jobOf = (name: string, cronJob: string, type?: string) => ({
  metadata: {
    namespace: "tasks-app",
    name,
    uid: name,
    ownerReferences: [{ kind: "CronJob", name: cronJob }],
  },
  status: type === undefined ? {} : { conditions: [{ type, status: "True" }] },
});

/**
 * A kubectl that fails as the real one does; what it does when all is well is proved on a cluster
 * (test/proof/operated.real.test.ts). Its answers are files of its folder.
 */
const FAKE = `#!/bin/sh
cd "$(dirname "$0")"
answer() { if [ -e "$1.error" ]; then cat "$1.error" >&2; exit 1; fi; cat "$1"; }
case "$*" in
*"create job "*) answer template ;;
*"get jobs "*) answer jobs ;;
*"create -f -"*) cat >created; answer created >/dev/null ;;
*"get job "*) answer job ;;
*" logs "*) answer log ;;
esac`;

describe("starting a job where kubectl fails", () => {
  const folder = temporaryDirectory("kubectl");
  const program = join(folder.path, "kubectl");
  const kubectl = new Kubectl({ context: "us east", namespace: "tasks-app" }, program);
  const service = services.find(({ id }) => id === "tasks-app") ?? expect.fail("tasks-app");
  const request = { service, job: "backup", stack: "prod", env: { BACKUP_LABEL: "x" } } as const;
  const write = (name: string, content: unknown): void => {
    writeFileSync(join(folder.path, name), typeof content === "string" ? content : JSON.stringify(content));
  };
  const start = () => startJob(kubectl, request, NAME, "ada@desk");
  const refusal = async (): Promise<JobError> => {
    const error: unknown = await start().catch((thrown: unknown) => thrown);
    return error instanceof JobError ? error : expect.fail(String(error));
  };
  const created = (): boolean => existsSync(join(folder.path, "created"));

  beforeEach(() => {
    for (const name of ["created", "created.error", "template.error", "job", "job.error"])
      rmSync(join(folder.path, name), { force: true });
    write("kubectl", FAKE);
    chmodSync(program, 0o755);
    write("template", template);
    write("jobs", {
      items: [jobOf("older", "tasks-app-backup", "Complete"), jobOf("other", "tasks-app-verify")],
    });
    write("job.error", 'Error from server (NotFound): jobs.batch "backup-1" not found');
  });
  afterAll(() => {
    folder.remove();
  });

  it("creates what the operator asked for, beside runs that have ended and those of other jobs", async () => {
    await start();
    expect(readFileSync(join(folder.path, "created"), "utf8")).toContain('"value":"x"');
  });

  it("refuses a second run, with what follows and stops the first one", async () => {
    write("jobs", { items: [jobOf("backup-0", "tasks-app-backup")] });
    const { message, exitCode } = await refusal();
    expect(message).toBe(
      "backup of tasks-app: backup-0 has not ended, must be the only one. Nothing was created. Follow it: kubectl --context 'us east' -n tasks-app logs -f job/backup-0; or stop it: kubectl --context 'us east' -n tasks-app delete job backup-0",
    );
    expect([exitCode, created()]).toEqual([1, false]);
  });

  it.each([
    [
      'error: cronjobs.batch "x" not found, Error from server (NotFound)',
      6,
      "must be declared there by stack prod: pulumi up --stack prod",
    ],
    ['Error from server (Forbidden): cronjobs is forbidden: User "ada" cannot get', 5, "(Forbidden)"],
    ["error: You must be logged in to the server (Unauthorized)", 5, "(Unauthorized)"],
    ["Unable to connect to the server: dial tcp: i/o timeout", 1, "i/o timeout"],
    ['error: context "us east" does not exist', 1, 'context "us east" does not exist'],
  ])("creates nothing after '%s', and gives %i", async (said, code, words) => {
    write("template.error", said);
    const { message, exitCode } = await refusal();
    expect(message).toContain(words);
    expect([exitCode, created()]).toEqual([code, false]);
  });

  it("gives 5 where it may not create Jobs", async () => {
    write(
      "created.error",
      'Error from server (Forbidden): jobs.batch is forbidden: User "ada" cannot create',
    );
    expect((await refusal()).exitCode).toBe(5);
  });

  it("follows a Job whose creation was answered by nobody, if it is there", async () => {
    write("created.error", "Unable to connect to the server: EOF");
    expect((await refusal()).message).toContain("EOF");
    rmSync(join(folder.path, "job.error"));
    write("job", jobOf(NAME, "tasks-app-backup"));
    await expect(start()).resolves.toMatchObject({ kind: "Job" });
  });

  it("knows a Job that was deleted from one that cannot be asked for", async () => {
    const cluster = clusterOf(kubectl, NAME);
    await expect(cluster.job()).resolves.toBeUndefined();
    write("job.error", "Unable to connect to the server: EOF");
    await expect(cluster.job()).rejects.toThrow("EOF");
    write("log.error", "Error from server: Get https://node:10250: dial tcp: no route to host");
    await expect(cluster.log("pod", "backup", undefined)).rejects.toThrow("no route to host");
  });

  it("says that kubectl is missing", async () => {
    const none = new Kubectl(kubectl.place, join(folder.path, "nothing"));
    await expect(none.run(["version"])).rejects.toThrow(/ENOENT; install kubectl, or put it on PATH/);
  });
});
