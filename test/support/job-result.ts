import { expect } from "vitest";
import type { PodResult } from "../../sandbox/servers/pod-runner";

/** Fails with everything that the job wrote, unless it ended with this exit code (KYB-1). */
export function expectExit(result: PodResult, exitCode: number): void {
  const ending = `exit ${String(result.exitCode)}${result.signal === undefined ? "" : ` (${result.signal})`}`;
  expect(ending, `${result.stderr}\n${result.stdout}`).toBe(`exit ${String(exitCode)}`);
}

/** Fails with everything that the job wrote, unless it ended well. */
export function expectSuccess(result: PodResult): void {
  expectExit(result, 0);
}

/** Fails when a secret stands in anything that these jobs wrote. */
export function expectNoSecrets(results: readonly PodResult[], secrets: readonly string[]): void {
  for (const { stdout, stderr } of results)
    for (const secret of secrets) {
      expect(stdout.includes(secret), "a secret on stdout").toBe(false);
      expect(stderr.includes(secret), "a secret on stderr").toBe(false);
    }
}
