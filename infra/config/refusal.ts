import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../problem";

/**
 * What a program throws that refuses what was declared: every problem in one numbered list.
 *
 * It has no stack. Where it was thrown fixes nothing, and Node.js 22 tries for ten seconds to colour a stack with
 * @pulumi/pulumi's own sources in it.
 */
export function refusal(problems: readonly Problem[]): pulumi.RunError {
  const error = new pulumi.RunError(formatProblems(problems));
  delete error.stack;
  return error;
}
