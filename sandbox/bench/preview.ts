import { writeFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../engine/paths";
import { policyPackArgs } from "../engine/policy-pack";
import { captureStacks } from "../render/capture";
import { temporaryDirectory } from "../servers/at-exit";
import { interleave, type Way } from "./interleave";
import { measuredCommand } from "./measured-command";
import type { Comparison, PartResult } from "./part";
import { BENCH_STACK } from "./preview/bench-program";
import { literals } from "./preview/literals";

/** Name by which start.mjs finds the entry that opens a sandbox for any of the programs. */
const ENTRY = "../bench/preview/once";

const FACTS = [
  "Each run is the whole command from outside: wrapper, CLI, stand-ins, program; everything is built and cached.",
  '"literal" declares what prod does, as constants: the least that these resources cost, whatever program declares them.',
  "An empty pack has no policy, and is asked about every resource all the same: the least that a pack costs.",
];

/**
 * Previews prod, a program without resources and one with prod's as constants in turn, and prod under the repository's
 * policies and under a pack without any: each from nothing in a sandbox folder of its own, through the wrapper that
 * `npm run preview` uses.
 * @param rounds rounds that count
 * @throws with the CLI's own words when a preview fails.
 */
export async function benchPreview(rounds: number, tell: (line: string) => void): Promise<PartResult> {
  const root = repositoryRoot(__dirname);
  const policies = await policyPackArgs(root);
  const declared = (await captureStacks(["prod"], { tell: () => undefined })).get("prod") ?? [];
  const folder = temporaryDirectory("bench-preview");
  const file = path.join(folder.path, "literals.json");
  const env = { ...process.env, BENCH_LITERALS: file };
  try {
    writeFileSync(file, JSON.stringify(literals(declared, "lifeboat:")));
    const way = (name: string, program: "prod" | "empty" | "literal", more: readonly string[] = []): Way => ({
      name,
      run: () =>
        measuredCommand({
          // prettier-ignore
          command: [process.execPath, path.join(root, "sandbox", "engine", "start.mjs"), ENTRY,
            program, path.join(folder.path, program), "preview", "--stack", program === "prod" ? program : BENCH_STACK,
            "--non-interactive", "--suppress-permalink=true", ...more],
          env,
          cwd: root,
        }),
    });
    const ways = [
      way("prod", "prod"),
      way("empty", "empty"),
      way("literal", "literal"),
      way("prod with policies", "prod", policies),
      way("prod with an empty pack", "prod", [
        "--policy-pack",
        path.join(root, "sandbox", "bench", "empty-pack"),
      ]),
    ];
    const comparisons: Comparison[] = [
      { way: "prod", by: "empty", target: 3, aim: 1.5 },
      { way: "literal", by: "empty" },
      { way: "prod", by: "literal" },
      { way: "prod with policies", by: "prod", target: 1.3 },
      { way: "prod with an empty pack", by: "prod" },
    ];
    const runs = await interleave(ways, rounds, tell);
    return {
      title: "Preview of prod, of the least programs, and under policies",
      facts: FACTS,
      runs,
      comparisons,
      limits: [],
    };
  } finally {
    folder.remove();
  }
}
