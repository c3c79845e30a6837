import { reading, Undecided, type Input } from "../input/input";
import type { Subject } from "../input/subject";

/** What a container has as a variable. */
export interface Variable {
  /** Absent where nobody gives it in clear. */
  readonly value?: string;
  /** Name of the ConfigMap that gives it, or may give it, where nobody knows what that holds. */
  readonly unseen?: string;
}

/** ConfigMap by its name; undefined for one that the stack does not declare. */
export type MapNamed = (name: string) => Subject | undefined;

/** A value of a ConfigMap; undefined where it has none of that name. @throws Undecided, with the ConfigMap's name */
function valueIn({ inputs, name }: Subject, key: string): string | undefined {
  const value = reading(() => inputs.at("data").entries.find(([own]) => own === key)?.[1].text);
  if (value instanceof Undecided) throw new Undecided(`${value.path} of ${name}`);
  return value;
}

/** What a ConfigMap gives. */
function fromMap(map: Input, key: string, mapNamed: MapNamed): Variable {
  const name = map.at("name").shown;
  const found = mapNamed(name);
  if (found === undefined) return { unseen: name };
  const value = valueIn(found, key);
  return value === undefined ? {} : { value };
}

/** What the whole ConfigMaps of `envFrom` give; of several the last one counts. */
function fromMaps(container: Input, name: string, mapNamed: MapNamed): Variable {
  const all = container.at("envFrom").items.flatMap((source): readonly Variable[] => {
    const map = source.at("configMapRef");
    const prefix = source.at("prefix").text ?? "";
    if (!map.isSet || !name.startsWith(prefix)) return [];
    return [fromMap(map, name.slice(prefix.length), mapNamed)];
  });
  return (
    all.findLast(({ value }) => value !== undefined) ??
    all.findLast(({ unseen }) => unseen !== undefined) ??
    {}
  );
}

/** A variable of a container, in clear or from a ConfigMap; of two in clear the last one counts. @throws Undecided */
export function variableOf(container: Input, name: string, mapNamed: MapNamed): Variable {
  const own = container.at("env").items.findLast((variable) => variable.at("name").text === name);
  if (own === undefined) return fromMaps(container, name, mapNamed);
  const value = own.at("value");
  if (value.isSet) return { value: value.shown };
  const map = own.at("valueFrom", "configMapKeyRef");
  return map.isSet ? fromMap(map, map.at("key").shown, mapNamed) : {};
}
