/** Zones that were asked for: each answer costs the runtime milliseconds, and services share zones. */
const known = new Map<string, boolean>();

function exists(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Whether a name is an IANA time zone that this runtime's data knows; `Local` and offsets are none. */
export function isTimeZone(name: string): boolean {
  const answer = known.get(name) ?? (/^[A-Z]/.test(name) && exists(name));
  known.set(name, answer);
  return answer;
}

/**
 * Whether a zone's clock changes in the course of a year: an hour is then skipped, with the runs in it (trap 3).
 * @param name a time zone that `isTimeZone` accepts
 */
export function changesClock(name: string): boolean {
  if (/^(Etc\/)?UTC$/.test(name)) return false;
  const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
  const offsets = Array.from({ length: 12 }, (_, month) =>
    format.formatToParts(new Date(Date.UTC(2026, month, 15))).find((part) => part.type === "timeZoneName"),
  );
  return new Set(offsets.map((part) => part?.value)).size > 1;
}
