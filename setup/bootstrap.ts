import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ArgumentsError, type Given } from "../sandbox/engine/command-line";
import { answerOptions } from "./answers";
import { Pulumi } from "./pulumi";

/** Stack of the project in infra/bootstrap that has what an account needs before all else. */
const STACK = "account";

const answersOf = z.record(z.string(), z.string());

/**
 * The answers that the bootstrap stack puts out; what the command line has goes first.
 * @param root folder of the repository
 * @throws ArgumentsError where it puts out none, PulumiError where its state cannot be read
 */
export async function withBootstrap(root: string, given: Given): Promise<Given> {
  const folder = join(root, "infra", "bootstrap");
  if (!existsSync(join(folder, "Pulumi.yaml")))
    throw new ArgumentsError(`--from-bootstrap: ${folder} has no Pulumi.yaml`);
  const answers = answersOf.safeParse(await new Pulumi(folder).output(STACK, "init"));
  if (!answers.success)
    throw new ArgumentsError(
      `--from-bootstrap: stack ${STACK} of infra/bootstrap has no output init; do: pulumi -C infra/bootstrap up --stack ${STACK}`,
    );
  const wrong = Object.entries(answers.data).flatMap(([option, text]) => {
    const known = answerOptions[option];
    const found = known === undefined ? "is no option" : known.problem?.(text);
    return found === undefined ? [] : [`${option} ${text}: ${found}`];
  });
  if (wrong.length > 0) throw new ArgumentsError(`--from-bootstrap: ${wrong.join("; ")}`);
  return { ...given, values: new Map([...Object.entries(answers.data), ...given.values]) };
}
