import { Refused } from "./finding";
import { plain, type Value } from "./value";

/** Values of a JSON text. @param demand what is said of a text that is none @throws Refused */
export function json(text: string, path: string, demand: string): Value {
  try {
    const parsed: unknown = JSON.parse(text);
    return plain(parsed);
  } catch {
    throw new Refused([`${path} is no JSON`, demand, "write it with JSON.stringify"]);
  }
}
