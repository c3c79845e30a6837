import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { services } from "../../infra/catalog";
import { approvalsOf, exitCodeOf, json, markdown, review, sarif } from "../../review";
import { callersFolder } from "../engine/pulumi-arguments";
import { repositoryRoot } from "../engine/paths";
import { runCommand } from "../engine/run-command";
import { reviewArguments, USAGE } from "./arguments";
import { baseCommit, headName } from "./base";
import { baseState, sweep } from "./base-state";
import { changedPlaces } from "./changed-places";
import { previewHead } from "./head";

/** Found by itself, in the repository. */
const APPROVAL_FILE = "review-approval.yaml";

function tell(line: string): void {
  process.stderr.write(`review: ${line}\n`);
}

function approvals(root: string, given: string | undefined) {
  const file = given === undefined ? join(root, APPROVAL_FILE) : resolve(callersFolder(), given);
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

/** `npm run review -- --base <git ref>`. @returns exit code */
async function main(args: readonly string[]): Promise<number> {
  const given = reviewArguments(args);
  const root = repositoryRoot(__dirname);
  const folder = join(root, ".sandbox", "review");
  const approved = approvals(root, given.approval);
  const policyConfig = policyFile(given.policyConfig);
  const commit = baseCommit(root, given.base);
  sweep(folder);
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      interrupt.abort(new Error("interrupted: nothing is kept"));
    });
  const common = { root, folder, tell, signal: interrupt.signal };
  const base = await baseState({ ...common, commit });
  const { stacks, secrets } = await previewHead(base, { ...common, stacks: given.stacks, policyConfig });
  const ids = services.map(({ id }) => id);
  const found = review(stacks, { services: ids, secrets, approvals: approved });
  const notes = base.samePackages
    ? []
    : [
        "package-lock.json differs: the base was deployed with the head's packages, so what a new version of a provider changes is not shown.",
      ];
  const versions = { base: commit.slice(0, 12), head: headName(root), notes };
  const options = { services: ids, secrets };
  const written = {
    markdown: () => markdown(found, versions, options),
    json: () => json(found, versions, options),
    sarif: () => sarif(found, versions, options, changedPlaces(root, commit)),
  }[given.format];
  process.stdout.write(written());
  return exitCodeOf(found);
}

runCommand(main, { name: "review", usage: USAGE });
