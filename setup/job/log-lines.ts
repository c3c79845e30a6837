import { z } from "zod";

const logged = z.looseObject({ time: z.string(), level: z.string(), message: z.string() });

/** A line of a job's log for a reader: its time, level and message; other lines as they are. */
export function readable(line: string): string {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    return line;
  }
  const { success, data } = logged.safeParse(found);
  if (!success) return line;
  return `${data.time.slice(11, 19)} ${data.level.padEnd(5)} ${data.message}`;
}

/**
 * Takes the lines of one container's log that are new, however often the same part is read. The log is read again and again, and not
 * followed: a follow ends when a log is rotated, when a proxy closes an idle connection, or never.
 */
export class LogCursor {
  /** Time of the newest line that was taken, as the kubelet stamps it. */
  private newest = "";
  /** How many lines of that time were taken. */
  private taken = 0;

  /** From when the log is read next; undefined for all of it. The API takes whole seconds. */
  get since(): string | undefined {
    return this.newest === "" ? undefined : this.newest.replace(/\.\d+/, "");
  }

  /** @param text what `kubectl logs --timestamps` prints, from {@link since} on @returns lines without their time */
  take(text: string): readonly string[] {
    const lines: string[] = [];
    const [before, known] = [this.newest, this.taken];
    let passed = 0;
    for (const line of text.split("\n")) {
      const [, stamp, rest] = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?(.*)$/.exec(line) ?? [];
      if (stamp === undefined || rest === undefined || padded(stamp) < padded(before)) continue;
      // Of the newest time, so many lines are known.
      if (stamp === before && (passed += 1) <= known) continue;
      this.note(stamp);
      lines.push(rest);
    }
    return lines;
  }

  private note(stamp: string): void {
    this.taken = stamp === this.newest ? this.taken + 1 : 1;
    this.newest = stamp;
  }
}

/** A time whose texts are in the order of the times: fractions have no trailing zeros. */
function padded(stamp: string): string {
  const [whole = "", fraction = ""] = stamp.replace(/(Z|[+-]\d\d:\d\d)$/, "").split(".");
  return `${whole}.${fraction.padEnd(9, "0")}`;
}
