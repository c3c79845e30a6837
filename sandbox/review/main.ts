import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { services } from "../../infra/catalog";
import { approvalsOf, exitCodeOf, json, markdown, review, sarif } from "../../review";
import { callersFolder } from "../engine/pulumi-arguments";
import { repositoryRoot } from "../engine/paths";
import { runCommand } from "../engine/run-command";
import { reviewArguments, type ReviewArguments, USAGE } from "./arguments";
import { baseCommit, headName } from "./base";
import { baseState, sweep } from "./base-state";
import { changedPlaces } from "./changed-places";
import { previewDeployed } from "./deployed";
import { previewHead } from "./head";
import type { PreviewOptions } from "./preview-options";
import { type ProgramReview, reviewProgram } from "./program/review-program";

const APPROVAL_FILE = "review-approval.yaml";

function tell(line: string): void {
  process.stderr.write(`review: ${line}\n`);
}

/** Found by itself beside the program, which is at the root unless it is another one. */
function approvals(root: string, { approval: given, program }: ReviewArguments) {
  const beside = program === undefined ? root : resolve(callersFolder(), program);
  const file = given === undefined ? join(beside, APPROVAL_FILE) : resolve(callersFolder(), given);
  if (given === undefined && !existsSync(file)) return [];
  const content: unknown = parse(readFileSync(file, "utf8"));
  return approvalsOf(given ?? APPROVAL_FILE, content);
}

function policyFile(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const file = resolve(callersFolder(), given);
  if (!existsSync(file))
    throw new Error(
      `--policy-pack-config ${given}: no such file. Remedy: name one relative to ${callersFolder()}.`,
    );
  return file;
}

/** The repository's own program. */
async function ownProgram(ref: string, common: PreviewOptions): Promise<ProgramReview> {
  const { root } = common;
  const commit = baseCommit(root, ref);
  const base = await baseState({ ...common, commit });
  const notes = base.samePackages
    ? []
    : [
        "package-lock.json differs: the base was deployed with the head's packages, so what a new version of a provider changes is not shown.",
      ];
  return { ...(await previewHead(base, common)), base: commit.slice(0, 12), head: headName(root), notes };
}

/** The repository's own program, on what is deployed. */
async function deployedStacks(common: PreviewOptions): Promise<ProgramReview> {
  const notes = [
    "The base is what the stacks have deployed, as their state has it: a difference may also be someone else's update, or drift that a refresh noted.",
  ];
  return { ...(await previewDeployed(common)), base: "as deployed", head: headName(common.root), notes };
}

/** What is compared, by how the command is called. */
const compared = (given: ReviewArguments, common: PreviewOptions): Promise<ProgramReview> =>
  given.program !== undefined
    ? otherProgram(given, common)
    : given.against === "state"
      ? deployedStacks(common)
      : ownProgram(given.base, common);

const otherProgram = ({ program = "", base, config }: ReviewArguments, common: PreviewOptions) =>
  reviewProgram({ ...common, base, config, given: program, program: resolve(callersFolder(), program) });

/** `npm run review -- --base <git ref>`. @returns exit code */
async function main(args: readonly string[]): Promise<number> {
  const given = reviewArguments(args);
  const root = repositoryRoot(__dirname);
  const folder = join(root, ".sandbox", "review");
  const approved = approvals(root, given);
  const policyConfig = policyFile(given.policyConfig);
  sweep(folder);
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      interrupt.abort(new Error("interrupted: nothing is kept"));
    });
  const common = { root, folder, stacks: given.stacks, policyConfig, tell, signal: interrupt.signal };
  const isForeign = given.program !== undefined;
  const { stacks, secrets, ...versions } = await compared(given, common);
  const ids = isForeign ? [] : services.map(({ id }) => id);
  const found = review(stacks, { services: ids, secrets, approvals: approved, isForeign });
  const options = { services: ids, secrets };
  const written = {
    markdown: () => markdown(found, versions, options),
    json: () => json(found, versions, options),
    sarif: () =>
      sarif(
        found,
        versions,
        options,
        changedPlaces(root, given.against === "state" ? "HEAD" : versions.base),
      ),
  }[given.format];
  process.stdout.write(written());
  return exitCodeOf(found);
}

runCommand(main, { name: "review", usage: USAGE });
