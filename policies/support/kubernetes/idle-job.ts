import { readCron } from "../../../lib/cron";
import type { Input } from "../input/input";

/** Days of each month, with February's in a leap year. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether no month of a schedule has one of its days: 31 February. False for an invalid schedule. */
export function neverComes(text: string): boolean {
  const { schedule } = readCron(text);
  if (schedule === undefined || schedule.eitherDay) return false;
  const { months, daysOfMonth } = schedule;
  return months.every((month) => daysOfMonth.every((day) => day > (LENGTHS[month - 1] ?? 0)));
}

/** Programs that do nothing by themselves. */
const IDLE = /^(?:\S*\/)?(?:true|false|:|echo|printf|sleep|exit|date|ls|pwd)$/;
const SHELL = /^(?:\S*\/)?(?:ba|da|a|z|k)?sh$/;
/** An option of a shell after which its script is the next word. */
const SCRIPT = /^-[a-z]*c$/;
/** What joins commands, or runs others inside of a word. */
const JOINTS = /(&&|\|\||[;|&\n])/;
/** A branch that is never taken. */
const NEVER = /\bif\s+false\s*[;\n]\s*then\b(?:(?!\belse\b|\belif\b)[^])*?\bfi\b/g;
const COMMENT = /^\s*#.*$/gm;

/** A command's first word, and whether it does nothing. */
function idleness(command: string): { readonly first: string; readonly isIdle: boolean } {
  const [first = "", second = ""] = command.split(/\s+/);
  // What writes to a file or runs another program does something.
  const writes = /[<>`]|\$\(/.test(command);
  return {
    first,
    isIdle: command === "" || (!writes && (IDLE.test(first) || (first === "set" && /^[-+]/.test(second)))),
  };
}

/** Whether a script does nothing: each command that is reached is idle, up to an exit. */
function isIdleScript(script: string): boolean {
  const parts = script.replace(COMMENT, "").replace(NEVER, "").split(JOINTS);
  let fails = false;
  for (let index = 0; index < parts.length; index += 2) {
    const joint = parts[index - 1];
    if ((joint === "||" && !fails) || (joint === "&&" && fails)) continue;
    const { first, isIdle } = idleness((parts[index] ?? "").trim());
    if (!isIdle) return false;
    if (first === "exit") return true;
    if (first !== "") fails = first.endsWith("false");
  }
  return true;
}

/** Whether a container does nothing, by its command. False if the image decides. @throws Undecided */
export function isIdle(container: Input): boolean {
  const command = container.at("command").items;
  const words = [...command, ...container.at("args").items].map((word) => word.text ?? "");
  const [first] = words;
  if (first === undefined || command.length === 0) return false;
  if (!SHELL.test(first)) return IDLE.test(first);
  const option = words.findIndex((word) => SCRIPT.test(word));
  return option > 0 && isIdleScript(words[option + 1] ?? "");
}
