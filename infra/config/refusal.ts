import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../problem";

/** Variable with the command that takes Pulumi's arguments here, where that is not `pulumi` itself. */
const COMMAND = "LIFEBOAT_PULUMI";

/** Remedies as they can be pasted here. */
const pasted = (remedy: string): string =>
  remedy.replace(
    /\bpulumi (?=(config|up|preview|refresh|destroy|stack)\b)/g,
    `${process.env[COMMAND] ?? "pulumi"} `,
  );

/**
 * The error of a program that refuses its config or catalog: all problems in one numbered list.
 *
 * It has no stack trace: that helps nobody to fix config, and Node.js 22 takes ten seconds to colour a trace with
 * @pulumi/pulumi's own sources in it.
 */
export function refusal(problems: readonly Problem[]): pulumi.RunError {
  const error = new pulumi.RunError(
    formatProblems(problems.map((problem) => ({ ...problem, remedy: pasted(problem.remedy) }))),
  );
  delete error.stack;
  return error;
}
