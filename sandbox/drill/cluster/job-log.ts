import { z } from "zod";

const line = z.looseObject({ level: z.string().optional(), message: z.string() });

function messageOf(text: string): { readonly level: string; readonly message: string } {
  try {
    const { level = "", message } = line.parse(JSON.parse(text));
    return { level, message };
  } catch {
    return { level: "", message: text };
  }
}

/**
 * What a job says about its end: the `message` of its last log line of level `error`, else its last line.
 * @param stderr its log, JSON lines with whatever tools write between them
 */
export function lastError(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map(messageOf)
    .reverse();
  return (lines.find(({ level }) => level === "error") ?? lines[0])?.message ?? "it wrote nothing to its log";
}
