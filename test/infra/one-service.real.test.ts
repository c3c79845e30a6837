import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { repositoryRoot } from "../../sandbox/engine/paths";
import { policyPackArgs } from "../../sandbox/engine/policy-pack";
import type { Sandbox } from "../../sandbox/engine/sandbox";
import type { Backend } from "../../sandbox/providers/backend";
import { simulatedBackend } from "../../sandbox/providers/simulated-backend";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { mustOn, openBothStacks, pulumiOn } from "../support/service-sandbox";

const ROOT = repositoryRoot(__dirname);
const MOVED = "kyb-platform";
const STAYS = "tasks-app";
const LOGIN = `${MOVED}-posture-login-role`;
/** Beginning of the URNs of prod. */
const ON_PROD = "urn:pulumi:prod::";

const standing = z.record(
  z.string(),
  z.object({
    posture: z.string(),
    overridden: z.boolean(),
    served: z.boolean(),
    tookOver: z.boolean(),
    finalBackup: z.string().optional(),
  }),
);
const outputs = z.object({ standing });
const steps = z.object({ steps: z.array(z.object({ op: z.string(), urn: z.string() })) });
const state = z.object({
  checkpoint: z.looseObject({
    latest: z.looseObject({
      resources: z.array(z.looseObject({ type: z.string(), outputs: z.looseObject({}).optional() })),
    }),
  }),
});

/** The database servers; that of one service on prod does not respond on request. */
class Servers {
  lost = false;
  readonly backend: Backend = {
    ...simulatedBackend,
    update: (operation) => {
      const { name, urn } = operation.context;
      if (this.lost && !operation.preview && name === LOGIN && urn.startsWith(ON_PROD))
        return Promise.reject(new Error("could not connect to server"));
      return simulatedBackend.update(operation);
    },
  };
}

/** Blocks of commands under the guide's last heading; also those in a comment, which are run in one case only. */
function guide(): readonly (readonly string[])[] {
  const text = readFileSync(join(ROOT, "docs", "failover.md"), "utf8");
  const [, section = ""] = text.split("\n## One service\n");
  return [...section.matchAll(/^```\n(.*?)^```$/gms)].map(([, block = ""]) =>
    block
      .trim()
      .split("\n")
      .map((line) => line.replace(/^# only if [^:]+: /, "")),
  );
}

describe("one service that is moved by the guide, on the real engine", () => {
  const servers = new Servers();
  const folder = temporaryDirectory("one-service");
  const [move = [], back = []] = guide();
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await openBothStacks(folder.path, [MOVED, STAYS], {
      backends: { postgresql: servers.backend },
    });
  });
  afterAll(() => {
    sandbox.close();
    folder.remove();
  });

  const pulumi = (stack: string, ...args: readonly string[]) => pulumiOn(sandbox, stack, ...args);
  const must = (stack: string, ...args: readonly string[]) => mustOn(sandbox, stack, ...args);
  /** Runs a command as it is typed. */
  async function type(command: string) {
    const [program, ...args] = command.split(" ");
    expect(program).toBe("pulumi");
    return sandbox.run([...args, "--non-interactive"]);
  }
  async function typeAll(commands: readonly string[]): Promise<void> {
    for (const command of commands) {
      const { code, stdout, stderr } = await type(command);
      expect(code, `${command}\n${stdout}${stderr}`).toBe(0);
    }
  }
  const standingOf = async (stack: string) =>
    outputs.parse(JSON.parse(await must(stack, "stack", "output", "--json"))).standing;
  /** Logical names of what a preview would change, which the policies must allow. */
  async function changed(stack: string): Promise<readonly string[]> {
    const policies = await policyPackArgs(ROOT);
    return steps
      .parse(JSON.parse(await must(stack, "preview", "--json", ...policies)))
      .steps.filter(({ op }) => op !== "same" && op !== "read")
      .map(({ urn }) => urn.split("::").at(-1) ?? "");
  }
  const stateFile = (stack: string): string =>
    join(sandbox.paths.state, ".pulumi", "stacks", "lifeboat", `${stack}.json`);

  /** The output as version 0.1.0 wrote it. */
  function writeOld(stack: string, whole: unknown): void {
    const file = stateFile(stack);
    const stored = state.parse(JSON.parse(readFileSync(file, "utf8")));
    for (const { type: kind, outputs: written } of stored.checkpoint.latest.resources)
      if (kind === "pulumi:pulumi:Stack" && written !== undefined) written["standing"] = whole;
    writeFileSync(file, JSON.stringify(stored));
  }

  const atRest = { served: false, tookOver: false, overridden: false };
  const serves = { ...atRest, posture: "active", served: true };
  const waits = { ...atRest, posture: "passive" };

  it("begins with stacks that version 0.1.0 deployed, which are updated and read as before", async () => {
    writeOld("prod", { posture: "active", served: true, tookOver: false, finalBackups: {} });
    writeOld("dr", { posture: "passive", served: false, tookOver: false, finalBackups: {} });
    await must("dr", "config", "set", "lifeboat:posture", "active");
    const { code, all } = await pulumi("dr", "up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(all).toContain("1 problem in the declaration");
    expect(all).toContain(
      "npm run sandbox -- config set lifeboat:posture fenced --stack prod && npm run sandbox -- up --stack prod",
    );
    await must("dr", "config", "set", "lifeboat:posture", "passive");
    await must("prod", "up", "--yes", "--skip-preview");
    await must("dr", "up", "--yes", "--skip-preview");
    expect(await standingOf("prod")).toEqual({ [MOVED]: serves, [STAYS]: serves });
    expect(await standingOf("dr")).toEqual({ [MOVED]: waits, [STAYS]: waits });
  });

  it("is served by dr after its database on prod is lost, and no resource of the other changes", async () => {
    servers.lost = true;
    const [fence = "", update = "", ...activate] = move;
    await typeAll([fence]);
    expect((await changed("prod")).filter((name) => name.startsWith(STAYS))).toEqual([]);
    const fenced = await type(update);
    expect(fenced.code).not.toBe(0);
    expect(`${fenced.stdout}${fenced.stderr}`).toContain(LOGIN);
    await typeAll(activate.slice(0, -1));
    expect((await changed("dr")).filter((name) => name.startsWith(STAYS))).toEqual([]);
    await typeAll(activate.slice(-1));
    expect(await standingOf("dr")).toEqual({
      [MOVED]: { ...serves, overridden: true, tookOver: true },
      [STAYS]: waits,
    });
    expect((await standingOf("prod"))[MOVED]).toEqual(serves);
  });

  it("is no reason to refuse the other's updates on prod", async () => {
    await must("prod", "config", "set", "--path", `lifeboat:sizes.${STAYS}`, "scaled");
    const { code, all } = await pulumi("prod", "up", "--yes", "--skip-preview", "--continue-on-error");
    expect(code, all).not.toBe(0);
    expect(all).toContain("could not connect to server");
    // Without a final backup nobody takes over from that fence.
    expect((await standingOf("prod"))[MOVED]).toEqual({ ...serves, posture: "fenced", overridden: true });
    expect((await changed("prod")).filter((name) => name.startsWith(STAYS))).toEqual([]);
  });

  it("does not let dr serve the other, and says what to do about the services that follow their stacks", async () => {
    await must("dr", "config", "set", "lifeboat:posture", "active");
    const { code, all } = await pulumi("dr", "up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(all).toContain("1 problem in the declaration");
    expect(all).toContain(
      "npm run sandbox -- config set lifeboat:posture fenced --stack prod && npm run sandbox -- up --stack prod",
    );
    await must("dr", "config", "set", "--path", `lifeboat:postures.${STAYS}`, "active");
    expect((await pulumi("dr", "preview")).all).toContain(
      `npm run sandbox -- config set --path lifeboat:postures.${STAYS} fenced --stack prod && npm run sandbox -- up --stack prod`,
    );
    await must("dr", "config", "rm", "--path", `lifeboat:postures.${STAYS}`);
    await must("dr", "config", "set", "lifeboat:posture", "passive");
  });

  it("is served by prod again, from dr's final backup, and follows the stacks' postures", async () => {
    servers.lost = false;
    await typeAll(back.slice(0, 4));
    const { finalBackup, ...given } = (await standingOf("dr"))[MOVED] ?? { finalBackup: undefined };
    expect(given).toEqual({ ...serves, posture: "fenced", overridden: true });
    expect(finalBackup).toMatch(/^kyb-platform-posture-fence/);
    await typeAll(back.slice(4, 6));
    const restored = await must("prod", "stack", "export");
    expect(restored).toContain(`label:${finalBackup ?? ""}`);
    expect(await standingOf("prod")).toEqual({ [MOVED]: { ...serves, tookOver: true }, [STAYS]: serves });
    await typeAll(back.slice(6));
    expect(await standingOf("prod")).toEqual({ [MOVED]: serves, [STAYS]: serves });
    expect(await standingOf("dr")).toEqual({ [MOVED]: waits, [STAYS]: waits });
    for (const stack of ["prod", "dr"]) await must(stack, "preview", "--expect-no-changes");
  });

  it("is moved as planned only without a word that it is lost, from prod's final backup", async () => {
    await typeAll(move.slice(0, -1));
    // With the word that it is lost, an older backup would be restored.
    const refused = await type(move.at(-1) ?? "");
    expect(refused.code).not.toBe(0);
    expect(`${refused.stdout}${refused.stderr}`).toMatch(
      new RegExp(`config lifeboat:lostOnPrimary.${MOVED}: true\\s+must: not be set: prod has fenced it`),
    );
    await must("dr", "config", "rm", "--path", `lifeboat:lostOnPrimary.${MOVED}`);
    await typeAll(move.slice(-1));
    const label = (await standingOf("prod"))[MOVED]?.finalBackup ?? "";
    expect(label).toMatch(/^kyb-platform-posture-fence/);
    expect(await must("dr", "stack", "export")).toContain(`label:${label}`);
    expect((await standingOf("dr"))[MOVED]).toEqual({ ...serves, overridden: true, tookOver: true });
    expect((await standingOf("dr"))[STAYS]).toEqual(waits);
  });
});
