import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PodName } from "../../catalog/jobs";
import type { ContainerArgs } from "./container";
import { mountedConfigMap, scratch } from "./mounted";

const FOLDER = join(__dirname, "../..", "jobs");

/**
 * What the jobs run and read, file name to text: every `.sh`, `.py`, `.jq`, `.sql` and `.json` of infra/jobs, sorted by name.
 *
 * @throws Error when one is empty or the folder cannot be read.
 */
export function scriptFiles(): Readonly<Record<string, string>> {
  const names = readdirSync(FOLDER)
    .filter((name) => /\.(sh|py|jq|sql|json)$/.test(name))
    .sort();
  return Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(join(FOLDER, name), "utf8");
      if (text.trim() === "") throw new Error(`infra/jobs/${name}: empty; a job script must have a body`);
      return [name, text];
    }),
  );
}

/** Where a container finds the scripts of infra/jobs and their settings. */
export interface Scripts {
  /** Image of the jobs by digest: Debian with the PostgreSQL client, age, zstd, jq, botocore (infra/jobs/Dockerfile). */
  readonly image: string;
  /** ConfigMap of the scripts. */
  readonly scriptsConfigMap: string;
  /** ConfigMap of the settings file. */
  readonly settingsConfigMap: string;
}

/** Inputs of {@link scriptContainer}. */
export interface ScriptContainerArgs
  extends Scripts, Required<Pick<ContainerArgs, "env" | "size" | "mounted">> {
  /** Script, without its ending, and container. */
  readonly name: PodName;
  /** Scratch in memory, so that nothing of a dump or a password ever reaches a node's disk. */
  readonly scratchMib: number;
}

/** Scripts: read and run by the pod's group, by nobody else (KYB-3 asks for 0750 at most). */
const SCRIPT_MODE = 0o550;

/** A container that runs a script of infra/jobs. */
export function scriptContainer(args: ScriptContainerArgs): ContainerArgs {
  const { name, image, size } = args;
  return {
    name,
    image,
    size,
    command: [`/opt/lifeboat/${name}.sh`],
    args: [],
    env: {
      HOME: "/work",
      TMPDIR: "/work",
      LIFEBOAT_JOB: name,
      LIFEBOAT_SETTINGS: "/etc/lifeboat/settings.json",
      ...args.env,
    },
    mounted: [
      mountedConfigMap("scripts", args.scriptsConfigMap, "/opt/lifeboat", SCRIPT_MODE),
      mountedConfigMap("settings", args.settingsConfigMap, "/etc/lifeboat"),
      ...args.mounted,
      scratch("work", "/work", args.scratchMib, "Memory"),
    ],
  };
}
