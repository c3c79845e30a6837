/** Takes every right from all but the user, on a line of its own or after other commands, but in no subshell. */
const UMASK =
  /^(?:(?:[^"'#(\n]|"[^"\n]*"|'[^'\n]*')*(?:;|&&))?[ \t]*umask[ \t]+0?[0-7]?77[ \t]*(?:[;#&].*)?$/m;

/** True for a shell's text that makes what it writes its user's alone. */
export const keepsFilesPrivate = (script: string): boolean => UMASK.test(script);
