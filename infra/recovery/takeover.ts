import type { Problem } from "../problem";
import type { Role, Posture } from "../catalog/types";

/** What a stack told of itself at its last successful deployment. */
export interface Standing {
  /** Undefined where the stack was never deployed. */
  readonly posture: Posture | undefined;
  /** Whether it has served since it last waited, so that its data is newer than what it once restored. */
  readonly served: boolean;
  /** Whether it serves since it restored what the other had. */
  readonly tookOver: boolean;
  /** Label of the final backup that its fence took, by service id; empty unless fenced. */
  readonly finalBackups: Readonly<Record<string, string>>;
}

/** A stack of which nothing is known. */
export const neverDeployed: Standing = {
  posture: undefined,
  served: false,
  tookOver: false,
  finalBackups: {},
};

/** What is decided on, all of it known before anything changes. */
export interface Situation {
  readonly role: Role;
  /** The posture that is asked for. */
  readonly posture: Posture;
  /** The operator's word that the primary is lost. */
  readonly primaryLost: boolean;
  /** This stack as it stood before. */
  readonly own: Standing;
  /** The other stack; undefined where it is lost, or where there is none yet. */
  readonly peer: Standing | undefined;
}

/** How an environment takes over from the other. */
export interface Takeover {
  /** `fenced`: the other has stopped and left a final backup; `lost`: the operator says that it is gone. */
  readonly reason: "fenced" | "lost";
  /** Label of the final backup by service id; empty where there is only the newest one. */
  readonly finalBackups: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface Decision {
  /** Undefined where the environment waits, is fenced, or serves without having to restore. */
  readonly takeover: Takeover | undefined;
  /** Whether this environment will have served since it last waited, as {@link Standing} keeps it. */
  readonly served: boolean;
  /** Why it is refused; empty when it is not. */
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

/** The names of the two stacks as messages give them. */
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
  const limit = `wait until the primary is fenced: ${names.peer} ${state}, and two sides must never write at once`;
  const lost = "if it is lost and cannot be fenced, say so: pulumi config set lifeboat:primaryLost true";
  return { takeover: undefined, problems: [refusal(posture, limit, `${fenceFirst(names.peer)}; ${lost}`)] };
}

function primaryServing(situation: Situation, names: StackNames): Omit<Decision, "served"> {
  const { posture, own, peer } = situation;
  if (peer === undefined || peer.posture === undefined || peer.posture === "passive")
    return { takeover: undefined, problems: [] };
  if (serves(peer.posture)) {
    const limit = `wait until ${names.peer} no longer serves: it is ${peer.posture}, and two sides must never write at once`;
    return { takeover: undefined, problems: [refusal(posture, limit, fenceFirst(names.peer))] };
  }
  if (!peer.served) return { takeover: undefined, problems: [] };
  const takeover: Takeover = { reason: "fenced", finalBackups: peer.finalBackups };
  if (!serves(own.posture) || own.tookOver) return { takeover, problems: [] };
  const limit = `come after a fence of its own: ${names.peer} has served, and what ${names.own} holds is older`;
  return { takeover: undefined, problems: [refusal(posture, limit, fenceFirst(names.own))] };
}

function waiting({ posture, own, peer }: Situation, names: StackNames): readonly Problem[] {
  if (posture !== "passive") return [];
  if (serves(own.posture)) {
    const limit = "come after a fence: what was written here since it serves would be left behind";
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
 * Decides whether an environment may take the posture that is asked for, and whether it has to restore first.
 *
 * Never two writers: neither side serves while the other does; a side that has served is fenced, with a final backup,
 * before the other serves (trap 9).
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
