import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { type Settings, mergeSettings } from "./config-merge";
import type { SandboxValues } from "./sandbox-values";
import { standInSettings } from "./stand-in-settings";

/** Where a generated project comes from. */
export interface ProjectSource {
  /** Folder with the genuine Pulumi.yaml and Pulumi.<stack>.yaml. */
  readonly folder: string;
  readonly values: SandboxValues;
}

/**
 * Brings the generated project up to date with the genuine one: the same program, and the same settings by stack
 * without their secrets provider, its secrets, and placeholders. Writes only what has changed.
 * @param target folder of the generated project
 * @param tell takes a line for each genuine change that an own value of the sandbox hides
 * @throws Error when the genuine project file is missing or names no program
 */
export function syncProject(source: ProjectSource, target: string, tell: (line: string) => void): void {
  mkdirSync(target, { recursive: true });
  const project = mapping(parse(readFileSync(join(source.folder, "Pulumi.yaml"), "utf8")));
  const main = typeof project["main"] === "string" ? project["main"] : ".";
  writeChanged(join(target, "Pulumi.yaml"), stringify({ ...project, main: resolve(source.folder, main) }));
  for (const stack of Object.keys(source.values)) syncStack(source, stack, target, tell);
}

/** Path of a stack's settings in a project folder. */
export function settingsFile(project: string, stack: string): string {
  return join(project, `Pulumi.${stack}.yaml`);
}

/** The settings of a stack as its file has them; none when there is no file. */
export function readSettings(file: string): Settings {
  return existsSync(file) ? mapping(mapping(parse(readFileSync(file, "utf8")))["config"]) : {};
}

function syncStack(source: ProjectSource, stack: string, target: string, tell: (line: string) => void): void {
  const own = settingsFile(target, stack);
  const baseFile = join(target, `base.${stack}.json`);
  const genuine = {
    ...stackSettings(source.folder, stack),
    ...source.values[stack]?.overrides,
  };
  const next = JSON.stringify(genuine, null, 2);
  const hasOwn = existsSync(own);
  const last = hasOwn && existsSync(baseFile) ? readFileSync(baseFile, "utf8") : "{}";
  if (hasOwn && last === next) return;
  const document = hasOwn ? mapping(parse(readFileSync(own, "utf8"))) : {};
  const { settings, kept } = mergeSettings(mapping(parse(last)), genuine, mapping(document["config"]));
  for (const key of kept)
    tell(`${stack}: ${key} changed in Pulumi.${stack}.yaml; the sandbox keeps its own value of it`);
  writeChanged(own, stringify({ ...document, config: settings }));
  writeChanged(baseFile, next);
}

/** What the sandbox takes of the repository's own settings of a stack. @param root folder of the repository */
export const stackSettings = (root: string, stack: string): Settings =>
  standInSettings(plainSettings(settingsFile(root, stack)));

/** The genuine settings that are not encrypted: what a cloud key encrypted, nobody here can read. */
function plainSettings(file: string): Settings {
  return Object.fromEntries(
    Object.entries(readSettings(file)).filter(([, value]) => !("secure" in mapping(value))),
  );
}

function mapping(value: unknown): Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function writeChanged(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  writeFileSync(`${file}.partial`, text, { mode: 0o600 });
  renameSync(`${file}.partial`, file);
}
