import type { Horizon, Posture, Service } from "../catalog/types";
import { fixedLines, sharedLines, type Place } from "./fixed";
import type { Line } from "./line";
import { repositoryLines } from "./repository";
import { vaultLines, type Assumed } from "./vault";

/** A service as its stack has it, and what it does there. */
export interface Billed {
  readonly service: Service;
  readonly posture: Posture;
}

/** Whether its backups run: a standby that waits, and an environment that is fenced, store nothing new. */
const backsUp = (posture: Posture): boolean => posture === "active" || posture === "safe";

/** The monthly bill of one service in one environment, at a horizon of its capacity plan. */
export function serviceLines(
  { service, posture }: Billed,
  place: Place,
  horizon: Horizon,
  assumed: Assumed,
): readonly Line[] {
  const { server } = service.database;
  const replicated = place.replicaRegion !== undefined;
  return [
    ...(backsUp(posture) ? vaultLines(service, horizon, assumed, replicated) : []),
    ...(server?.kind === "cluster" && place.role === "primary"
      ? repositoryLines(service, server, horizon)
      : []),
    ...fixedLines(service, place, horizon),
  ];
}

/** Name of what is no service's alone. */
export const SHARED = "(shared)";

/** The monthly bill of a stack: by service in the given order, then what it has once. */
export function stackLines(
  billed: readonly Billed[],
  place: Place,
  horizon: Horizon,
  assumed: Assumed,
): ReadonlyMap<string, readonly Line[]> {
  return new Map([
    ...billed.map((each) => [each.service.id, serviceLines(each, place, horizon, assumed)] as const),
    [
      SHARED,
      sharedLines(
        billed.map(({ service }) => service),
        place,
        horizon,
      ),
    ],
  ]);
}
