/** Seconds of the steps that a job's log names, by event and field, such as `restored.dataSeconds`. */
export type Phases = Readonly<Record<string, number>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Every figure in seconds of a job's log; of two lines with one event the later counts.
 * @param log one JSON object a line; other lines are passed over
 */
export function phasesOf(log: string): Phases {
  const phases: Record<string, number> = {};
  for (const entry of log.split("\n").map(parsed)) {
    if (!isRecord(entry) || typeof entry["event"] !== "string") continue;
    for (const [field, value] of Object.entries(entry))
      if (/seconds$/i.test(field) && typeof value === "number") phases[`${entry["event"]}.${field}`] = value;
  }
  return phases;
}
