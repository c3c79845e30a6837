import { writeFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../engine/paths";
import { policyPackArgs } from "../../engine/policy-pack";
import { captureStacks } from "../../render/capture";
import { temporaryDirectory } from "../../servers/at-exit";
import { interleave, type Way } from "../interleave";
import { measuredCommand } from "../measured-command";
import type { Comparison, PartResult } from "../part";
import { BENCH_STACK, literals } from "./literals";

const FACTS = [
  "Each run is the whole command from outside: wrapper, CLI, language host, stand-ins, program; everything is built and cached.",
  '"literal" declares what prod does, as constants: the least that these resources cost, whatever program declares them.',
];

/**
 * Previews prod, a program with prod's resources as constants, and prod under the repository's policies in turn: each
 * from nothing in a sandbox folder of its own, as `npm run preview` does.
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
    const way = (name: string, program: "prod" | "literal", more: readonly string[] = []): Way => ({
      name,
      run: () =>
        measuredCommand({
          // prettier-ignore
          command: [process.execPath, "--import", "tsx", path.join(__dirname, "once.ts"), program,
            path.join(folder.path, program), "preview", "--stack", program === "prod" ? program : BENCH_STACK,
            "--non-interactive", "--suppress-permalink=true", ...more],
          env,
          cwd: root,
        }),
    });
    const ways = [
      way("prod", "prod"),
      way("literal", "literal"),
      way("prod with policies", "prod", policies),
    ];
    const comparisons: Comparison[] = [
      { way: "prod", by: "literal" },
      { way: "prod with policies", by: "prod" },
    ];
    const runs = await interleave(ways, rounds, tell);
    return {
      title: "Preview of prod, of its resources as constants, and under policies",
      facts: FACTS,
      runs,
      comparisons,
      limits: [],
    };
  } finally {
    folder.remove();
  }
}
