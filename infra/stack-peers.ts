import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Config } from "./config";
import { postureOf } from "./recovery/posture";
import { readStanding } from "./recovery/standing";
import { decideStack, noStanding, type StackDecision, type StackStanding } from "./recovery/stack-takeover";
import { serves, type Names } from "./recovery/takeover";
import { refusal } from "./config/refusal";

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
async function standingOf(stack: string, remedy: string): Promise<StackStanding> {
  const { standing: value } = await outputsOf(stack, remedy);
  if (value === undefined) return noStanding;
  const found = readStanding(value);
  if (found !== undefined) return found;
  throw refusal([
    {
      thing: `output standing of stack ${stack}`,
      value: JSON.stringify(value),
      limit:
        "contain posture, served and tookOver of each service, so that two environments never write at once",
      remedy: `look at pulumi stack output --stack ${stack}; the state may be damaged, or from another program. ${remedy}`,
    },
  ]);
}

const LOGIN =
  "check that pulumi login names the backend of that stack, and that the key of its secrets can be used (docs/bootstrap.md)";

/** What decides and is decided, of a stack's config. */
type Deciding = Pick<
  Config,
  | "role"
  | "posture"
  | "postures"
  | "peerStack"
  | "primaryLost"
  | "lostOnPrimary"
  | "restoreBackups"
  | "services"
>;

/** What to do if the peer's state cannot be read. */
function peerRemedy(config: Deciding, peer: string): string {
  if (config.role !== "standby" || !config.services.some((id) => serves(postureOf(id, config))))
    return `${LOGIN}, or create it: npm run init, which makes ${shortName(peer)} with its secrets provider`;
  const lost = `pulumi config set lifeboat:primaryLost true --stack ${pulumi.getStack()}`;
  return `${LOGIN}; only if the primary is lost: ${lost}`;
}

const shortName = (stack: string): string => stack.split("/").at(-1) ?? stack;

/**
 * Decides from both stacks' last outputs whether this one may take its postures, before anything is declared.
 *
 * A lost primary's outputs are not read: its backend may be lost too (trap 8).
 * @param replicated ids of the services whose database servers replay each other's WAL
 * @throws pulumi.RunError with every reason against it, of all services
 */
export async function decideTakeover(
  config: Deciding,
  replicated: ReadonlySet<string>,
): Promise<StackDecision["decisions"]> {
  const own = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const asked = config.primaryLost ? undefined : config.peerStack;
  const [before, peer] = await Promise.all([
    standingOf(own, LOGIN),
    asked === undefined ? undefined : standingOf(asked, peerRemedy(config, asked)),
  ]);
  const names: Names = {
    own: pulumi.getStack(),
    peer: config.peerStack === undefined ? "the primary" : shortName(config.peerStack),
  };
  const { decisions, problems } = decideStack({ ...config, replicated, own: before, peer }, names);
  if (problems.length > 0) throw refusal(problems);
  return decisions;
}
