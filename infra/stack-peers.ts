import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Config } from "./config";
import type { Problem } from "./problem";
import {
  decide,
  neverDeployed,
  serves,
  type Decision,
  type StackNames,
  type Standing,
} from "./recovery/takeover";
import { refusal } from "./config/refusal";

/** A stack's output `standing`; any field may be missing if an older program, or none, was deployed. */
const standing = z.object({
  posture: z.enum(["active", "passive", "fenced", "safe"]),
  served: z.boolean(),
  tookOver: z.boolean(),
  finalBackups: z.record(z.string(), z.string()).default({}),
});

/**
 * The engine's own function that reads a stack's outputs. A StackReference is a resource: the state keeps what it read, and a
 * refresh reports drift as soon as that stack is deployed again; for the stack's own outputs, after every change.
 */
const READ_OUTPUTS = "pulumi:pulumi:readStackOutputs";

const answer = z.object({ outputs: z.record(z.string(), z.unknown()).default({}) });

/** Outputs of a stack at its last successful deployment. @throws pulumi.RunError if they cannot be read */
async function outputsOf(stack: string, remedy: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const read: unknown = await pulumi.runtime.invoke(READ_OUTPUTS, { name: stack });
    return answer.parse(read).outputs;
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    const limit = "be readable, so that two environments never write at once";
    throw refusal([{ thing: `state of stack ${stack}`, value, limit, remedy }]);
  }
}

/**
 * A stack's output `standing` at its last successful deployment.
 * @param remedy what to do if its state cannot be read
 * @throws pulumi.RunError in that case, or if the output has another form
 */
async function standingOf(stack: string, remedy: string): Promise<Standing> {
  const { standing: value } = await outputsOf(stack, remedy);
  if (value === undefined) return neverDeployed;
  const found = standing.safeParse(value);
  if (found.success) return found.data;
  throw refusal([
    {
      thing: `output standing of stack ${stack}`,
      value: JSON.stringify(value),
      limit: "contain posture, served and tookOver, so that two environments never write at once",
      remedy: `look at pulumi stack output --stack ${stack}; the state may be damaged, or from another program. ${remedy}`,
    },
  ]);
}

const LOGIN = "check that pulumi login names the backend of that stack";

/** What to do if the peer's state cannot be read. */
function peerRemedy({ role, posture }: Pick<Config, "role" | "posture">, peer: string): string {
  if (role !== "standby" || !serves(posture))
    return `${LOGIN}, or create it: pulumi stack init ${shortName(peer)}`;
  const lost = `pulumi config set lifeboat:primaryLost true --stack ${pulumi.getStack()}`;
  return `${LOGIN}; only if the primary is lost: ${lost}`;
}

const shortName = (stack: string): string => stack.split("/").at(-1) ?? stack;

/** A fence takes a final backup of every service, except those that the other stack does not declare. */
function backupProblems(
  { takeover }: Decision,
  services: readonly string[],
  { peer }: StackNames,
): readonly Problem[] {
  if (takeover?.reason !== "fenced") return [];
  return services
    .filter((id) => takeover.finalBackups[id] === undefined)
    .map((id) => ({
      thing: `final backup of ${id}`,
      value: "(missing)",
      limit: `be in the outputs of ${peer}, which is fenced`,
      remedy: `deploy ${peer} with ${id} and posture fenced, or leave it out: pulumi config set --path 'lifeboat:services[0]' …`,
    }));
}

/**
 * Decides from both stacks' last outputs whether this one may take its posture, before anything is declared.
 *
 * A lost primary's outputs are not read: its backend may be lost too (trap 8).
 * @throws pulumi.RunError with every reason against it
 */
export async function decideTakeover(
  config: Pick<Config, "role" | "posture" | "peerStack" | "primaryLost" | "services">,
): Promise<Decision> {
  const own = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const asked = config.primaryLost ? undefined : config.peerStack;
  const [before, peer] = await Promise.all([
    standingOf(own, LOGIN),
    asked === undefined ? undefined : standingOf(asked, peerRemedy(config, asked)),
  ]);
  const names: StackNames = {
    own: pulumi.getStack(),
    peer: config.peerStack === undefined ? "the primary" : shortName(config.peerStack),
  };
  const decision = decide({ ...config, own: before, peer }, names);
  const problems = [...decision.problems, ...backupProblems(decision, config.services, names)];
  if (problems.length > 0) throw refusal(problems);
  return decision;
}
