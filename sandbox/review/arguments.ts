import { type Given, parseCommandLine } from "../engine/command-line";

const STACKS: readonly string[] = ["prod", "dr"];
const AGAINST = ["base", "state"] as const;
const FORMATS = ["markdown", "json", "sarif"] as const;
type Format = (typeof FORMATS)[number];

/** How to call the command. */
export const USAGE = `npm run review -- --base <git ref> [--stack prod|dr] [--format markdown|json|sarif] [--approval <file>]
  [--policy-pack-config <file>]
       npm run review -- --against state [--stack prod|dr] [--format …] [--approval <file>] [--policy-pack-config <file>]
       npm run review -- --base <git ref> --program <folder> [--stack <name>] [--config <key>=<value>]… [--format …] [--approval <file>]

Says what the working tree changes in both stacks since it left the ref, and what may lose data, recover worse, let more in,
disturb or be noticed later; with --against state, since they were deployed, by your own pulumi; with --program, of another
program of Pulumi. Exit codes: 0 nothing needs an approval, 1 an error, 2 wrong arguments, 10 something needs one.`;

/** What the command was asked for. */
export interface ReviewArguments {
  /** The commit to compare with, or what the user's stacks have deployed. */
  readonly against: (typeof AGAINST)[number];
  /** Empty against the state. */
  readonly base: string;
  /** Empty for all of another program. */
  readonly stacks: readonly string[];
  readonly format: Format;
  /** File of approvals as given; undefined where it is `review-approval.yaml`, if there is one. */
  readonly approval: string | undefined;
  /** Settings of the policy pack, as the stack's own pipeline gives them; undefined where those of policies/recovery.json are meant. */
  readonly policyConfig: string | undefined;
  /** Folder of another program, as given; undefined for the repository's own. */
  readonly program: string | undefined;
  /** Settings of that program's stacks, by key, over those in their files. */
  readonly config: Readonly<Record<string, string>>;
}

const oneOf = (allowed: readonly string[]) => (value: string) =>
  allowed.includes(value) ? undefined : `must be one of ${allowed.join(", ")}`;

/** What is missing of what the working tree is compared with, or is too much. */
function compared({ values }: Given): readonly string[] {
  if (values.get("--against") !== "state") return values.has("--base") ? [] : ["--base: is missing"];
  return [
    ...(values.has("--base") ? ["--base: is a commit, and --against state compares with none"] : []),
    ...(values.has("--program") ? ["--against state: is for the repository's own program"] : []),
  ];
}

/** What only one of the ways to call it takes. */
const together = (given: Given): readonly string[] => [...compared(given), ...ofProgram(given)];

function ofProgram({ values, lists }: Given): readonly string[] {
  if (values.has("--program"))
    return values.has("--policy-pack-config")
      ? ["--policy-pack-config: is for the repository's own program: --program has no policies"]
      : [];
  const problem = oneOf(STACKS)(values.get("--stack") ?? "prod");
  return [
    ...(problem === undefined ? [] : [`--stack ${values.get("--stack") ?? ""}: ${problem}`]),
    ...(lists.has("--config") ? ["--config: is for another program: it needs --program"] : []),
  ];
}

/** @throws ArgumentsError naming everything that is wrong */
export function reviewArguments(args: readonly string[]): ReviewArguments {
  const { values, lists } = parseCommandLine(args, {
    usage: USAGE.split("\n\n")[0] ?? "",
    values: {
      "--base": {},
      "--against": { problem: oneOf(AGAINST) },
      "--stack": {},
      "--program": {},
      "--config": {
        many: true,
        problem: (value) => (/^[^=]+=/.test(value) ? undefined : "must be <key>=<value>"),
      },
      "--format": { problem: oneOf(FORMATS) },
      "--approval": {},
      "--policy-pack-config": {},
    },
    together,
  });
  const stack = values.get("--stack");
  const program = values.get("--program");
  const pairs = (lists.get("--config") ?? []).map((text): readonly [string, string] => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return {
    against: AGAINST.find((each) => each === values.get("--against")) ?? "base",
    base: values.get("--base") ?? "",
    stacks: stack !== undefined ? [stack] : program === undefined ? STACKS : [],
    program,
    config: Object.fromEntries(pairs),
    format: FORMATS.find((format) => format === values.get("--format")) ?? "markdown",
    approval: values.get("--approval"),
    policyConfig: values.get("--policy-pack-config"),
  };
}
