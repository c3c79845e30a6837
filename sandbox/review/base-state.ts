import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { isAlive, withLock } from "../engine/build-lock";
import { settingsFile } from "../engine/project";
import type { Backend } from "../providers/backend";
import type { ServedProvider } from "../providers/registry";
import { openSandbox } from "../engine/sandbox";
import { withFixedSecrets, type SandboxValues } from "../engine/sandbox-values";
import { BaseError, exportCommit, samePackages } from "./base";

/** A base that is deployed. */
export interface BaseState {
  /** A sandbox's folder: state, passphrase and project. */
  readonly folder: string;
  /** Whether its packages are the head's. */
  readonly samePackages: boolean;
}

/** Bases that are kept; the ones that were used last. */
const MOST_KEPT = 5;
/** Names in the folder of a base beside the sandbox's own. */
const PROGRAM = "program";

/** Fixes random names, so that two reviews of the same commits are the same. */
export const NAME_SEED = "review";

/** What the state of a base follows from beside its commit: how the sandbox deploys. */
function deployerDigest(root: string): string {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  for (const folder of ["sandbox/providers", "sandbox/engine", "sandbox/review"]) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort();
    for (const file of files.filter((name) => name.endsWith(".ts")))
      hash.update(file).update(readFileSync(join(root, folder, file)));
  }
  return hash.digest("hex").slice(0, 12);
}

const isValues = (value: unknown): value is SandboxValues =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every(
    (own: unknown) => typeof own === "object" && own !== null && "secrets" in own && "overrides" in own,
  );

/** The sandbox's settings as the commit itself has them: its services need other secrets than the head's. */
export async function valuesOf(program: string): Promise<SandboxValues> {
  const loaded: unknown = await import(join(program, "sandbox", "engine", "sandbox-values.ts"));
  const values: unknown =
    typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "sandboxValues") : undefined;
  if (isValues(values)) return withFixedSecrets(values);
  throw new BaseError(
    "the base has no sandbox/engine/sandbox-values.ts with sandboxValues: it is older than the sandbox. Remedy: name a later commit.",
  );
}

/** The base's program, as its commit has it. */
export const programOf = (base: Pick<BaseState, "folder">): string => join(base.folder, PROGRAM);
/** How a version of a program is opened in a sandbox. */
export interface Version {
  /** Folder with its Pulumi.yaml and stack files. */
  readonly source: string;
  readonly values: SandboxValues;
  /** Providers to stand in for. @default the repository's own */
  readonly providers?: readonly ServedProvider[];
  /** Where their resources live. @default simulated */
  readonly backends?: Readonly<Record<string, Backend>>;
}

/** A program that is not the repository's own, as a base. */
export interface ForeignBase {
  /** What its state follows from beside its commit. */
  readonly key: string;
  /** Exports the commit into the folder and says how it is opened. @throws BaseError */
  readonly open: (folder: string) => Version;
  /** What a failure may come from and what to do about it, for its message. @param output what the CLI says */
  readonly hint: (output: string) => string;
}

/** What deploying needs. */
export interface DeployOptions {
  readonly root: string;
  /** @default the repository's own program */
  readonly foreign?: ForeignBase;
  /** Folder of all reviews' files. */
  readonly folder: string;
  readonly commit: string;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

async function ownVersion(root: string, commit: string, folder: string): Promise<Version> {
  const source = join(folder, PROGRAM);
  exportCommit(root, commit, source);
  return { source, values: await valuesOf(source) };
}

async function deploy(folder: string, options: DeployOptions): Promise<void> {
  const { root, commit, foreign, tell, signal } = options;
  const version = foreign === undefined ? await ownVersion(root, commit, folder) : foreign.open(folder);
  const sandbox = await openSandbox({
    root,
    folder,
    ...version,
    nameSeed: NAME_SEED,
    tell: () => undefined,
  });
  try {
    for (const stack of Object.keys(version.values)) {
      tell(`deploying ${stack} of the base in the sandbox, once for this commit`);
      const { code, stdout, stderr } = await sandbox.run(
        [
          "up",
          "--yes",
          "--skip-preview",
          "--stack",
          stack,
          "--non-interactive",
          "--suppress-outputs",
          "--suppress-progress",
        ],
        { signal },
      );
      signal.throwIfAborted();
      if (code !== 0)
        throw new BaseError(
          `the base ${commit.slice(0, 12)} does not deploy ${stack} in the sandbox: ${errorsOf(`${stdout}${stderr}`)}${foreign?.hint(`${stdout}${stderr}`) ?? ""}`,
        );
    }
  } finally {
    sandbox.close();
  }
}

/** What the CLI says went wrong: its tree of resources is long. */
function errorsOf(output: string): string {
  const lines = output.split("\n");
  const first = lines.findIndex((line) => line.includes("Diagnostics:") || /^\s*error:/.test(line));
  return lines.slice(Math.max(0, first), Math.max(0, first) + 40).join("\n");
}

/** Removes the bases that were not used for the longest time. */
function prune(folder: string): void {
  const old = readdirSync(folder)
    .filter((name) => /^[0-9a-f]{40}-/.test(name))
    .map((name) => ({ name, used: statSync(join(folder, name)).mtimeMs }))
    .sort((one, other) => other.used - one.used)
    .slice(MOST_KEPT);
  for (const { name } of old) rmSync(join(folder, name), { recursive: true, force: true });
}

/**
 * The state of a commit's stacks, deployed with the sandbox's engine and stand-ins; from the cache where it is there. It comes
 * into the cache as a whole, or not at all.
 * @throws BaseError when the commit cannot be exported or deployed
 */
export async function baseState(options: DeployOptions): Promise<BaseState> {
  const { root, folder, commit, tell } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = createHash("sha256").update(`${deployerDigest(root)}${options.foreign?.key ?? ""}`);
  const target = join(folder, `${commit}-${own.digest("hex").slice(0, 12)}`);
  const waiting = (owner: number): void => {
    tell(`waiting for process ${owner}, which is deploying the same base`);
  };
  await withLock(`${target}.lock`, waiting, async () => {
    if (existsSync(target)) return;
    const staging = mkdtempSync(join(folder, `run-${process.pid}-`));
    try {
      await deploy(staging, options);
      renameSync(staging, target);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  });
  const now = new Date();
  utimesSync(target, now, now);
  prune(folder);
  return { folder: target, samePackages: samePackages(root, programOf({ folder: target })) };
}

/** Removes what a review left that was killed. */
export function sweep(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = Number(/^run-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isAlive({ pid, startedAt: "" }))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Copies a base's state to where the head is previewed on it. */
export function copyState(base: BaseState, folder: string): void {
  for (const name of ["state", "passphrase"])
    cpSync(join(base.folder, name), join(folder, name), { recursive: true });
}

/** Settings are made again with the base's salt, so that nothing of a service that is gone stays among them. */
export function keepSalts(base: BaseState, folder: string, stacks: readonly string[]): void {
  mkdirSync(join(folder, "project"), { recursive: true });
  for (const stack of stacks) {
    const own = settingsFile(join(base.folder, "project"), stack);
    if (!existsSync(own)) continue;
    const document: unknown = parse(readFileSync(own, "utf8"));
    const salt: unknown =
      typeof document === "object" && document !== null ? Reflect.get(document, "encryptionsalt") : undefined;
    writeFileSync(settingsFile(join(folder, "project"), stack), stringify({ encryptionsalt: salt }), {
      mode: 0o600,
    });
  }
}
