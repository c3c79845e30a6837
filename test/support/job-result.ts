import { expect } from "vitest";
import { z } from "zod";
import type { PodResult } from "../../sandbox/cluster/pods";

/** Fails with everything that the job wrote, unless it ended with this exit code (KYB-1). */
export function expectExit(result: PodResult, exitCode: number): void {
  const ending = `exit ${String(result.exitCode)}`;
  expect(ending, `${result.reason}\n${result.stderr}\n${result.stdout}`).toBe(`exit ${String(exitCode)}`);
}

/** Fails with everything that the job wrote, unless it succeeded. */
export function expectSuccess(result: PodResult): void {
  expectExit(result, 0);
}

/** What a job said in its log lines of one event: their fields. Fails on a line that is not JSON. */
export function events(result: PodResult, event: string): readonly Readonly<Record<string, unknown>>[] {
  return result.stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))
    .filter((line) => line["event"] === event);
}

/** Fails when a secret is in anything that these jobs wrote. */
export function expectNoSecrets(results: readonly PodResult[], secrets: readonly string[]): void {
  for (const { stdout, stderr } of results) {
    for (const [name, text] of Object.entries({ stdout, stderr })) {
      for (const secret of secrets) expect(text.includes(secret), `a secret on ${name}`).toBe(false);
      expect(text, `a key or a URL with a password on ${name}`).not.toMatch(
        /AGE-SECRET-KEY|postgres(ql)?:\/\/[^ ]*:[^ ]*@/,
      );
    }
  }
}
