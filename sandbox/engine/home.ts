import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { providerModels } from "../providers/registry";
import { packageVersion } from "./paths";

const launcher = `#!/bin/sh
echo "This plugin stands in for the genuine one and is served by the sandbox: use 'npm run sandbox -- <arguments>'." >&2
exit 1
`;

/**
 * Prepares PULUMI_HOME: a plugin file for every provider and the language host, and no logs. The engine looks for the
 * files, and would download what it does not find; then it attaches to the sandbox's servers and starts none of them.
 * @param root folder whose node_modules give the plugins' versions
 */
export function prepareHome(home: string, root: string): void {
  for (const { name } of providerModels) {
    const folder = `resource-${name}-v${packageVersion(`@pulumi/${name}`, root)}`;
    install(join(home, "plugins", folder), `pulumi-resource-${name}`);
  }
  const language = `language-nodejs-v${packageVersion("@pulumi/pulumi", root)}`;
  install(join(home, "plugins", language), "pulumi-language-nodejs");
  switchLogsOff(join(home, "logs"));
}

function install(folder: string, name: string): void {
  const file = join(folder, name);
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, launcher, { mode: 0o755 });
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
