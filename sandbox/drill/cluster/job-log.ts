import { z } from "zod";

const line = z.looseObject({ level: z.string().optional(), message: z.string() });

/** A line of a job's log; undefined for what tools write between them. */
function parsed(text: string): z.infer<typeof line> | undefined {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const written = (log: string): readonly string[] => log.split("\n").filter((text) => text.trim() !== "");

/** What a job says about its end: the `message` of its last log line of level `error`, else its last line. */
export function lastError(log: string): string {
  const lines = [...written(log)].reverse();
  const said = lines.map(parsed).find((each) => each?.level === "error");
  return said?.message ?? parsed(lines[0] ?? "")?.message ?? lines[0] ?? "it wrote nothing to its log";
}

/** What a job gives back: the last line that is no line of its log; empty where there is none. */
export function resultOf(log: string): string {
  return (
    written(log)
      .filter((text) => parsed(text) === undefined)
      .at(-1)
      ?.trim() ?? ""
  );
}
