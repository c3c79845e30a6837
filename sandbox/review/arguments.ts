import { parseCommandLine } from "../engine/command-line";

const STACKS: readonly string[] = ["prod", "dr"];
const FORMATS = ["markdown", "json", "sarif"] as const;
type Format = (typeof FORMATS)[number];

/** How to call the command. */
export const USAGE = `npm run review -- --base <git ref> [--stack prod|dr] [--format markdown|json|sarif] [--approval <file>]
  [--policy-pack-config <file>]

Says what the working tree changes in both stacks since it left the ref, and what may lose data, recover worse, let more in,
disturb or be noticed later. Exit codes: 0 nothing needs an approval, 1 an error, 2 wrong arguments, 10 something needs one.`;

/** What the command was asked for. */
export interface ReviewArguments {
  readonly base: string;
  readonly stacks: readonly string[];
  readonly format: Format;
  /** File of approvals as given; undefined where it is `review-approval.yaml`, if there is one. */
  readonly approval: string | undefined;
  /** Settings of the policy pack, as the stack's own pipeline gives them; undefined where the defaults are meant. */
  readonly policyConfig: string | undefined;
}

const oneOf = (allowed: readonly string[]) => (value: string) =>
  allowed.includes(value) ? undefined : `must be one of ${allowed.join(", ")}`;

/** @throws ArgumentsError naming everything that is wrong */
export function reviewArguments(args: readonly string[]): ReviewArguments {
  const { values } = parseCommandLine(args, {
    usage: USAGE.split("\n\n")[0] ?? "",
    values: {
      "--base": { needed: true },
      "--stack": { problem: oneOf(STACKS) },
      "--format": { problem: oneOf(FORMATS) },
      "--approval": {},
      "--policy-pack-config": {},
    },
  });
  const stack = values.get("--stack");
  return {
    base: values.get("--base") ?? "",
    stacks: stack === undefined ? STACKS : [stack],
    format: FORMATS.find((format) => format === values.get("--format")) ?? "markdown",
    approval: values.get("--approval"),
    policyConfig: values.get("--policy-pack-config"),
  };
}
