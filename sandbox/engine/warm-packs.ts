import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ChildPlace, startNode, stopNode } from "./program-process";

/** A process that waits, and where it was started. */
interface Waiting extends ChildPlace {
  readonly child: ChildProcessWithoutNullStreams;
}

/** What a policy pack is started with. */
export interface PackStart extends ChildPlace {
  /** What follows the runner on its command line. */
  readonly args: readonly string[];
}

/**
 * Policy packs that the CLI was given: absolute folders.
 * @param args the CLI's arguments
 * @param cwd folder in which the CLI runs
 */
export function packsOf(args: readonly string[], cwd: string): readonly string[] {
  const option = "--policy-pack";
  const given = args.flatMap((argument, index) => {
    if (args[index - 1] === option) return argument.split(",");
    return argument.startsWith(`${option}=`) ? argument.slice(option.length + 1).split(",") : [];
  });
  return [...new Set(given.map((folder) => resolve(cwd, folder)))];
}

/**
 * Processes that have loaded what a policy pack in JavaScript needs by the time the engine asks for it. The engine asks
 * late, waits until the pack answers and only then starts the program: a second of every command.
 */
export class WarmPacks {
  readonly #preload: string;
  readonly #launcher: readonly string[];
  readonly #waiting = new Map<string, Waiting>();

  /**
   * @param preload module that every process loads first
   * @param launcher command that starts Node.js, with its own arguments. @default none
   */
  constructor(preload: string, launcher: readonly string[] = []) {
    this.#preload = preload;
    this.#launcher = launcher;
  }

  /** Starts a process for each folder that has a policy pack and none waiting. */
  begin(folders: readonly string[], env: NodeJS.ProcessEnv): void {
    for (const cwd of folders) {
      if (this.#waiting.has(cwd) || !existsSync(join(cwd, "PulumiPolicy.yaml"))) continue;
      const child = startNode(["--require", this.#preload, join(this.#preload, "..", "warm-pack.cjs")], {
        cwd,
        env,
        launcher: this.#launcher,
      });
      const gone = (): void => {
        if (this.#waiting.get(cwd)?.child === child) this.#waiting.delete(cwd);
      };
      child.once("error", gone).once("exit", gone);
      this.#waiting.set(cwd, { child, cwd, env });
    }
  }

  /**
   * Lets the process that waits in a pack's folder run it.
   * @param runner the SDK's module that runs packs
   * @returns the process; undefined where none waits, or where it was started in another environment
   */
  take(runner: string, { args, cwd, env }: PackStart): ChildProcessWithoutNullStreams | undefined {
    const waiting = this.#waiting.get(cwd);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(cwd);
    if (!loadsAlike(waiting.env, env)) {
      stopNode(waiting.child);
      return undefined;
    }
    waiting.child.stdin.end(JSON.stringify({ runner, args, env }));
    return waiting.child;
  }

  /** Ends the processes that nobody took. */
  discard(): void {
    for (const { child } of this.#waiting.values()) stopNode(child);
    this.#waiting.clear();
  }
}

/** Variables that the SDK, or what is loaded before it, reads while it is loaded. The engine adds an address that it never reads. */
const readAtLoad = /^(PULUMI_(?!LOG_OTLP_ENDPOINT$)|LIFEBOAT_)/;

function loadsAlike(one: NodeJS.ProcessEnv, other: NodeJS.ProcessEnv): boolean {
  const names = Object.keys({ ...one, ...other }).filter((name) => readAtLoad.test(name));
  return names.every((name) => one[name] === other[name]);
}
