import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type AttachOptions, ownProviders, serveAll } from "./attach";
import { type Cli, acquireCli } from "./cli";
import { cliEnvironment } from "./environment";
import { type SandboxPaths, repositoryRoot, sandboxPaths } from "./paths";
import { prepareHome } from "./home";
import { syncProject } from "./project";
import { type RunResult, runCli } from "./run-cli";
import { type SandboxValues, sandboxValues } from "./sandbox-values";
import { ensureStacks } from "./stacks";

/** How to open a sandbox. Everything left out is the repository's own. */
export interface SandboxOptions extends AttachOptions {
  /** Repository with node_modules and the CLI's Go module. @default the one that this file is in */
  readonly root?: string;
  /** Folder that the sandbox writes to, and nowhere else. @default `.sandbox` in the repository */
  readonly folder?: string;
  /** Folder with Pulumi.yaml and Pulumi.<stack>.yaml of the program. @default the repository */
  readonly source?: string;
  /** Folder with the CLI, which several sandboxes may share. @default LIFEBOAT_CACHE, else the repository's `.sandbox/home` */
  readonly cache?: string;
  /** Stacks to make, and their sandbox-only settings. @default prod and dr of the repository */
  readonly values?: SandboxValues;
  /** Takes a line about what the sandbox does. @default standard error */
  readonly tell?: (line: string) => void;
}

/** What may differ from run to run. */
export interface SandboxRun {
  /** True lets the CLI use this process's own terminal. @default false */
  readonly inherit?: boolean;
  /** Variables on top of the sandbox's own, for the CLI. */
  readonly env?: Readonly<Record<string, string>>;
  /** Interrupts the run, as Ctrl-C would. */
  readonly signal?: AbortSignal;
}

/** A place where the real engine runs the program against stand-ins for its providers. */
export interface Sandbox {
  readonly cli: Cli;
  readonly paths: SandboxPaths;
  /** Runs `pulumi` with these arguments in the generated project, unless they name another folder. */
  run(args: readonly string[], options?: SandboxRun): Promise<RunResult>;
  /** Ends the servers and every program that they started. */
  close(): void;
}

/**
 * Gets the CLI, brings the generated project up to date, makes missing stacks and starts the stand-ins.
 * @throws MissingCliError when there is no CLI and no way to get one
 */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const root = options.root ?? repositoryRoot(__dirname);
  const source = options.source ?? root;
  const values = options.values ?? sandboxValues;
  const paths = sandboxPaths(options.folder ?? join(root, ".sandbox"), options.cache ?? cacheOf(root));
  const tell = options.tell ?? toStandardError;
  mkdirSync(paths.state, { recursive: true, mode: 0o700 });
  const cli = await acquireCli(root, paths.cache, tell);
  const { kubernetes } = options.genuine ?? {};
  const language = cli.hasLanguageHost ? "its genuine language host" : "a stand-in for the language host";
  const providers =
    kubernetes === undefined
      ? "stand-ins for the providers"
      : "the genuine provider of Kubernetes, stand-ins for the others";
  tell(`engine: pulumi ${cli.version} (${cli.origin}), ${language}, ${providers}, state in ${paths.folder}`);
  prepareHome(paths.home, root, options.providers ?? ownProviders(root), options.genuine);
  syncProject({ folder: source, values }, paths.project, tell);
  const passphrase = throwAwayPassphrase(paths.passphrase);
  const offline = cliEnvironment(paths, passphrase, process.env);
  await ensureStacks(values, paths.state, paths.project, projectName(paths.project), (args) =>
    runCli(cli.path, [...args, "--non-interactive"], { cwd: paths.project, env: offline }),
  );
  const servers = await serveAll(root, cli.hasLanguageHost, options);
  const environment = {
    ...cliEnvironment(paths, passphrase, process.env, servers.ports),
    ...(kubernetes === undefined ? {} : { KUBECONFIG: kubernetes.kubeconfig }),
  };
  return {
    cli,
    paths,
    run: (args, run = {}) =>
      runCli(cli.path, args, {
        cwd: paths.project,
        env: { ...environment, ...run.env },
        inherit: run.inherit ?? false,
        ...(run.signal === undefined ? {} : { signal: run.signal }),
      }),
    close: () => {
      servers.close();
    },
  };
}

/** A line on standard error, marked as the sandbox's. */
export function toStandardError(line: string): void {
  process.stderr.write(`sandbox: ${line}\n`);
}

function cacheOf(root: string): string {
  return sandboxPaths(join(root, ".sandbox")).cache;
}

function throwAwayPassphrase(file: string): string {
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8");
}

function projectName(project: string): string {
  const parsed: unknown = parse(readFileSync(join(project, "Pulumi.yaml"), "utf8"));
  if (typeof parsed === "object" && parsed !== null && "name" in parsed && typeof parsed.name === "string") {
    return parsed.name;
  }
  throw new Error(`${project}/Pulumi.yaml names no project: give it a name.`);
}
