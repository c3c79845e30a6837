/** How far the engine steps back: at 10 it gets a tenth of a processor that somebody else wants. */
const NICENESS = 10;

/**
 * Command that starts another one so that it yields to everything else on the machine. Where Linux shares processors
 * between sessions first (autogroup), niceness counts only within a session: so the session steps back too. For a
 * command that leads a session of its own.
 */
export const yielding: readonly string[] = [
  "/bin/sh",
  "-c",
  `{ echo ${NICENESS} >/proc/self/autogroup; } 2>/dev/null; exec nice -n ${NICENESS} "$@"`,
  "yielding",
];
