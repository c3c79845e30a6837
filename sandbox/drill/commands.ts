import type { Side } from "./sides";

/** Settings of a stack by their key without its namespace; undefined removes. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What an operator sets for each change of posture; the guide in docs/failover.md quotes these and no others. */
export const settings = {
  /** dr takes over from a primary that cannot be asked. */
  activateAlone: { posture: "active", primaryLost: "true" },
  /** A side takes over from one that is fenced. */
  activate: { posture: "active" },
  fence: { posture: "fenced" },
  /** dr gives back: the loss that it was activated for is over. */
  fenceAfterLoss: { posture: "fenced", primaryLost: undefined },
  wait: { posture: "passive" },
} as const satisfies Readonly<Record<string, Settings>>;

/** Arguments of one `pulumi config` command for each setting. */
export function configArguments(stack: Side["stack"], wanted: Settings): readonly (readonly string[])[] {
  return Object.entries(wanted).map(([key, value]) => [
    "config",
    ...(value === undefined ? ["rm", `lifeboat:${key}`] : ["set", `lifeboat:${key}`, value]),
    "--stack",
    stack,
  ]);
}

/** Arguments of a deployment: at three in the morning nobody reads a preview first. */
export const upArguments = (stack: Side["stack"]): readonly string[] => [
  "up",
  "--stack",
  stack,
  "--yes",
  "--skip-preview",
];

/** Arguments of the questions whether a stack is at rest: nothing is left to do, and nothing has drifted. */
export const restArguments = (stack: Side["stack"]): readonly (readonly string[])[] => [
  ["preview", "--stack", stack, "--expect-no-changes"],
  ["refresh", "--stack", stack, "--yes", "--expect-no-changes"],
];

/** Arguments of the commands that take away all of a stack. */
export const destroyArguments = (stack: Side["stack"]): readonly (readonly string[])[] => [
  ["state", "unprotect", "--all", "--yes", "--stack", stack],
  ["destroy", "--yes", "--skip-preview", "--stack", stack],
];

/** A command as it is typed. */
export const typed = (args: readonly string[]): string => `pulumi ${args.join(" ")}`;
