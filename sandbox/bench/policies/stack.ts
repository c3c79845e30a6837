import { Input } from "../../../policies/support/input/input";
import type { Subject } from "../../../policies/support/input/subject";
import { isFields, isList, type Value } from "../../../policies/support/input/value";
import { services } from "../../../infra/catalog";
import { declaredStack } from "../../../test/policies/support/declared-stacks";

/** Names of services, and the beginning of what all of them share. */
const NAMES = new RegExp([...services.map(({ id }) => id), "lifeboat(?=-)"].join("|"), "g");

/** A value in which every service has another name: buckets, namespaces, roles and their references stay a whole. */
function renamed(value: Value, ending: string): Value {
  if (typeof value === "string") return value.replace(NAMES, (name) => `${name}${ending}`);
  if (isList(value)) return value.map((item) => renamed(item, ending));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, below]) => [
      name,
      below === undefined ? undefined : renamed(below, ending),
    ]),
  );
}

const copyOf = (sound: Subject, ending: string): Subject => {
  const text = (given: string): string => given.replace(NAMES, (name) => `${name}${ending}`);
  // What belongs to no service is there once for each copy too, under a name of its own.
  const own = (name: string): string => (text(name) === name ? `${name}${ending}` : text(name));
  const urn = (given: string): string => {
    const [head = "", ...rest] = given.split("::");
    return [head, ...rest.slice(0, -1), own(rest.at(-1) ?? "")].join("::");
  };
  return {
    ...sound,
    urn: urn(sound.urn),
    name: own(sound.name),
    inputs: new Input(renamed(sound.inputs.value, ending)),
    madeFrom: (property) => sound.madeFrom(property).map((from) => ({ type: from.type, urn: urn(from.urn) })),
  };
};

/** Resources of a stack again and again, each time with services of other names. */
export const copies = (of: readonly Subject[], count: number): readonly Subject[] =>
  Array.from({ length: count }, (_, index) => `-n${index}`).flatMap((ending) =>
    of.map((sound) => copyOf(sound, ending)),
  );

/** A stack of a number of resources: prod, as it is recorded, and from its beginning again. */
export function stackOf(resources: number): readonly Subject[] {
  const prod = declaredStack("prod");
  return copies(prod, Math.ceil(resources / prod.length)).slice(0, resources);
}
