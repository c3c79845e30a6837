import { spawn } from "node:child_process";
import { z } from "zod";
import { type StackState, stackState } from "./stack-state";

/** The CLI could not do what it was asked; the message has its own words. */
export class PulumiError extends Error {}

const stackList = z.array(z.object({ name: z.string() }));

/** The user's own CLI in the project's folder. */
export class Pulumi {
  /** @param folder with Pulumi.yaml @param program @default pulumi on PATH */
  constructor(
    private readonly folder: string,
    private readonly program = "pulumi",
  ) {}

  /**
   * Runs the CLI.
   * @param input standard input; a secret comes by it, never by an argument
   * @throws PulumiError where it is not there, or ends with another code than 0
   */
  private run(args: readonly string[], input = ""): Promise<string> {
    const child = spawn(this.program, [...args, "--non-interactive"], {
      cwd: this.folder,
      stdio: ["pipe", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined).end(input);
    return new Promise((resolve, reject) => {
      child.once("error", (error) => {
        reject(new PulumiError(`${this.program}: ${error.message}`));
      });
      child.once("close", (code) => {
        if (code === 0) resolve(stdout);
        else reject(new PulumiError(`pulumi ${args.join(" ")}: ${stderr.trim() || stdout.trim()}`));
      });
    });
  }

  /** Names of the project's stacks, without organization and project. @throws PulumiError */
  async stacks(): Promise<readonly string[]> {
    const listed = await this.run(["stack", "ls", "--json"]);
    return stackList.parse(JSON.parse(listed)).map(({ name }) => name.split("/").at(-1) ?? name);
  }

  /** Makes a stack. @throws PulumiError */
  async init(stack: string, secretsProvider: string): Promise<void> {
    await this.run(["stack", "init", stack, "--no-select", "--secrets-provider", secretsProvider]);
  }

  /** A value in clear. @param path of the value, as `--path` takes it @throws PulumiError */
  async get(stack: string, path: string): Promise<string> {
    return (await this.run(["config", "get", "--path", path, "--stack", stack])).replace(/\n$/, "");
  }

  /** An output of a stack's last update; undefined if it has none of that name. @throws PulumiError */
  async output(stack: string, name: string): Promise<unknown> {
    const outputs = await this.run(["stack", "output", "--json", "--stack", stack]);
    return z.record(z.string(), z.unknown()).parse(JSON.parse(outputs))[name];
  }

  /** Sets an encrypted value. @param path of the value, as `--path` takes it @throws PulumiError */
  async setSecret(stack: string, path: string, value: string): Promise<void> {
    await this.run(["config", "set", "--secret", "--path", path, "--stack", stack], value);
  }

  /** A stack's state; encrypted values stay encrypted. @throws PulumiError */
  async exported(stack: string): Promise<StackState> {
    return stackState.parse(JSON.parse(await this.run(["stack", "export", "--stack", stack])));
  }

  /** Replaces a stack's state. @throws PulumiError */
  async imported(stack: string, state: StackState): Promise<void> {
    await this.run(["stack", "import", "--stack", stack], JSON.stringify(state));
  }
}
