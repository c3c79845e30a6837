import path from "node:path";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { moduleVersion, SANDBOX_FOLDER, tableRows } from "./module-version";

/** A custom resource definition of an operator's release: a row of definitions.txt. */
export interface Definition {
  /** Plural of the kind, as in a URL. */
  readonly plural: string;
  /** Path of the group and version, `/apis/<group>/<version>`. */
  readonly group: string;
  /** Where it is kept, whether it is there or not. */
  readonly file: string;
}

/** The kinds of operators that stacks declare. */
export const customResources: readonly Definition[] = tableRows("definitions.txt").map(
  ([plural = "", group = "", module = ""]) => ({
    plural,
    group: `/apis/${group}`,
    file: path.join(SANDBOX_FOLDER, "crds", `${plural}-${moduleVersion(module)}.yaml`),
  }),
);

/** A definition as an object; fetched first when it is not there. @throws when Go is missing or the fetch fails */
export function readDefinition({ file }: Definition): unknown {
  if (!existsSync(file))
    execFileSync(path.join(__dirname, "build.sh"), ["definitions"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  return parse(readFileSync(file, "utf8"));
}
