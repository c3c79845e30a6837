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

/** What a stack tells in its output `standing`; of an older program, or of none, everything may be missing. */
const standing = z.object({
  posture: z.enum(["active", "passive", "fenced", "safe"]),
  served: z.boolean(),
  tookOver: z.boolean(),
  finalBackups: z.record(z.string(), z.string()).default({}),
});

/**
 * The engine's own function that reads a stack's outputs. A StackReference is a resource: the state keeps what it read, and
 * is out of date, to a refresh, as soon as that stack is deployed again; with its own outputs that is after every change.
 */
const READ_OUTPUTS = "pulumi:pulumi:readStackOutputs";

const answer = z.object({ outputs: z.record(z.string(), z.unknown()).default({}) });

/** Outputs of a stack at its last successful deployment. @throws pulumi.RunError where they cannot be read */
async function outputsOf(stack: string, remedy: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const read: unknown = await pulumi.runtime.invoke(READ_OUTPUTS, { name: stack });
    return answer.parse(read).outputs;
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    const limit = "be read, so that two sides never write at once";
    throw refusal([{ thing: `state of stack ${stack}`, value, limit, remedy }]);
  }
}

/**
 * What a stack told of itself at its last successful deployment.
 * @param remedy what to do where its state cannot be read
 * @throws pulumi.RunError where that is so, or where it told something else
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
      limit: "tell posture, served and tookOver, so that two sides never write at once",
      remedy: `see what pulumi stack output shows; the stack's state may be damaged, or another program's. ${remedy}`,
    },
  ]);
}

const LOGIN = "see that pulumi login names the backend that has it";

/** What to do where the peer's state cannot be read. */
function peerRemedy({ role, posture }: Pick<Config, "role" | "posture">, peer: string): string {
  if (role !== "standby" || !serves(posture))
    return `${LOGIN}, or make it: pulumi stack init ${shortName(peer)}`;
  const lost = `pulumi config set lifeboat:primaryLost true --stack ${pulumi.getStack()}`;
  return `${LOGIN}; only if the primary is lost, say so: ${lost}`;
}

const shortName = (stack: string): string => stack.split("/").at(-1) ?? stack;

/** A fence leaves a final backup of every service; one that the other stack does not declare has none. */
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
 * A lost primary is not asked: nothing of its backend is needed (trap 8).
 * @throws pulumi.RunError with everything that forbids it
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
