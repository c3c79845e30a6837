import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../problem";

/**
 * The error of a program that refuses its config or catalog: all problems in one numbered list.
 *
 * It has no stack trace: that helps nobody to fix config, and Node.js 22 takes ten seconds to colour a trace with
 * @pulumi/pulumi's own sources in it.
 */
export function refusal(problems: readonly Problem[]): pulumi.RunError {
  const error = new pulumi.RunError(formatProblems(problems));
  delete error.stack;
  return error;
}
