import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Config } from "./config";
import { formatProblems, type Problem } from "./problem";
import { decide, neverDeployed, type Decision, type StackNames, type Standing } from "./recovery/takeover";

/** What a stack tells in its output `standing`; of an older program, or of none, everything may be missing. */
const standing = z.object({
  posture: z.enum(["active", "passive", "fenced", "safe"]),
  served: z.boolean(),
  tookOver: z.boolean(),
  finalBackups: z.record(z.string(), z.string()).default({}),
});

/** What a stack told of itself at its last successful deployment. @throws pulumi.RunError where it cannot be read */
async function standingOf(stack: string, logicalName: string, remedy: string): Promise<Standing> {
  const reference = new pulumi.StackReference(logicalName, { name: stack });
  try {
    const details = await reference.getOutputDetails("standing");
    const value: unknown = details.value;
    if (value === undefined) return neverDeployed;
    return standing.parse(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new pulumi.RunError(
      formatProblems([
        {
          thing: `stack ${stack}`,
          value: reason,
          limit: "tell its posture, so that two sides never write at once",
          remedy,
        },
      ]),
    );
  }
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
  const lost =
    "pulumi stack init it if there is none yet; on the standby, if it is lost: pulumi config set lifeboat:primaryLost true";
  const [before, peer] = await Promise.all([
    standingOf(
      own,
      "own-standing",
      "pulumi stack output --show-secrets shows it; the stack's state may be damaged",
    ),
    asked === undefined ? undefined : standingOf(asked, "peer-standing", lost),
  ]);
  const names: StackNames = {
    own: pulumi.getStack(),
    peer: config.peerStack?.split("/").at(-1) ?? "the primary",
  };
  const decision = decide({ ...config, own: before, peer }, names);
  const problems = [...decision.problems, ...backupProblems(decision, config.services, names)];
  if (problems.length > 0) throw new pulumi.RunError(formatProblems(problems));
  return decision;
}
