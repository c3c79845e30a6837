import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Settings } from "../../engine/config-merge";
import { settingsFile } from "../../engine/project";
import { BaseError } from "../base";

/** A project of Pulumi that is in a folder. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  /** Its stacks by name, with the values of their settings. */
  readonly stacks: ReadonlyMap<string, StackSettings>;
  /** As Pulumi.yaml has it. */
  readonly file: z.infer<typeof schema>;
}

/** A stack's settings, nothing in them encrypted. */
export interface StackSettings {
  readonly values: Settings;
  /** What stands in place of encrypted values. */
  readonly secrets: readonly string[];
  /** Whether it takes values of an environment of Pulumi ESC, which are not here. */
  readonly hasEnvironment: boolean;
}

const schema = z.looseObject({
  name: z.string(),
  runtime: z.union([
    z.string(),
    z.object({ name: z.string(), options: z.record(z.string(), z.unknown()).nullish() }),
  ]),
  description: z.string().optional(),
  main: z.string().optional(),
  config: z.unknown().optional(),
  stackConfigDir: z.string().optional(),
});

/** Files that a project can be declared by. */
const NAMES = ["Pulumi.yaml", "Pulumi.yml"];
const STACK_FILE = /^Pulumi\.(.+)\.yaml$/;

const runtimeOf = ({ runtime }: Project["file"]): string =>
  typeof runtime === "string" ? runtime : runtime.name;

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Throw-away text in place of an encrypted one: another one where the encrypted text is another. */
const throwAway = (key: string, encrypted: string): string =>
  `sandbox-${createHash("sha256").update(`${key} ${encrypted}`).digest("hex").slice(0, 20)}`;

function decrypted(key: string, value: unknown, secrets: string[]): unknown {
  if (Array.isArray(value)) return value.map((each, index) => decrypted(`${key}[${index}]`, each, secrets));
  if (!isFields(value)) return value;
  const { secure } = value;
  if (typeof secure === "string" && Object.keys(value).length === 1) {
    const made = throwAway(key, secure);
    secrets.push(made);
    return made;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, decrypted(`${key}.${name}`, inner, secrets)]),
  );
}

function stackSettings(file: string): StackSettings {
  const document: unknown = parse(readFileSync(file, "utf8"));
  const own = isFields(document) ? document : {};
  const secrets: string[] = [];
  const values = decrypted("", isFields(own["config"]) ? own["config"] : {}, secrets);
  return {
    values: isFields(values) ? values : {},
    secrets,
    hasEnvironment: own["environment"] !== undefined,
  };
}

/**
 * The project of a folder; undefined where the folder has none.
 * @param name what messages call the folder
 * @throws BaseError where it is not for Node.js, or Pulumi.yaml is no project
 */
export function projectOf(folder: string, name: string): Project | undefined {
  const file = NAMES.map((each) => join(folder, each)).find((each) => existsSync(each));
  if (file === undefined) return undefined;
  const read = schema.safeParse(parse(readFileSync(file, "utf8")));
  if (!read.success)
    throw new BaseError(
      `${name}: Pulumi.yaml is no project: ${read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}. ` +
        "Remedy: give it a name and a runtime.",
    );
  const runtime = runtimeOf(read.data);
  if (runtime !== "nodejs")
    throw new BaseError(
      `${name}: runtime ${runtime}: only programs of the runtime nodejs (TypeScript or JavaScript) are reviewed. ` +
        "Remedy: preview this one with its account, by `pulumi preview`.",
    );
  const settings = resolve(folder, read.data.stackConfigDir ?? ".");
  const files = existsSync(settings) ? readdirSync(settings).sort() : [];
  const stacks = files.flatMap((each) => {
    const stack = STACK_FILE.exec(each)?.[1];
    return stack === undefined ? [] : [[stack, stackSettings(join(settings, each))] as const];
  });
  return { name: read.data.name, folder, stacks: new Map(stacks), file: read.data };
}

/**
 * Writes what the engine reads of a project: nothing that would reach an account, a plugin or a backend of its author's.
 * @param target folder, which is made
 * @param config settings that are laid over each stack's own
 */
export function writeProject(
  project: Project,
  stacks: readonly string[],
  config: Settings,
  target: string,
): void {
  mkdirSync(target, { recursive: true });
  const { name, runtime, main = ".", config: declared } = project.file;
  const { typescript = true, nodeargs } = (typeof runtime === "string" ? undefined : runtime.options) ?? {};
  const document = {
    name,
    runtime: { name: "nodejs", options: { typescript, ...(nodeargs === undefined ? {} : { nodeargs }) } },
    main: resolve(project.folder, main),
    ...(declared === undefined ? {} : { config: declared }),
  };
  writeFileSync(join(target, "Pulumi.yaml"), stringify(document));
  for (const stack of stacks)
    writeFileSync(
      settingsFile(target, stack),
      stringify({ config: { ...project.stacks.get(stack)?.values, ...config } }),
      { mode: 0o600 },
    );
}
