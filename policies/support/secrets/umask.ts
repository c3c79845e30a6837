/** Sets a mask in clear, on a line of its own or after other commands, but in no subshell; the last one of a line. */
const UMASK =
  /^(?:(?:[^"'#(\n]|"[^"\n]*"|'[^'\n]*')*(?:;|&&))?[ \t]*umask[ \t]+([0-7]{1,4}|[ugoarwxXst=+,-]*[=+-][ugoarwxXst=+,-]*)[ \t]*(?:[;#&].*)?$/gm;

/** Takes every right from all but the user. */
const PRIVATE = /^(?:0?[0-7]?77|(?:u=r?w?x?,)?(?:g=,o=|o=,g=|go=))$/;

/** True for a shell's text that makes what it writes its user's alone, and does not undo that by another mask in clear. */
export function keepsFilesPrivate(script: string): boolean {
  const [, mask = ""] = [...script.matchAll(UMASK)].at(-1) ?? [];
  return PRIVATE.test(mask);
}
