import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { findProgram } from "../../../sandbox/servers/find-program";
import { customResources } from "../../../sandbox/tools/definition";
import { moduleVersion, tableRows } from "../../../sandbox/tools/module-version";
import { programPath, programVersion } from "../../../sandbox/tools/program";

const TOOLS = path.resolve(__dirname, "../../../sandbox/tools");

/** What the script calls beside Go. */
const CALLED = ["awk", "bash", "cat", "dirname", "flock", "grep", "head", "mkdir", "rm", "sort"];

const folder = temporaryDirectory("tools");
afterAll(() => {
  folder.remove();
});
beforeAll(() => {
  cpSync(TOOLS, path.join(folder.path, "sandbox/tools"), { recursive: true });
  mkdirSync(path.join(folder.path, "bin"));
  for (const program of CALLED)
    symlinkSync(findProgram(program) ?? program, path.join(folder.path, "bin", program));
});

/** Runs the script in a checkout that has built nothing, with no program on PATH but those and `go`, if given. */
function build(program: string, go?: string) {
  const bin = path.join(folder.path, "bin");
  rmSync(path.join(bin, "go"), { force: true });
  if (go !== undefined) writeFileSync(path.join(bin, "go"), go, { mode: 0o755 });
  return spawnSync(path.join(folder.path, "sandbox/tools/build.sh"), [program], {
    encoding: "utf8",
    env: { PATH: bin },
  });
}

describe("the sandbox's Go programs", () => {
  it("each have a version that their go.mod pins, and a file of that name", () => {
    expect(programVersion("kubelet")).toBe("v1.35.4");
    expect(path.basename(programPath("metrics-server"))).toBe("metrics-server-v0.9.0");
    for (const [, , module = "", folder] of tableRows("programs.txt"))
      expect(moduleVersion(module, folder)).toMatch(/^v\d+\.\d+\.\d+/);
  });

  it("are of one version of Kubernetes, and the CLI of the SDK's", () => {
    const sdk: unknown = JSON.parse(
      readFileSync(path.join(TOOLS, "../../node_modules/@pulumi/pulumi/package.json"), "utf8"),
    );
    expect(sdk).toHaveProperty("version", programVersion("pulumi").slice(1));
    const pinned = readFileSync(path.join(TOOLS, "go.mod"), "utf8").matchAll(
      /^\tk8s\.io\/\S+ => \S+ (\S+)$/gm,
    );
    const minor = programVersion("kubelet").replace(/^v1\./, "v0.");
    expect(new Set([...pinned].map(([, version]) => version))).toEqual(new Set([minor]));
  });

  it("are named where one is required that is none", () => {
    const { status, stderr } = build("kubeadm");
    expect(status).toBe(2);
    expect(stderr).toContain("tools: no program is called kubeadm; there are: pulumi kube-apiserver ");
  });

  it.each([
    ["there is none", undefined, "kubectl: go not found; install Go 1.26.6 or newer\n"],
    ["it is older", "#!/bin/bash\necho go1.22.1\n", "kubectl: go is 1.22.1; install Go 1.26.6 or newer\n"],
  ])("say which Go they need where %s", (_where, go, message) => {
    expect(build("kubectl", go)).toMatchObject({ status: 1, stderr: message });
  });
});

describe("the definitions of operators", () => {
  it("are those of the kinds that the stacks declare", () => {
    expect(customResources.map(({ plural, group }) => `${group}/${plural}`)).toEqual([
      "/apis/cert-manager.io/v1/certificates",
      "/apis/cert-manager.io/v1/issuers",
      "/apis/external-secrets.io/v1/externalsecrets",
      "/apis/monitoring.coreos.com/v1/prometheusrules",
      "/apis/monitoring.coreos.com/v1/servicemonitors",
      "/apis/monitoring.coreos.com/v1/probes",
    ]);
  });
});
