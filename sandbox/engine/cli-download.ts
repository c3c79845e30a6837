import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { scrubbed } from "./environment";
import { signalGroup } from "./signal-group";

/** Longest wait for the first answer of the download's server, in milliseconds. */
const firstAnswerMs = 60_000;

/** Longest whole download, in milliseconds. */
const wholeMs = 15 * 60_000;

/**
 * Lets the `pulumi` npm package download its release, into a folder beside the target that takes its place when complete.
 * @param runner the package's `run.js`
 * @param target folder of the version: `bin/pulumi` will lie in it
 * @returns undefined when it worked, else why it did not, in one line
 */
export async function downloadCli(
  runner: string,
  version: string,
  target: string,
): Promise<string | undefined> {
  mkdirSync(dirname(target), { recursive: true });
  const staging = mkdtempSync(join(dirname(target), ".download-"));
  try {
    const failure = await runPackage(runner, version, staging);
    if (failure !== undefined) return failure;
    const downloaded = join(staging, "versions", version);
    if (!existsSync(join(downloaded, "bin", "pulumi"))) return "the download held no CLI";
    rmSync(target, { recursive: true, force: true });
    renameSync(downloaded, target);
    return undefined;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function runPackage(runner: string, version: string, home: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [runner, "version"], {
      env: {
        ...scrubbed(process.env),
        PULUMI_HOME: home,
        PULUMI_VERSION: version,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let lastLine = "";
    let late: string | undefined;
    const giveUp = (reason: string): void => {
      late = reason;
      if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    };
    const first = setTimeout(() => {
      giveUp(`no answer within ${firstAnswerMs / 1000} s`);
    }, firstAnswerMs);
    const whole = setTimeout(() => {
      giveUp(`not complete within ${wholeMs / 60_000} minutes`);
    }, wholeMs);
    const keep = (chunk: Buffer): void => {
      lastLine = chunk.toString("utf8").trim().split("\n").at(-1) ?? lastLine;
    };
    // The installer's own output comes after the server's first answer.
    child.stdout.on("data", (chunk: Buffer) => {
      clearTimeout(first);
      keep(chunk);
    });
    child.stderr.on("data", keep);
    const end = (failure: string | undefined): void => {
      clearTimeout(first);
      clearTimeout(whole);
      resolve(failure);
    };
    child.once("error", (error) => {
      end(error.message);
    });
    child.once("close", (code) => {
      end(code === 0 ? undefined : (late ?? lastLine.replace(/^pulumi: /, "")));
    });
  });
}
