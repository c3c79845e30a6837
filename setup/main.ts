import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { z } from "zod";
import { services } from "../infra/catalog";
import { formatProblems } from "../infra/problem";
import { ArgumentsError, type Given, parseCommandLine } from "../sandbox/engine/command-line";
import { repositoryRoot } from "../sandbox/engine/paths";
import { runCommand } from "../sandbox/engine/run-command";
import { withBootstrap } from "./bootstrap";
import { answeredValues, answerOptions, openQuestions, pairProblems, type Open, STACKS } from "./answers";
import { missingOf } from "./missing";
import { lackedPasswords, newPassword } from "./passwords";
import { Pulumi } from "./pulumi";
import { type Outcome, StackFile } from "./stack-file";

const FROM_BOOTSTRAP = "--from-bootstrap";
const NO_SUFFIX = "--no-suffix";
const PASSWORDS = "--generate-passwords";
const REPLACE = "--replace";
const USAGE = `npm run init -- [${FROM_BOOTSTRAP}] [<option> <answer> …] [${NO_SUFFIX}] [${PASSWORDS}] [${REPLACE}]

Writes the answers to Pulumi.prod.yaml and Pulumi.dr.yaml, makes the stacks with their secrets providers, and says what is
still missing. What has no answer yet is asked at a terminal. A value of your own is never overwritten, unless ${REPLACE} is given.
${FROM_BOOTSTRAP} takes account, regions, suffix and secrets providers from the outputs of infra/bootstrap.
${PASSWORDS} sets those of the logins that the stacks create, the same on both. ${NO_SUFFIX} is for stacks whose buckets exist without one.

Options: ${Object.keys(answerOptions).join(", ")}`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Asks at the terminal until each answer is a good one. */
async function asked(open: readonly Open[], given: Given): Promise<Pick<Given, "values">> {
  const values = new Map(given.values);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (const { option, what, problem } of open) {
      for (;;) {
        const text = (await terminal.question(`${what} (${option}): `)).trim();
        const wrong = text === "" ? "must not be empty" : problem(text);
        if (wrong === undefined) {
          values.set(option, text);
          break;
        }
        say(wrong);
      }
    }
  } finally {
    terminal.close();
  }
  return { values };
}

function outcomeText({ key, did, own }: Outcome): string {
  if (did === "kept")
    return key === "secretsprovider"
      ? `${key}: kept ${own ?? ""}; pulumi stack change-secrets-provider changes it`
      : `${key}: kept ${own ?? ""}; ${REPLACE} overwrites it`;
  return `${key}: ${did}${own === undefined ? "" : `, was ${own}`}`;
}

/** Makes a stack that is not there yet. */
async function made(pulumi: Pulumi, known: readonly string[], stack: string, file: StackFile): Promise<void> {
  if (known.includes(stack)) {
    say(`${stack}: the stack is there already`);
    return;
  }
  const provider = z.string().parse(file.get("secretsprovider"));
  await pulumi.init(stack, provider);
  say(`${stack}: the stack was made, with the secrets provider ${provider}`);
}

const servicesOf = (file: StackFile): readonly string[] =>
  z
    .array(z.string())
    .catch(services.map(({ id }) => id))
    .parse(file.get("lifeboat:services"));

/** Sets what stacks lack, the same on all. @returns how many were set */
async function setPasswords(pulumi: Pulumi, files: ReadonlyMap<string, StackFile>): Promise<number> {
  const ids = new Set([...files.values()].flatMap(servicesOf));
  const lacked = lackedPasswords(files, [...ids]);
  for (const { path, stacks, from } of lacked) {
    const value = from === undefined ? newPassword() : await pulumi.get(from, path);
    for (const stack of stacks) await pulumi.setSecret(stack, path, value);
  }
  return lacked.reduce((sum, { stacks }) => sum + stacks.length, 0);
}

/** `npm run init`: from answers to two stacks that only lack what nobody else can know. */
async function main(args: readonly string[]): Promise<number> {
  const [usage = ""] = USAGE.split("\n");
  const read = parseCommandLine(args, {
    usage,
    values: answerOptions,
    flags: [FROM_BOOTSTRAP, NO_SUFFIX, PASSWORDS, REPLACE],
  });
  const root = process.env["LIFEBOAT_PROJECT"] ?? repositoryRoot(__dirname);
  const known = read.said.has(FROM_BOOTSTRAP) ? await withBootstrap(root, read) : read;
  const given = read.said.has(NO_SUFFIX)
    ? { ...known, values: new Map([...known.values, ["--suffix", ""] as const]) }
    : known;
  const fileOf = (stack: string): StackFile => StackFile.read(join(root, `Pulumi.${stack}.yaml`));
  const files = new Map(STACKS.map((stack) => [stack, fileOf(stack)] as const));
  const open = openQuestions(given, (stack, key) => files.get(stack)?.has(key) ?? false);
  if (open.length > 0 && !process.stdin.isTTY)
    throw new ArgumentsError(
      `${open.map(({ option, what }) => `${option}: is missing (${what})`).join("; ")}. Usage: ${usage}`,
    );
  // Before anything is asked or written: without the CLI, its backend or a login there is nothing to begin with.
  const pulumi = new Pulumi(root);
  const there = await pulumi.stacks();
  const answers = open.length > 0 ? await asked(open, given) : given;

  const outcomes = [...files].map(
    ([stack, file]) => [stack, file.apply(answeredValues(answers, stack), given.said.has(REPLACE))] as const,
  );
  const wrong = pairProblems((stack, key) => files.get(stack)?.get(key));
  if (wrong.length > 0) throw new ArgumentsError(`${wrong.join("; ")}. Nothing was written. Usage: ${usage}`);
  // Both can be written, or neither is.
  const changed = [...files.values()].filter((file) => file.text !== readFileSync(file.file, "utf8"));
  for (const file of changed) file.save();
  for (const [stack, each] of outcomes) for (const outcome of each) say(`${stack}: ${outcomeText(outcome)}`);

  for (const [stack, file] of files) await made(pulumi, there, stack, file);
  if (given.said.has(PASSWORDS)) {
    const made = new Map(STACKS.map((stack) => [stack, fileOf(stack)]));
    say(`${await setPasswords(pulumi, made)} passwords were set`);
  }

  for (const stack of STACKS) {
    const missing = missingOf(fileOf(stack), stack);
    say("");
    say(
      missing.length === 0
        ? `${stack}: nothing is missing; next: pulumi preview --stack ${stack} --policy-pack policies --policy-pack-config policies/recovery.json`
        : `${stack}: still missing\n${formatProblems(missing).split("\n").slice(1).join("\n")}`,
    );
  }
  return 0;
}

runCommand(main, { name: "init", usage: USAGE });
