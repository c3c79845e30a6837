import { reading, Undecided } from "../input/input";
import { namespaceOf } from "./recovery-job";
import type { Stack, Subject } from "../input/subject";

/** Type token of ConfigMaps. */
export const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";

/**
 * ConfigMap by its namespace and name; undefined if the stack does not declare it.
 * @throws Undecided if none has that name, and the name of one is unknown
 */
export type ConfigMaps = (namespace: string, name: string) => Subject | undefined;

/** ConfigMaps of a stack. */
export function configMapsOf(stack: Stack): ConfigMaps {
  const all = stack.ofType(CONFIG_MAP).map((one) => ({
    one,
    place: reading(() => `${namespaceOf(one)}/${one.inputs.at("metadata", "name").text ?? one.name}`),
  }));
  const named = new Map(all.map(({ one, place }) => [place, one]));
  const [open] = all.flatMap(({ one, place }) =>
    place instanceof Undecided ? [`${place.path} of ${one.name}`] : [],
  );
  return (namespace, name) => {
    const found = named.get(`${namespace}/${name}`);
    if (found === undefined && open !== undefined) throw new Undecided(open);
    return found;
  };
}
