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
import { refusal } from "./refusal";

/** What a stack tells in its output `standing`; of an older program, or of none, everything may be missing. */
const standing = z.object({
  posture: z.enum(["active", "passive", "fenced", "safe"]),
  served: z.boolean(),
  tookOver: z.boolean(),
  finalBackups: z.record(z.string(), z.string()).default({}),
});

/**
 * What a stack told of itself at its last successful deployment. A stack that cannot be read ends the program here, in
 * the engine's own words.
 * @throws pulumi.RunError where it told something else
 */
async function standingOf(stack: string, logicalName: string): Promise<Standing> {
  const reference = new pulumi.StackReference(logicalName, { name: stack });
  const details = await reference.getOutputDetails("standing");
  const value: unknown = details.value;
  if (value === undefined) return neverDeployed;
  const found = standing.safeParse(value);
  if (found.success) return found.data;
  throw refusal([
    {
      thing: `output standing of stack ${stack}`,
      value: JSON.stringify(value),
      limit: "tell posture, served and tookOver, so that two sides never write at once",
      remedy: "see what pulumi stack output shows; the stack's state may be damaged, or another program's",
    },
  ]);
}

/** Tells what to do if the primary cannot be read, before it is: after that only the engine has a word. */
async function tellOfLoss(primary: string): Promise<void> {
  const lost = `pulumi config set lifeboat:primaryLost true --stack ${pulumi.getStack()}`;
  await pulumi.log.info(`asks ${primary} for its posture; if that is lost and cannot be read: ${lost}`);
}

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
      limit: `stand in the outputs of ${peer}, which is fenced`,
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
  if (asked !== undefined && config.role === "standby" && serves(config.posture)) await tellOfLoss(asked);
  const [before, peer] = await Promise.all([
    standingOf(own, "own-standing"),
    asked === undefined ? undefined : standingOf(asked, "peer-standing"),
  ]);
  const names: StackNames = {
    own: pulumi.getStack(),
    peer: config.peerStack?.split("/").at(-1) ?? "the primary",
  };
  const decision = decide({ ...config, own: before, peer }, names);
  const problems = [...decision.problems, ...backupProblems(decision, config.services, names)];
  if (problems.length > 0) throw refusal(problems);
  return decision;
}
