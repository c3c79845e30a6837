import { existsSync, lstatSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServedProvider } from "../providers/registry";
import { packageVersion } from "./paths";

/** Genuine provider plugins by provider name. */
export interface GenuineProviders {
  readonly kubernetes?: {
    /** The plugin's program. */
    readonly binary: string;
    /** File that says which cluster it talks to, and as whom. */
    readonly kubeconfig: string;
  };
}

const launcher = `#!/bin/sh
echo "This plugin stands in for the genuine one and is served by the sandbox: use 'npm run sandbox -- <arguments>'." >&2
exit 1
`;

/**
 * Prepares PULUMI_HOME: a plugin file for every provider and the language host, and no logs. The engine looks for the
 * files, and would download what it does not find; then it attaches to the sandbox's servers and starts none of them.
 * A genuine plugin's file is that plugin.
 * @param root folder whose node_modules give the language host's version
 */
export function prepareHome(
  home: string,
  root: string,
  providers: readonly ServedProvider[],
  genuine: GenuineProviders = {},
): void {
  const programs: Readonly<Record<string, string | undefined>> = { kubernetes: genuine.kubernetes?.binary };
  for (const { model, versions } of providers)
    for (const version of versions) {
      const folder = `resource-${model.name}-v${version}`;
      install(join(home, "plugins", folder), `pulumi-resource-${model.name}`, programs[model.name]);
    }
  const language = `language-nodejs-v${packageVersion("@pulumi/pulumi", root)}`;
  install(join(home, "plugins", language), "pulumi-language-nodejs");
  switchLogsOff(join(home, "logs"));
}

function install(folder: string, name: string, program?: string): void {
  const file = join(folder, name);
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (program === undefined && !isLink && existsSync(file)) return;
  rmSync(file, { force: true });
  mkdirSync(folder, { recursive: true });
  // The genuine one finds its schema beside itself, wherever a link to it is.
  if (program === undefined) writeFileSync(file, launcher, { mode: 0o755 });
  else symlinkSync(program, file);
}

/**
 * The CLI writes a full trace of every command into the folder `logs`, which is a third of a large preview's processor
 * time, and has no setting against it (docs/decisions/025). Where it cannot make the folder it goes on without.
 */
function switchLogsOff(logs: string): void {
  if (existsSync(logs) && statSync(logs).isFile()) return;
  rmSync(logs, { recursive: true, force: true });
  writeFileSync(logs, "A file in place of the folder keeps the CLI from writing a trace of every command.\n");
}
