import type { Subject } from "../../../policies/support/input/subject";
import { isFields, isList } from "../../../policies/support/input/value";
import { inputsOf, pathsIn, withInputs } from "./mutation";
import { below, put, valueAt } from "./place";

/** A pod with containers of every sort, so that each can be broken: those that it lacks are as its first one. */
export function withEverySort(sound: Subject): Subject {
  const [main, ...others] = pathsIn(sound.type, "container").map((path) => path.slice(0, -1));
  const whole = inputsOf(sound);
  const containers = main === undefined ? undefined : valueAt(whole, main);
  if (!isList(containers)) return sound;
  const first = below(containers, "0");
  const lacking = others.filter((sort) => !isList(valueAt(whole, sort)));
  return isFields(first)
    ? withInputs(
        sound,
        lacking.reduce((inputs, sort) => put(inputs, sort, [first]) ?? inputs, whole),
      )
    : sound;
}
