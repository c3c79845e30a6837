import { bared } from "./program-text";
import { isSecretByName } from "./secret-name";

/** A program's password flag whose name does not say so. */
interface Flag {
  /** Name of the program, without its path. */
  readonly program: RegExp;
  readonly flag: string;
  /** Position of the password: in the flag's word, or in the next one. */
  readonly at: readonly ("attached" | "behind")[];
  /** Whether the flag counts only as the first word, because later words are another program's. @default false */
  readonly first?: true;
}

const FLAGS: readonly Flag[] = [
  {
    program: /^(mysql(?!d(_safe)?$)\w*|mariadb(-\w+)*|mariabackup|xtrabackup)$/,
    flag: "-p",
    at: ["attached"],
  },
  {
    program: /^mongo(sh|dump|restore|export|import|stat|top|files)?$/,
    flag: "-p",
    at: ["attached", "behind"],
  },
  { program: /^(redis|valkey|keydb)-cli$/, flag: "-a", at: ["behind"] },
  { program: /^sshpass$/, flag: "-p", at: ["attached", "behind"], first: true },
];

/** Begins like one of them; only for these few words is the program determined. */
const ONE_LETTER = /^-[ap]/;

/** Words before a program's name: wrappers and assignments. */
const BEFORE_PROGRAM =
  /^(?:-.*|\w+=.*|\d+[smhd]?|[{!]|sudo|env|exec|command|time|timeout|nice|ionice|nohup|if|then|else|elif|while|until|do|local|readonly|export|declare|return|tini|dumb-init|(?:.*\/)?(?:docker-)?entrypoint\.sh)$/s;

/** Whether a word is a password for a one-letter flag, `-p` or `-a`. @param before earlier words of its command */
export function isPasswordByFlag(word: string, before: readonly string[]): boolean {
  if (!ONE_LETTER.test(word) && !ONE_LETTER.test(before.at(-1) ?? "")) return false;
  const words = before.slice(before.lastIndexOf("--") + 1);
  const index = words.findIndex((one) => !BEFORE_PROGRAM.test(one));
  const program = words[index]?.replace(/^.*\//, "") ?? "";
  const own = words.slice(index + 1);
  return FLAGS.filter((one) => one.program.test(program)).some(({ flag, at, first = false }) =>
    at.some((place) => {
      const isAttached = place === "attached";
      if (first && own.length !== (isAttached ? 0 : 1)) return false;
      const given = isAttached ? word.startsWith(flag) : own.at(-1) === flag && !word.startsWith("-");
      return given && isSecretByName("password", bared(isAttached ? word.slice(flag.length) : word));
    }),
  );
}
