import type { Input } from "./input";
import { containers, podSpec } from "./pod";
import type { Subject } from "./subject";

/** How libpq names a server and a database. */
const [HOST, DATABASE] = ["PGHOST", "PGDATABASE"];

/** A variable's value; undefined where there is none in clear. Of two the last one counts. @throws Undecided */
function valueOf(container: Input, name: string): string | undefined {
  const value = container
    .at("env")
    .items.filter((variable) => variable.at("name").text === name)
    .at(-1)
    ?.at("value");
  return value?.isSet === true ? value.shown : undefined;
}

/** Databases that a pod names, as `<host>/<database>`. @throws Undecided */
export function databases(subject: Subject): readonly string[] {
  return containers(podSpec(subject)).flatMap(({ spec }) => {
    const [host, database] = [valueOf(spec, HOST), valueOf(spec, DATABASE)];
    return host === undefined || database === undefined ? [] : [`${host}/${database}`];
  });
}
