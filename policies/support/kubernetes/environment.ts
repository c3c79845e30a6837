import { reading, Undecided, type Input } from "../input/input";
import type { Subject } from "../input/subject";

/** An environment variable of a container. */
export interface Variable {
  /** Absent if it is not given in clear text. */
  readonly value?: string;
  /** Name of the ConfigMap that sets it, or may set it, if its content is unknown. */
  readonly unseen?: string;
}

/** ConfigMap by its name; undefined if the stack does not declare it. */
export type MapNamed = (name: string) => Subject | undefined;

/** A value of a ConfigMap; undefined if it has none of that name. @throws Undecided, with the ConfigMap's name */
function valueIn({ inputs, name }: Subject, key: string): string | undefined {
  const value = reading(() => inputs.at("data").entries.find(([own]) => own === key)?.[1].text);
  if (value instanceof Undecided) throw new Undecided(`${value.path} of ${name}`);
  return value;
}

/** The variable from a ConfigMap. */
function fromMap(map: Input, key: string, mapNamed: MapNamed): Variable {
  const name = map.at("name").shown;
  const found = mapNamed(name);
  if (found === undefined) return { unseen: name };
  const value = valueIn(found, key);
  return value === undefined ? {} : { value };
}

/** The variable from the ConfigMaps of `envFrom`; the last one counts. */
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

/** A variable of a container, in clear text or from a ConfigMap; the last clear-text one counts. @throws Undecided */
export function variableOf(container: Input, name: string, mapNamed: MapNamed): Variable {
  const own = container.at("env").items.findLast((variable) => variable.at("name").text === name);
  if (own === undefined) return fromMaps(container, name, mapNamed);
  const value = own.at("value");
  if (value.isSet) return { value: value.shown };
  const map = own.at("valueFrom", "configMapKeyRef");
  return map.isSet ? fromMap(map, map.at("key").shown, mapNamed) : {};
}
