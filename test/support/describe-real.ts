import { describe, it } from "vitest";
import { howToGet, missing, type Requirement } from "../../sandbox/servers/requirements";

/** What a pod of a cluster needs, beside its image. */
export const POD = ["root", "cluster", "kubectl"] as const satisfies readonly Requirement[];

/** What the job scripts need. */
export const JOB_REQUIREMENTS = [
  "root",
  "unshare",
  "postgresql",
  "moto",
  "age",
  "zstd",
  "awscli",
  "boto3",
  "job-image",
] as const satisfies readonly Requirement[];

/** What the genuine Kubernetes provider and an API with its controllers need. */
export const GENUINE_PROVIDER = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "pulumi-resource-kubernetes",
  "definitions",
] as const satisfies readonly Requirement[];

/** True where a missing server is a failure: CI set to anything but empty, 0 or false. */
export function isCi(env: NodeJS.ProcessEnv = process.env): boolean {
  return !["", "0", "false"].includes(env["CI"] ?? "");
}

/**
 * `describe` for tests that need real servers. On a machine without them the tests are skipped and the report says
 * which and how to get them; with CI=true one failing test says the same.
 */
export function describeReal(name: string, needs: readonly Requirement[], tests: () => void): void {
  const lacking = missing(needs);
  if (lacking.length === 0) {
    describe(name, tests);
    return;
  }
  const reason = howToGet(lacking);
  if (isCi()) {
    describe(name, () => {
      it("has what it needs", () => {
        throw new Error(`${name}: ${reason}`);
      });
    });
    return;
  }
  process.stderr.write(`skipped: ${name}: ${reason}\n`);
  describe(name, () => {
    it.skip(`skipped: ${reason}`, () => undefined);
  });
}
