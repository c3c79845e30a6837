import { rmSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../engine/paths";
import { policyPackArgs } from "../engine/policy-pack";
import { temporaryDirectory } from "../servers/at-exit";
import { interleave, type Way } from "./interleave";
import { measuredCommand } from "./measured-command";
import type { Comparison, PartResult } from "./part";

const TARGET = { target: 3, aim: 1.5 } as const;
const WITH_POLICIES = " with policies";

/** Name by which start.mjs finds the entry that opens a sandbox for either program. */
const ENTRY = "../bench/preview/once";

/**
 * Previews prod and a program without resources in turn, each from nothing in a sandbox folder of its own, through
 * the wrapper that `npm run preview` uses, with and, where there is a policy pack, also under it.
 * @param rounds rounds that count
 * @throws with the CLI's own words when a preview fails.
 */
export async function benchPreview(rounds: number, tell: (line: string) => void): Promise<PartResult> {
  const root = repositoryRoot(__dirname);
  // The wrapper renews its bundle for changes of the engine only, not of the entry that it is given here.
  rmSync(path.join(root, ".sandbox", "bench"), { recursive: true, force: true });
  const policies = await policyPackArgs(root);
  const folder = temporaryDirectory("bench-preview");
  try {
    const way = (name: string, program: "prod" | "empty", more: readonly string[]): Way => ({
      name,
      run: () =>
        measuredCommand({
          // prettier-ignore
          command: [process.execPath, path.join(root, "sandbox", "engine", "start.mjs"), ENTRY,
            program, path.join(folder.path, program), "preview", "--stack", program === "prod" ? "prod" : "bench",
            "--non-interactive", "--suppress-permalink=true", ...more],
          env: process.env,
          cwd: root,
        }),
    });
    const ways = [way("prod", "prod", []), way("empty", "empty", [])];
    const comparisons: Comparison[] = [{ way: "prod", by: "empty", ...TARGET }];
    if (policies.length > 0) {
      const [prod, empty] = [`prod${WITH_POLICIES}`, `empty${WITH_POLICIES}`];
      ways.push(way(prod, "prod", policies), way(empty, "empty", policies));
      comparisons.push({ way: prod, by: empty, ...TARGET }, { way: prod, by: "empty" });
    }
    const runs = await interleave(ways, rounds, tell);
    return {
      title: "Preview of prod and of a program without resources",
      facts: [
        "Each run is the whole command from outside: wrapper, CLI, stand-ins, program; everything is built and cached.",
        ...(policies.length > 0 ? [] : ["There is no policy pack, so nothing was measured under one."]),
      ],
      runs,
      comparisons,
      limits: [],
    };
  } finally {
    folder.remove();
  }
}
