import { z } from "zod";
import { postureOf, type Postures } from "./posture";
import { noStanding, type StackStanding } from "./stack-takeover";
import type { Decision } from "./takeover";

const posture = z.enum(["active", "passive", "fenced", "safe"]);

/** The output by service id; a stack has at least one service. */
const byService = z
  .record(
    z.string(),
    z
      .object({
        posture,
        overridden: z.boolean(),
        served: z.boolean(),
        tookOver: z.boolean(),
        finalBackup: z.string().optional(),
        replicated: z.boolean().default(false),
        restored: z.string().optional(),
      })
      .transform(({ finalBackup, ...standing }) => ({ ...standing, finalBackup })),
  )
  .refine((services) => Object.keys(services).length > 0)
  .transform((services): StackStanding => ({ ...noStanding, services }));

/** The same as version 0.1.0 wrote it: one posture for every service. */
const ofWholeStack = z
  .object({
    posture,
    served: z.boolean(),
    tookOver: z.boolean(),
    finalBackups: z.record(z.string(), z.string()).default({}),
  })
  .transform(({ finalBackups, ...standing }): StackStanding => {
    const others = { ...standing, overridden: false, finalBackup: undefined, replicated: false };
    const services = Object.entries(finalBackups).map(
      ([id, finalBackup]) => [id, { ...others, finalBackup }] as const,
    );
    return { services: Object.fromEntries(services), others };
  });

const output = z.union([ofWholeStack, byService]);

/** Reads a stack's output `standing`, also as an older program wrote it; undefined if it has another form. */
export const readStanding = (value: unknown): StackStanding | undefined => output.safeParse(value).data;

/**
 * A stack's output `standing`: what the next decision of both stacks depends on, by service id.
 * @param decisions of every declared service
 * @param finalBackups labels by service id, of the fenced services
 * @param replicated ids of those whose database server is replicated; none in a stack that has none
 */
export const standingOutput = <Label>(
  postures: Postures,
  decisions: Readonly<Record<string, Pick<Decision, "takeover" | "served" | "restored">>>,
  finalBackups: Readonly<Record<string, Label>>,
  replicated: ReadonlySet<string> = new Set(),
) =>
  Object.fromEntries(
    Object.entries(decisions).map(([id, { takeover, served, restored }]) => [
      id,
      {
        posture: postureOf(id, postures),
        overridden: postures.postures[id] !== undefined,
        served,
        tookOver: takeover !== undefined,
        ...(finalBackups[id] === undefined ? {} : { finalBackup: finalBackups[id] }),
        ...(replicated.has(id) ? { replicated: true } : {}),
        ...(restored === undefined ? {} : { restored }),
      },
    ]),
  );
