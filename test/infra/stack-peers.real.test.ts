import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Sandbox } from "../../sandbox/engine/sandbox";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { mustOn, openBothStacks, pulumiOn } from "../support/service-sandbox";

/** What a test reads of a stack's outputs. */
const outputs = z.object({
  standing: z.record(
    z.string(),
    z.object({ posture: z.string(), served: z.boolean(), tookOver: z.boolean() }),
  ),
  primaryLost: z.boolean(),
  serviceEnvironments: z.record(z.string(), z.object({ bucket: z.string(), restoreFrom: z.string() })),
});

describe("a standby whose primary's state cannot be used, by the real engine", () => {
  const folder = temporaryDirectory("peers");
  let sandbox: Sandbox;
  let stacks: string;

  beforeAll(async () => {
    sandbox = await openBothStacks(folder.path, ["tasks-app"]);
    stacks = join(sandbox.paths.state, ".pulumi", "stacks", "lifeboat");
    // What a stack reads of itself and of the other is no part of its own state: an `up` makes nothing out of date.
    for (const stack of ["prod", "dr"])
      await must(stack, "refresh", "--preview-only", "--expect-no-changes", "--non-interactive");
    for (const file of readdirSync(stacks).filter((name) => name.startsWith("prod.")))
      renameSync(join(stacks, file), join(folder.path, file));
  });
  afterAll(() => {
    sandbox.close();
    folder.remove();
  });

  const pulumi = (stack: string, ...args: readonly string[]) => pulumiOn(sandbox, stack, ...args);
  const must = (stack: string, ...args: readonly string[]) => mustOn(sandbox, stack, ...args);
  const standbyOutputs = async () => outputs.parse(JSON.parse(await must("dr", "stack", "output", "--json")));

  /** The primary's state with an output of another shape. */
  const foreign = () =>
    readFileSync(join(folder.path, "prod.json"), "utf8").replaceAll(
      /"posture": ?"active"/g,
      '"posture": "up"',
    );

  it.each([
    ["gone", () => undefined, /1\. state of stack organization\/lifeboat\/prod: .*unknown stack/],
    [
      "damaged",
      () => '{"version": 3, "checkpoint": {',
      /1\. state of stack organization\/lifeboat\/prod: .*failed to load checkpoint/,
    ],
    [
      "another program's",
      foreign,
      /1\. output standing of stack organization\/lifeboat\/prod: \{.*"posture":"up"/,
    ],
  ])(
    "does not become active where it is %s, says what may be done, and changes nothing",
    async (_how, state, cause) => {
      const content = state();
      if (content !== undefined) writeFileSync(join(stacks, "prod.json"), content);
      await must("dr", "config", "set", "lifeboat:posture", "active");
      const { code, all } = await pulumi("dr", "up", "--yes", "--skip-preview");
      expect(code).not.toBe(0);
      expect(all).toMatch(cause);
      expect(all).toContain(
        "only if the primary is lost: npm run sandbox -- config set lifeboat:primaryLost true --stack dr",
      );
      expect(all).not.toMatch(/^\s+[+~-]+ .*(created|updated|deleted)/m);
      expect((await standbyOutputs()).standing).toEqual({
        "tasks-app": { posture: "passive", served: false, tookOver: false },
      });
    },
  );

  it("becomes active once the primary is declared lost: what it needs is in its own config", async () => {
    rmSync(join(stacks, "prod.json"), { force: true });
    const before = await standbyOutputs();
    await must("dr", "config", "set", "lifeboat:posture", "active");
    await must("dr", "config", "set", "lifeboat:primaryLost", "true");
    await must("dr", "up", "--yes", "--skip-preview");
    const after = await standbyOutputs();
    expect(after.standing).toEqual({ "tasks-app": { posture: "active", served: true, tookOver: true } });
    expect(after.primaryLost).toBe(true);
    expect(after.serviceEnvironments).toEqual(before.serviceEnvironments);
    expect(after.serviceEnvironments["tasks-app"]?.restoreFrom).toBe("tasks-app-backups-replica");
  });
});
