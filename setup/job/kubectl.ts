import { spawn } from "node:child_process";
import { JobError } from "./job-error";
import type { JobPlace } from "./place";

/** Longest wait for one response of the API server; without it a silent one would never end. */
const REQUEST_TIMEOUT = "--request-timeout=20s";

/** What kubectl says of what is not there. */
const NOT_FOUND = /\(NotFound\)/;
const FORBIDDEN = /\((Forbidden|Unauthorized)\)|must be logged in|You must be logged in/;

/** 5 permission denied, else 1. */
const codeOf = (said: string): number => (FORBIDDEN.test(said) ? 5 : 1);

/** The operator's own kubectl, in one namespace of one cluster. */
export class Kubectl {
  /** @param program @default kubectl on PATH */
  constructor(
    readonly place: JobPlace,
    private readonly program = "kubectl",
  ) {}

  /** A command line that does the same at a prompt. */
  line(args: string): string {
    const { context, namespace } = this.place;
    const word = /^[\w:.@/-]+$/.test(context) ? context : `'${context.replaceAll("'", `'\\''`)}'`;
    return `kubectl --context ${word} -n ${namespace} ${args}`;
  }

  /** Runs it. @returns its stdout @throws JobError where it is not there, or ends with another code than 0 */
  run(args: readonly string[], input = ""): Promise<string> {
    const { context, namespace } = this.place;
    const all = ["--context", context, "-n", namespace, REQUEST_TIMEOUT, ...args];
    // In a process group of its own, so that Ctrl-C ends the following and cuts no request off.
    const child = spawn(this.program, all, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined).end(input);
    return new Promise((resolve, reject) => {
      child.once("error", ({ message }) => {
        reject(new JobError(`${this.program}: ${message}; install kubectl, or put it on PATH`, 1));
      });
      child.once("close", (code) => {
        const said = stderr.trim() || stdout.trim();
        if (code === 0) resolve(stdout);
        else reject(new JobError(`kubectl ${args.join(" ")}: ${said}`, codeOf(said)));
      });
    });
  }

  /** An object or a list, as JSON; undefined where there is none. @throws JobError */
  async read(args: readonly string[]): Promise<unknown> {
    try {
      const found: unknown = JSON.parse(await this.run([...args, "-o", "json"]));
      return found;
    } catch (error) {
      if (error instanceof JobError && NOT_FOUND.test(error.message)) return undefined;
      throw error;
    }
  }
}
