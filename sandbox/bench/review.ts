import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot, sandboxPaths } from "../engine/paths";
import { temporaryDirectory } from "../servers/at-exit";
import { interleave } from "./interleave";
import { measuredCommand } from "./measured-command";
import type { PartResult } from "./part";

const FACTS = [
  "A review of both stacks, whose base is deployed and cached, for one changed line of HEAD's catalog; and one preview of prod.",
  "Each run is the whole command from outside: wrapper, CLI, language host, stand-ins, program, policies.",
];

/** The line that a review has to tell, and that hurts nothing: a review that flags something ends with another exit code. */
const CHANGE = {
  file: "infra/catalog/jackpot-service/index.ts",
  from: 'verifySchedule: "30 7 * * *"',
  to: 'verifySchedule: "40 7 * * *"',
} as const;

/** A clone of HEAD with a changed line, and with the repository's packages and programs. */
function changedClone(root: string, clone: string): void {
  execFileSync("git", ["clone", "--quiet", "--shared", root, clone]);
  mkdirSync(path.join(clone, ".sandbox"));
  symlinkSync(path.join(root, ".sandbox", "bin"), path.join(clone, ".sandbox", "bin"));
  symlinkSync(path.join(root, "node_modules"), path.join(clone, "node_modules"));
  const file = path.join(clone, CHANGE.file);
  const text = readFileSync(file, "utf8");
  if (!text.includes(CHANGE.from)) throw new Error(`${CHANGE.file} of HEAD has no ${CHANGE.from}`);
  writeFileSync(file, text.replace(CHANGE.from, CHANGE.to));
}

/**
 * Reviews a change of one line, and previews prod, in turn. The round that warms up deploys the base.
 * @param rounds rounds that count
 * @throws with the command's own words when a run fails, or when the review flags something
 */
export async function benchReview(rounds: number, tell: (line: string) => void): Promise<PartResult> {
  const root = repositoryRoot(__dirname);
  const folder = temporaryDirectory("bench-review");
  const clone = path.join(folder.path, "clone");
  const env = {
    ...process.env,
    INIT_CWD: clone,
    LIFEBOAT_CACHE: sandboxPaths(path.join(root, ".sandbox")).cache,
  };
  const tsx = [process.execPath, "--import", "tsx"] as const;
  try {
    changedClone(root, clone);
    const once = path.join(__dirname, "preview", "once.ts");
    const preview = ["preview", "--stack", "prod", "--non-interactive", "--suppress-permalink=true"];
    const prod = {
      name: "preview of prod",
      run: () =>
        measuredCommand({
          command: [...tsx, once, "prod", path.join(folder.path, "prod"), ...preview],
          env,
          cwd: root,
        }),
    };
    const review = {
      name: "review of both stacks",
      run: () =>
        measuredCommand({
          command: [...tsx, "sandbox/review/main.ts", "--base", "HEAD"],
          env,
          cwd: clone,
        }),
    };
    return {
      title: "Review of one changed line, and preview of prod",
      facts: FACTS,
      runs: await interleave([prod, review], rounds, tell),
      comparisons: [{ way: review.name, by: prod.name, target: 3 }],
      limits: [],
    };
  } finally {
    folder.remove();
  }
}
