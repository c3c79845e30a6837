import type { Posture } from "../catalog/types";

/** The postures of a stack: its own, and those of services that differ from it. */
export interface Postures {
  readonly posture: Posture;
  /** Posture by service id; a service without an entry has the stack's. */
  readonly postures: Readonly<Record<string, Posture>>;
}

/** What a stack does with a service: the service's own posture if it has one, otherwise the stack's. */
export const postureOf = (id: string, { posture, postures }: Postures): Posture => postures[id] ?? posture;

/** A stack's config as one service reads it: `posture` is the service's. */
export const ofService = <Config extends Postures>(id: string, config: Config): Config => ({
  ...config,
  posture: postureOf(id, config),
});
