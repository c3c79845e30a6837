import type { Input } from "./input";
import { containers, podSpec } from "./pod";
import type { Subject } from "./subject";

/** How libpq and applications name a server and a database on it. */
const VARIABLES = [
  ["PGHOST", "PGDATABASE"],
  ["DB_HOST", "DB_NAME"],
  ["DATABASE_HOST", "DATABASE_NAME"],
  ["POSTGRES_HOST", "POSTGRES_DB"],
] as const;

/** {@link VARIABLES} for messages. */
export const DATABASE_VARIABLES = VARIABLES.map((pair) => pair.join(" and ")).join(", ");

/** A variable's value; undefined where there is none in clear. Of two the last one counts. @throws Undecided */
function valueOf(container: Input, name: string): string | undefined {
  const value = container
    .at("env")
    .items.filter((variable) => variable.at("name").text === name)
    .at(-1)
    ?.at("value");
  return value?.isSet === true ? value.shown : undefined;
}

/** Databases that a pod names, as `<host>/<database>`, each once. @throws Undecided */
export function databases(subject: Subject): readonly string[] {
  const all = containers(podSpec(subject)).flatMap(({ spec }) =>
    VARIABLES.flatMap(([host, database]) => {
      const [server, name] = [valueOf(spec, host), valueOf(spec, database)];
      return server === undefined || name === undefined ? [] : [`${server}/${name}`];
    }),
  );
  return [...new Set(all)];
}
