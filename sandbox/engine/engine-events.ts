import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** What the engine or the program says, once for the terminal's last line (`ephemeral`) or for good. */
export const diagnosticEvent = z.object({
  urn: z.string().default(""),
  prefix: z.string().default(""),
  message: z.string(),
  severity: z.string(),
  ephemeral: z.boolean().default(false),
});

/** What a policy finds. */
export const policyEvent = z.object({
  resourceUrn: z.string().default(""),
  message: z.string(),
  policyName: z.string(),
  enforcementLevel: z.string(),
});

/** The parts of the engine's events that a summary is made of. */
const schema = z.object({
  resourcePreEvent: z
    .object({ metadata: z.object({ op: z.string(), urn: z.string(), diffs: z.array(z.string()).nullish() }) })
    .optional(),
  diagnosticEvent: diagnosticEvent.optional(),
  policyEvent: policyEvent.optional(),
  summaryEvent: z.object({ PolicyPacks: z.record(z.string(), z.string()).nullish() }).optional(),
});

/** One event of the engine; it has one of these parts, or none if it is of no use here. */
export type EngineEvent = z.infer<typeof schema>;

/**
 * The events of a run of the CLI with `--event-log`.
 * @param file JSON, one event a line
 * @returns none if the run ended before its first event
 * @throws ZodError when an event has another shape than this version of the engine gives it
 */
export function readEvents(file: string): readonly EngineEvent[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => schema.parse(JSON.parse(line)));
}
