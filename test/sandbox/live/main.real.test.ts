import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { repositoryRoot } from "../../../sandbox/engine/paths";
import { describeReal, GENUINE_PROVIDER } from "../../support/describe-real";
import { eventually, processesWith } from "../../support/processes";

const root = repositoryRoot(__dirname);
/** What every server's command line holds. */
const folder = join(root, ".sandbox", "servers");
/** Two servers start and end, on a busy machine. */
const TIMEOUT = { timeout: 240_000 };
const STEP_MILLISECONDS = 100_000;

let child: ChildProcess | undefined;
let output = "";

/** Starts `npm run sandbox -- --servers …`. @returns its exit code or signal, once it has ended */
function start(...args: readonly string[]): Promise<unknown[]> {
  output = "";
  child = spawn(process.execPath, [join("sandbox", "engine", "start.mjs"), "main", "--servers", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  return once(child, "close");
}

afterEach(() => {
  child?.kill("SIGKILL");
});

describeReal("npm run sandbox -- --servers", GENUINE_PROVIDER, () => {
  it("runs the CLI, says which server is behind it, and ends the server", TIMEOUT, async () => {
    const [code] = await start("version");
    expect(output).toMatch(/^v?\d+\.\d+\.\d+$/m);
    expect(output).toContain(`kept in ${folder}; no node: no pod runs`);
    expect(code).toBe(0);
    expect(processesWith(folder)).toEqual([]);
  });

  it("passes the CLI's exit code on", TIMEOUT, async () => {
    const [code] = await start("stack", "select", "nowhere");
    expect(output).toMatch(/error: .*nowhere/);
    expect(code).not.toBe(0);
    expect(processesWith(folder)).toEqual([]);
  });

  it("leaves nothing when it is interrupted while a server starts", TIMEOUT, async () => {
    const ended = start("version");
    await eventually(() => processesWith(join(folder, "etcd")).length > 0, STEP_MILLISECONDS);
    child?.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]);
    await eventually(() => processesWith(folder).length === 0);
  });

  it(
    "leaves nothing when it is interrupted in a preview, and shows no failure of a server",
    TIMEOUT,
    async () => {
      const ended = start("preview", "--stack", "prod", "--non-interactive");
      await eventually(() => /kubernetes:.* create/.test(output), STEP_MILLISECONDS);
      child?.kill("SIGINT");
      const [code] = await ended;
      expect(code).not.toBe(0);
      expect(output).not.toMatch(/panic|TypeError|ECONNREFUSED|terminating immediately/);
      expect(processesWith(folder)).toEqual([]);
    },
  );
});
