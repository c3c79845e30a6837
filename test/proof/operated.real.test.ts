import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withoutProxies } from "../../sandbox/cluster/kubectl";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { programPath } from "../../sandbox/tools/program";
import { describeReal } from "../support/describe-real";
import { eventually } from "../support/processes";
import type { Proof } from "../support/proof";
import { victim } from "../support/proof-day";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";

const ROOT = path.resolve(__dirname, "../..");
const COMMAND = ["--import", "tsx", path.join(ROOT, "setup/job/index.ts")];

describeReal("npm run job", PROOF_NEEDS, () => {
  let proof: Proof;
  const folder = temporaryDirectory("operated");
  const { id, namespace } = victim;

  beforeAll(async () => {
    proof = await sharedProof();
    mkdirSync(path.join(folder.path, "bin"));
    symlinkSync(programPath("kubectl"), path.join(folder.path, "bin", "kubectl"));
    writeFileSync(
      path.join(folder.path, "Pulumi.prod.yaml"),
      `config:\n  kubernetes:context: ${proof.cluster.context}\n  lifeboat:role: primary\n`,
    );
  });
  afterAll(() => {
    folder.remove();
  });

  /** Starts it as an operator does. */
  function operate(...args: readonly string[]) {
    const child = spawn(process.execPath, [...COMMAND, ...args], {
      cwd: ROOT,
      env: {
        ...withoutProxies(),
        PATH: `${path.join(folder.path, "bin")}:${process.env["PATH"] ?? ""}`,
        KUBECONFIG: proof.cluster.kubeconfig,
        LIFEBOAT_PROJECT: folder.path,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (chunk: string) => (text[stream] += chunk));
    const done = new Promise<number | null>((resolve) => child.once("close", resolve));
    return { child, text, done };
  }

  it("runs a diagnosis as a pod with the role as declared, and shows the report", async () => {
    const { text, done } = operate(id, "diagnose", "DIAGNOSE_ROWS=3");
    expect(await done, text.stderr).toBe(0);
    expect(text.stdout).toContain(`Diagnosis of database ${victim.database.name}: `);
    expect(text.stdout).toMatch(/^\d\d:\d\d:\d\d info {2}looking at database /m);
    // Each line once, and nothing hidden from the declared role.
    expect(text.stdout.match(/^Diagnosis of database/gm)).toHaveLength(1);
    expect(text.stdout).not.toContain("are visible; role");
    expect(text.stderr).toMatch(
      new RegExp(
        `^# Job diagnose-\\S+ was created in namespace ${namespace} of context \\S+, with DIAGNOSE_ROWS=3$`,
        "m",
      ),
    );
    expect(text.stderr).toMatch(/^# diagnose-\S+ ended with 0: done$/m);
  });

  it("ends with the job's own code", async () => {
    const { text, done } = operate(id, "restore", "RESTORE_BACKUP=20200101T000000Z-abcdef");
    expect(await done, text.stderr).toBe(4);
    expect(text.stdout).toMatch(/^\d\d:\d\d:\d\d error /m);
    expect(text.stderr).toContain("container restore ended with 4 (backup not found)");
  });

  it("leaves the job running on Ctrl-C, refuses a second one beside it, and says how to follow and to stop it", async () => {
    const { child, text, done } = operate(id, "terminate", "TERMINATE=all");
    await eventually(() => text.stdout.includes("in 300 s all "), 60_000);
    const second = operate(id, "terminate", "TERMINATE=idle", "--dry-run");
    expect(await second.done).toBe(1);
    const [, name = ""] = /Job (terminate-\S+) was created/.exec(text.stderr) ?? [];
    expect(second.text.stderr).toContain(
      `${name} has not ended, must be the only one. Nothing was created. Follow it: kubectl`,
    );
    child.kill("SIGINT");
    expect(await done).toBe(130);
    const at = `kubectl --context ${proof.cluster.context} -n ${namespace}`;
    expect(text.stderr).toContain(`Follow it: ${at} logs -f job/${name}; stop it: ${at} delete job ${name}`);
    const job = ["-n", namespace, "get", "job", name, "-o", "json"];
    expect(JSON.parse(await proof.cluster.kubectl(job))).toMatchObject({
      metadata: { annotations: { "lifeboat/started-by": expect.stringMatching(/^\S+@\S+$/) as unknown } },
      status: { active: 1 },
    });
    await proof.cluster.kubectl(["-n", namespace, "delete", "job", name]);
  });

  it("creates nothing where the stack has no such job there", async () => {
    const { text, done } = operate("jackpot-service", "archive-drill");
    expect(await done).toBe(6);
    expect(text.stderr).toMatch(
      /CronJob jackpot-service-archive-drill: is not in namespace \S+ of context \S+, must be declared there by stack prod/,
    );
  });
});
