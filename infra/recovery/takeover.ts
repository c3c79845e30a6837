import type { Problem } from "../problem";
import type { Role, Posture } from "../catalog/types";

/** What a stack's output says of a service at its last successful deployment. */
export interface Standing {
  /** Undefined if the stack was never deployed, or does not declare the service. */
  readonly posture: Posture | undefined;
  /** Whether the service has a posture of its own there, which a command for the whole stack does not change. */
  readonly overridden: boolean;
  /** Whether it has served since it was last passive, so that its data is newer than what it restored. */
  readonly served: boolean;
  /** Whether it serves after restoring the other environment's data. */
  readonly tookOver: boolean;
  /** Label of the fence, which is that of its final backup or of its last WAL; undefined unless fenced. */
  readonly finalBackup: string | undefined;
  /** Whether its database server replays the other environment's WAL, or the other one its own. */
  readonly replicated: boolean;
  /** Label of the other environment's fence whose data it has served since; undefined if there is none. */
  readonly restored?: string | undefined;
}

/** A service that was never deployed. */
export const neverDeployed: Standing = {
  posture: undefined,
  overridden: false,
  served: false,
  tookOver: false,
  finalBackup: undefined,
  replicated: false,
};

/** What the decision on a service depends on, all known before anything changes. */
export interface Situation {
  readonly role: Role;
  /** The requested posture. */
  readonly posture: Posture;
  /** Whether the operator says that the primary, or the service there, is lost. */
  readonly lost: boolean;
  /** This stack before the update. */
  readonly own: Standing;
  /** The other stack; undefined if it is lost or does not exist yet. */
  readonly peer: Standing | undefined;
}

/** How an environment takes over from the other. */
export interface Takeover {
  /** `fenced`: the other has stopped and taken a final backup; `lost`: the operator says that it is lost. */
  readonly reason: "fenced" | "lost";
  /** Label of the fence; undefined if the newest data are taken as they are. */
  readonly finalBackup: string | undefined;
}

/** The decision. */
export interface Decision {
  /** Undefined if the environment is passive or fenced, or serves without a restore. */
  readonly takeover: Takeover | undefined;
  /** Whether this environment will have served since it was last passive; see {@link Standing}. */
  readonly served: boolean;
  /** Label of the other environment's fence whose data it will have; see {@link Standing}. */
  readonly restored?: string | undefined;
  /** Why the posture is refused; empty if it is accepted. */
  readonly problems: readonly Problem[];
}

/** Whether an environment in this posture accepts writes. */
export const serves = (posture: Posture | undefined): boolean => posture === "active" || posture === "safe";

/** What messages name. */
export interface Names {
  /** This stack. */
  readonly own: string;
  /** The other stack. */
  readonly peer: string;
  /** Id of the service. @default all services of the stack, which share the cause */
  readonly service?: string;
}

const refusal = (posture: Posture, { service }: Names, limit: string, remedy: string): Problem => ({
  thing: service === undefined ? "config lifeboat:posture" : `posture of ${service}`,
  value: `"${posture}"`,
  limit,
  remedy,
});

/** The command that gives a stack, or a service of it, another posture. */
export function change(posture: Posture, stack: string, { service }: Names): string {
  const key = service === undefined ? "lifeboat:posture" : `--path lifeboat:postures.${service}`;
  return `pulumi config set ${key} ${posture} --stack ${stack} && pulumi up --stack ${stack}`;
}

const fenceFirst = (stack: string, names: Names): string =>
  `fence it first: ${change("fenced", stack, names)}`;

/** The operator's statement, on the standby, that the primary or the service there is lost. */
export const declareLost = ({ own, service }: Names): string =>
  service === undefined
    ? `pulumi config set lifeboat:primaryLost true --stack ${own}`
    : `pulumi config set --path lifeboat:lostOnPrimary.${service} true --stack ${own}`;

const NEVER_BOTH = "and two environments must never write at once";

/**
 * Whether it was fenced after it had served, or serves again since, and the other one has not served meanwhile: the newest
 * data are here.
 */
const hasNewest = ({ own, peer }: Situation): boolean =>
  own.served && !own.tookOver && own.restored !== undefined && own.restored === peer?.finalBackup;

function standbyServing(situation: Situation, names: Names): Omit<Decision, "served" | "restored"> {
  const { posture, lost, peer } = situation;
  if (lost) return { takeover: { reason: "lost", finalBackup: undefined }, problems: [] };
  // Its own fence is taken back: the other one's final backup is what it began with.
  if (peer?.posture === "fenced" && hasNewest(situation)) return { takeover: undefined, problems: [] };
  if (peer?.posture === "fenced")
    return { takeover: { reason: "fenced", finalBackup: peer.finalBackup }, problems: [] };
  const { service } = names;
  const refused = (limit: string, remedy: string) => ({
    takeover: undefined,
    problems: [refusal(posture, names, limit, remedy)],
  });
  if (service !== undefined && peer?.posture === undefined)
    return refused(
      `wait until it is fenced on ${names.peer}, which does not declare it, ${NEVER_BOTH}`,
      `name it in lifeboat:services of ${names.peer}, and ${change("fenced", names.peer, names)}; if nothing there serves it: ${declareLost(names)}`,
    );
  const state = peer?.posture === undefined ? "was never deployed" : `is ${peer.posture}`;
  return refused(
    service === undefined
      ? `wait until the primary is fenced: ${names.peer} ${state}, ${NEVER_BOTH}`
      : `wait until it is fenced on ${names.peer}: it ${state} there, ${NEVER_BOTH}`,
    `${fenceFirst(names.peer, names)}; if it is lost ${service === undefined ? "" : "there "}and cannot be fenced: ${declareLost(names)}`,
  );
}

function primaryServing(situation: Situation, names: Names): Omit<Decision, "served" | "restored"> {
  const { posture, own, peer } = situation;
  const { service } = names;
  if (peer === undefined || peer.posture === undefined || peer.posture === "passive")
    return { takeover: undefined, problems: [] };
  if (serves(peer.posture)) {
    const limit =
      service === undefined
        ? `wait until ${names.peer} no longer serves: it is ${peer.posture}, ${NEVER_BOTH}`
        : `wait until ${names.peer} no longer serves it: it is ${peer.posture} there, ${NEVER_BOTH}`;
    return { takeover: undefined, problems: [refusal(posture, names, limit, fenceFirst(names.peer, names))] };
  }
  if (!peer.served || hasNewest(situation)) return { takeover: undefined, problems: [] };
  const takeover: Takeover = { reason: "fenced", finalBackup: peer.finalBackup };
  if (!serves(own.posture) || own.tookOver) return { takeover, problems: [] };
  const what = service === undefined ? names.own : `${service} on ${names.own}`;
  const limit = `come after a fence of ${what}: ${names.peer} has served since, and the data of ${names.own} is older`;
  return { takeover: undefined, problems: [refusal(posture, names, limit, fenceFirst(names.own, names))] };
}

function waiting({ posture, own, peer }: Situation, names: Names): readonly Problem[] {
  if (posture !== "passive") return [];
  if (serves(own.posture)) {
    const limit = "come after a fence: a standby would miss what was written here";
    return [refusal(posture, names, limit, fenceFirst(names.own, names))];
  }
  if (own.posture === "fenced" && own.served && !serves(peer?.posture)) {
    const what = names.service === undefined ? names.peer : `${names.service} on ${names.peer}`;
    const limit = `wait until ${what} serves again: the newest data is here`;
    return [refusal(posture, names, limit, change("active", names.peer, names))];
  }
  return [];
}

/**
 * Decides whether an environment may take the requested posture with a service, and whether it must restore first.
 *
 * Never two writers: an environment does not serve while the other does; one that has served is fenced, with a final
 * backup, before the other serves (trap 9).
 */
export function decide(situation: Situation, names: Names): Decision {
  const { role, posture, own } = situation;
  if (!serves(posture)) {
    const kept = posture === "fenced" ? { served: own.served, restored: own.restored } : { served: false };
    return { takeover: undefined, ...kept, problems: waiting(situation, names) };
  }
  const decided = role === "standby" ? standbyServing(situation, names) : primaryServing(situation, names);
  const { takeover } = decided;
  return { ...decided, served: true, restored: takeover === undefined ? own.restored : takeover.finalBackup };
}
