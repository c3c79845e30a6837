import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { alertmanagerFiles } from "./alertmanager-files";
import { captureStacks } from "./capture";
import { dashboardFiles } from "./dashboard-files";
import { kubernetesObjects, objectPath } from "./kubernetes-objects";
import { ruleFiles } from "./rule-files";

const USAGE = "usage: npm run render -- --stack <stack> --out <folder>";

/** `npm run render -- --stack prod --out DIR`: what a stack declares, as files for other tools. */
async function main(args: readonly string[]): Promise<number> {
  const { stack, out } = options(args);
  if (stack === undefined || out === undefined) {
    process.stderr.write(`render: ${stack === undefined ? "--stack" : "--out"} is missing\n${USAGE}\n`);
    return 2;
  }
  const resources = (await captureStacks([stack])).get(stack) ?? [];
  const files = new Map([
    ["resources.json", `${JSON.stringify(resources, null, 1)}\n`],
    ...alertmanagerFiles(resources),
  ]);
  const objects = kubernetesObjects(resources);
  for (const object of objects) {
    const path = objectPath(object);
    if (files.has(path)) throw new Error(`two objects would be written to ${path}; give one another name`);
    files.set(path, stringify(object, { lineWidth: 0 }));
  }
  for (const { path, text } of dashboardFiles(objects)) files.set(path, text);
  for (const { path, content } of ruleFiles(objects)) files.set(path, stringify(content, { lineWidth: 0 }));
  const folder = resolve(out);
  // What the last run wrote and this one does not must not be taken for declared.
  for (const part of ["kubernetes", "prometheus", "alertmanager", "grafana"])
    rmSync(join(folder, part), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  process.stdout.write(
    `${String(resources.length)} resources of ${stack} in ${String(files.size)} files: ${folder}\n`,
  );
  return 0;
}

function options(args: readonly string[]): { stack?: string | undefined; out?: string | undefined } {
  return parseArgs({ args: [...args], options: { stack: { type: "string" }, out: { type: "string" } } })
    .values;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`render: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
