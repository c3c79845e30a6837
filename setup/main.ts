import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { z } from "zod";
import { services } from "../infra/catalog";
import { formatProblems } from "../infra/problem";
import { ArgumentsError, type Given, parseCommandLine } from "../sandbox/engine/command-line";
import { repositoryRoot } from "../sandbox/engine/paths";
import { runCommand } from "../sandbox/engine/run-command";
import { answeredValues, answerOptions, openQuestions, type Open, STACKS } from "./answers";
import { missingOf } from "./missing";
import { newPasswords } from "./passwords";
import { Pulumi } from "./pulumi";
import { type Outcome, StackFile } from "./stack-file";

const PASSWORDS = "--generate-passwords";
const REPLACE = "--replace";
const USAGE = `npm run init -- [<option> <answer> …] [${PASSWORDS}] [${REPLACE}]

Writes the answers to Pulumi.prod.yaml and Pulumi.dr.yaml, makes the stacks with their secrets providers, and says what is
still missing. What has no answer yet is asked at a terminal. A value of your own is never overwritten, unless ${REPLACE} is given.
${PASSWORDS} sets those of the logins that the stacks create, the same on both.

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

/** `npm run init`: from answers to two stacks that only lack what nobody else can know. */
async function main(args: readonly string[]): Promise<number> {
  const given = parseCommandLine(args, {
    usage: USAGE.split("\n")[0] ?? "",
    values: answerOptions,
    flags: [PASSWORDS, REPLACE],
  });
  const root = process.env["LIFEBOAT_PROJECT"] ?? repositoryRoot(__dirname);
  const fileOf = (stack: string): StackFile => StackFile.read(join(root, `Pulumi.${stack}.yaml`));
  const before = new Map(STACKS.map((stack) => [stack, fileOf(stack)] as const));
  const open = openQuestions(given, (stack, key) => before.get(stack)?.has(key) ?? false);
  if (open.length > 0 && !process.stdin.isTTY)
    throw new ArgumentsError(
      `${open.map(({ option, what }) => `${option}: is missing (${what})`).join("; ")}. Usage: ${USAGE.split("\n")[0] ?? ""}`,
    );
  const answers = open.length > 0 ? await asked(open, given) : given;

  for (const [stack, file] of before) {
    const outcomes = file.apply(answeredValues(answers, stack), given.said.has(REPLACE));
    if (outcomes.some(({ did }) => did === "set" || did === "replaced")) file.save();
    for (const outcome of outcomes) say(`${stack}: ${outcomeText(outcome)}`);
  }

  const pulumi = new Pulumi(root);
  const known = await pulumi.stacks();
  for (const [stack, file] of before) await made(pulumi, known, stack, file);
  if (given.said.has(PASSWORDS)) {
    const files = new Map(STACKS.map((stack) => [stack, fileOf(stack)]));
    const prod = files.get("prod");
    const passwords = newPasswords(files, prod === undefined ? [] : servicesOf(prod));
    for (const { stack, path, value } of passwords) await pulumi.setSecret(stack, path, value);
    say(`${passwords.length} passwords were set`);
  }

  for (const stack of STACKS) {
    const missing = missingOf(fileOf(stack), stack);
    say("");
    say(
      missing.length === 0
        ? `${stack}: nothing is missing; next: pulumi preview --stack ${stack} --policy-pack policies`
        : `${stack}: still missing\n${formatProblems(missing).split("\n").slice(1).join("\n")}`,
    );
  }
  return 0;
}

runCommand(main, { name: "init", usage: USAGE });
