import type { Role } from "../catalog/types";
import type { Problem } from "../problem";
import { postureOf, type Postures } from "./posture";
import {
  change,
  decide,
  declareLost,
  neverDeployed,
  serves,
  type Decision,
  type Names,
  type Standing,
} from "./takeover";

/** A stack's output about its services at its last successful deployment. */
export interface StackStanding {
  /** What it says of each service, by id. */
  readonly services: Readonly<Record<string, Standing>>;
  /** What holds for a service that it does not name. */
  readonly others: Standing;
}

/** A stack that was never deployed. */
export const noStanding: StackStanding = { services: {}, others: neverDeployed };

/** What the decision on a stack depends on, all known before anything changes. */
export interface StackSituation extends Postures {
  readonly role: Role;
  /** Ids of the declared services. */
  readonly services: readonly string[];
  /** Ids of those whose database server replays the other environment's WAL, or the other way round. */
  readonly replicated: ReadonlySet<string>;
  /** Whether the operator says that the primary is lost, with all that it runs. */
  readonly primaryLost: boolean;
  /** Whether the operator says that a service is lost there, by id. */
  readonly lostOnPrimary: Readonly<Record<string, boolean>>;
  /** The backup that is restored in place of the newest, by service id. */
  readonly restoreBackups: Readonly<Record<string, string>>;
  /** This stack before the update. */
  readonly own: StackStanding;
  /** The other stack; undefined if it is lost or does not exist yet. */
  readonly peer: StackStanding | undefined;
}

/** The decision on every declared service. */
export interface StackDecision {
  /** By service id. */
  readonly decisions: Readonly<Record<string, Decision>>;
  /** Why postures are refused, of all services; empty if all are accepted. */
  readonly problems: readonly Problem[];
}

const standingIn = ({ services, others }: StackStanding, id: string): Standing => services[id] ?? others;

const refusedIn = (decisions: Readonly<Record<string, Decision>>): readonly string[] =>
  Object.entries(decisions).flatMap(([id, { problems }]) => (problems.length > 0 ? [id] : []));

/**
 * Whether commands for whole stacks change these services and no others: on both stacks they are the ones without a
 * posture of their own.
 */
function coveredByStacks(ids: readonly string[], { services, postures, peer }: StackSituation): boolean {
  return (
    services.every((id) => (postures[id] === undefined) === ids.includes(id)) &&
    Object.entries(peer?.services ?? {}).every(([id, { overridden }]) => !overridden === ids.includes(id))
  );
}

/** A fence takes a final backup of a service, unless it did not end or the other stack does not declare the service. */
function backupProblems(
  decisions: Readonly<Record<string, Decision>>,
  role: Role,
  stacks: Names,
): readonly Problem[] {
  return Object.entries(decisions)
    .filter(([, { takeover }]) => takeover?.reason === "fenced" && takeover.finalBackup === undefined)
    .map(([service]) => {
      const names = { ...stacks, service };
      const lost = `; if it is lost there and cannot be fenced: ${declareLost(names)}`;
      return {
        thing: `final backup of ${service}`,
        value: "(missing)",
        limit: `be in the outputs of ${names.peer}, where it is fenced`,
        remedy: `complete the fence there, with ${service} in lifeboat:services: ${change("fenced", names.peer, names)}${role === "standby" ? lost : ""}`,
      };
    });
}

/**
 * A service that is fenced on the primary is not lost there: its newest rows are in the final backup, and a loss would restore an
 * older one. A backup that the operator names is restored all the same, and a takeover that is done stays as it was.
 */
function lostProblems(
  decisions: Readonly<Record<string, Decision>>,
  { own, peer, restoreBackups }: StackSituation,
  { own: stack, peer: primary }: Names,
): readonly Problem[] {
  if (peer === undefined) return [];
  return Object.entries(decisions).flatMap(([id, { takeover }]): readonly Problem[] => {
    const there = standingIn(peer, id);
    const isFenced = there.posture === "fenced" && there.finalBackup !== undefined;
    if (takeover?.reason !== "lost" || !isFenced) return [];
    if (serves(standingIn(own, id).posture) || restoreBackups[id] !== undefined) return [];
    const other = there.replicated
      ? ""
      : `; only if that backup cannot be restored: pulumi config set --path lifeboat:restoreBackups.${id} '<id or time of another>' --stack ${stack}`;
    return [
      {
        thing: `config lifeboat:lostOnPrimary.${id}`,
        value: "true",
        limit: `not be set: ${primary} has fenced it, and what it wrote last is in ${there.replicated ? "the archive" : "its final backup"}; as lost, older data would be served`,
        remedy: `pulumi config rm --path lifeboat:lostOnPrimary.${id} --stack ${stack} && pulumi up --stack ${stack}${other}`,
      },
    ];
  });
}

/**
 * Both environments' servers replay each other's WAL, or neither does: a fence leaves behind what the other waits for. A
 * primary begins, and its standby follows.
 */
function replicationProblems(
  decisions: Readonly<Record<string, Decision>>,
  { role, replicated, peer, postures, posture }: StackSituation,
  stacks: Names,
): readonly Problem[] {
  if (peer === undefined) return [];
  return Object.entries(decisions).flatMap(([id, { takeover }]): readonly Problem[] => {
    const here = replicated.has(id);
    const there = standingIn(peer, id);
    if (there.posture === undefined || there.replicated === here) return [];
    const matters =
      takeover?.reason === "fenced" ||
      postureOf(id, { posture, postures }) === "fenced" ||
      (role === "standby" && here);
    if (!matters) return [];
    const lacks = here ? stacks.peer : stacks.own;
    return [
      {
        thing: `config lifeboat:databaseServers.${id}`,
        value: here ? '"replicated"' : "(not replicated)",
        limit:
          "be replicated on both stacks or on neither: what one environment leaves at a fence, the other must be able to take",
        // The other way would remove a server that lives, and its data are the only ones that are complete.
        remedy: `pulumi config set --path lifeboat:databaseServers.${id} replicated --stack ${lacks} && pulumi up --stack ${lacks}`,
      },
    ];
  });
}

/**
 * Decides each service by itself: see {@link decide}.
 *
 * Refusals with one cause, which commands for the whole stack remove, are reported once; others by service, with commands
 * that change no other service.
 */
export function decideStack(situation: StackSituation, names: Names): StackDecision {
  const { role, services, primaryLost, lostOnPrimary, own, peer } = situation;
  const decideAll = (namesOf: (id: string) => Names): Readonly<Record<string, Decision>> =>
    Object.fromEntries(
      services.map((id) => [
        id,
        decide(
          {
            role,
            posture: postureOf(id, situation),
            lost: primaryLost || lostOnPrimary[id] === true,
            own: standingIn(own, id),
            peer: peer && standingIn(peer, id),
          },
          namesOf(id),
        ),
      ]),
    );
  const together = decideAll(() => names);
  const refused = refusedIn(together);
  const causes = new Set(refused.map((id) => JSON.stringify(together[id]?.problems)));
  const [first] = refused;
  const shared = first !== undefined && causes.size === 1 && coveredByStacks(refused, situation);
  const decisions = shared ? together : decideAll((id) => ({ ...names, service: id }));
  const refusals = (shared ? [first] : services).flatMap((id) => decisions[id]?.problems ?? []);
  return {
    decisions,
    problems: [
      ...refusals,
      ...backupProblems(decisions, role, names),
      ...lostProblems(decisions, situation, names),
      ...replicationProblems(decisions, situation, names),
    ],
  };
}
