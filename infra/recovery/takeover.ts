import type { Problem } from "../problem";
import type { Role, Posture } from "../catalog/types";

/** A stack's output about itself at its last successful deployment. */
export interface Standing {
  /** Undefined if the stack was never deployed. */
  readonly posture: Posture | undefined;
  /** Whether it has served since it was last passive, so that its data is newer than what it restored. */
  readonly served: boolean;
  /** Whether it serves after restoring the other environment's data. */
  readonly tookOver: boolean;
  /** Label of the final backup of its fence, by service id; empty unless fenced. */
  readonly finalBackups: Readonly<Record<string, string>>;
}

/** A stack that was never deployed. */
export const neverDeployed: Standing = {
  posture: undefined,
  served: false,
  tookOver: false,
  finalBackups: {},
};

/** What the decision depends on, all known before anything changes. */
export interface Situation {
  readonly role: Role;
  /** The requested posture. */
  readonly posture: Posture;
  /** Whether the operator says that the primary is lost. */
  readonly primaryLost: boolean;
  /** This stack before the update. */
  readonly own: Standing;
  /** The other stack; undefined if it is lost or does not exist yet. */
  readonly peer: Standing | undefined;
}

/** How an environment takes over from the other. */
export interface Takeover {
  /** `fenced`: the other has stopped and taken a final backup; `lost`: the operator says that it is lost. */
  readonly reason: "fenced" | "lost";
  /** Label of the final backup by service id; empty if the newest backup is restored. */
  readonly finalBackups: Readonly<Record<string, string>>;
}

/** The decision. */
export interface Decision {
  /** Undefined if the environment is passive or fenced, or serves without a restore. */
  readonly takeover: Takeover | undefined;
  /** Whether this environment will have served since it was last passive; see {@link Standing}. */
  readonly served: boolean;
  /** Why the posture is refused; empty if it is accepted. */
  readonly problems: readonly Problem[];
}

/** Whether an environment in this posture accepts writes. */
export const serves = (posture: Posture | undefined): boolean => posture === "active" || posture === "safe";

const refusal = (posture: Posture, limit: string, remedy: string): Problem => ({
  thing: "config lifeboat:posture",
  value: `"${posture}"`,
  limit,
  remedy,
});

const fenceFirst = (stack: string): string =>
  `fence it first: pulumi config set lifeboat:posture fenced --stack ${stack} && pulumi up --stack ${stack}`;

/** The names of the two stacks, for messages. */
export interface StackNames {
  readonly own: string;
  readonly peer: string;
}

function standbyServing(
  { posture, primaryLost, peer }: Situation,
  names: StackNames,
): Omit<Decision, "served"> {
  if (primaryLost) return { takeover: { reason: "lost", finalBackups: {} }, problems: [] };
  if (peer?.posture === "fenced")
    return { takeover: { reason: "fenced", finalBackups: peer.finalBackups }, problems: [] };
  const state = peer?.posture === undefined ? "was never deployed" : `is ${peer.posture}`;
  const limit = `wait until the primary is fenced: ${names.peer} ${state}, and two environments must never write at once`;
  const lost = `if it is lost and cannot be fenced: pulumi config set lifeboat:primaryLost true --stack ${names.own}`;
  return { takeover: undefined, problems: [refusal(posture, limit, `${fenceFirst(names.peer)}; ${lost}`)] };
}

function primaryServing(situation: Situation, names: StackNames): Omit<Decision, "served"> {
  const { posture, own, peer } = situation;
  if (peer === undefined || peer.posture === undefined || peer.posture === "passive")
    return { takeover: undefined, problems: [] };
  if (serves(peer.posture)) {
    const limit = `wait until ${names.peer} no longer serves: it is ${peer.posture}, and two environments must never write at once`;
    return { takeover: undefined, problems: [refusal(posture, limit, fenceFirst(names.peer))] };
  }
  if (!peer.served) return { takeover: undefined, problems: [] };
  const takeover: Takeover = { reason: "fenced", finalBackups: peer.finalBackups };
  if (!serves(own.posture) || own.tookOver) return { takeover, problems: [] };
  const limit = `come after a fence of ${names.own}: ${names.peer} has served since, and the data of ${names.own} is older`;
  return { takeover: undefined, problems: [refusal(posture, limit, fenceFirst(names.own))] };
}

function waiting({ posture, own, peer }: Situation, names: StackNames): readonly Problem[] {
  if (posture !== "passive") return [];
  if (serves(own.posture)) {
    const limit = "come after a fence: a standby would miss what was written here";
    return [refusal(posture, limit, fenceFirst(names.own))];
  }
  if (own.posture === "fenced" && own.served && !serves(peer?.posture)) {
    const limit = `wait until ${names.peer} serves again: the newest data is here`;
    const remedy = `pulumi config set lifeboat:posture active --stack ${names.peer} && pulumi up --stack ${names.peer}`;
    return [refusal(posture, limit, remedy)];
  }
  return [];
}

/**
 * Decides whether an environment may take the requested posture, and whether it must restore first.
 *
 * Never two writers: an environment does not serve while the other does; one that has served is fenced, with a final
 * backup, before the other serves (trap 9).
 */
export function decide(situation: Situation, names: StackNames): Decision {
  const { role, posture, own } = situation;
  if (!serves(posture)) {
    const served = posture === "fenced" && own.served;
    return { takeover: undefined, served, problems: waiting(situation, names) };
  }
  const decided = role === "standby" ? standbyServing(situation, names) : primaryServing(situation, names);
  return { ...decided, served: true };
}
