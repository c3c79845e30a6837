import type { Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { keyText, remove } from "../command";
import { didYouMean } from "./did-you-mean";
import { shown } from "./keys";
import { factsOf, keysWith, type PartialConfig } from "../schema";
import { remedyOf } from "../schema/key-facts";

/** The entries of a record, of any type; undefined if it is not a record. */
function entries(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : undefined;
}

/** Missing entries of declared services, in records that are set. */
function missingProblems(
  declared: readonly string[],
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return keysWith(({ byService }) => byService === "every").flatMap((key) => {
    const present = entries(given[key])?.map(([id]) => id);
    if (present === undefined) return [];
    const about = factsOf(key);
    return declared
      .filter((id) => !present.includes(id))
      .map((id) => ({
        thing: `config lifeboat:${key}.${id}`,
        value: "(missing)",
        limit: about.limit,
        remedy: remedyOf(key, { ...about, named: [id] }),
      }));
  });
}

/** A name that is not an id of the catalog. @param path its path in config @param value its value */
function strangeProblem(
  path: readonly PropertyKey[],
  id: string,
  ids: readonly string[],
  value: string,
): Problem {
  return {
    thing: `config lifeboat:${path.map(String).join(".")}`,
    value,
    limit: `be a service of the catalog: ${ids.join(", ")}`,
    remedy: `${remove(keyText(path))}${didYouMean(id, ids)}`,
  };
}

/** Problems of records by service: missing entries, and entries of unknown services. */
export function recordProblems(
  config: PartialConfig,
  services: readonly Service[],
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  const ids = services.map((service) => service.id);
  const declared = ids.filter((id) => config.services?.includes(id) ?? true);
  const strange = keysWith(({ byService }) => byService !== undefined).flatMap((key) =>
    (entries(given[key]) ?? [])
      .filter(([id]) => !ids.includes(id))
      .map(([id, value]) =>
        strangeProblem([key, id], id, ids, factsOf(key).secret === true ? "(not shown)" : shown(value)),
      ),
  );
  const chosen = (config.services ?? []).flatMap((id, index) =>
    ids.includes(id) ? [] : [strangeProblem(["services", index], id, ids, shown(id))],
  );
  return [...missingProblems(declared, given), ...strange, ...chosen];
}
