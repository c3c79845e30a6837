import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Moto } from "../../../sandbox/servers/moto";

/** Asks a moto by the AWS CLI, which reads no settings but these. @returns what it printed */
export async function awsCli(moto: Moto, args: readonly string[]): Promise<string> {
  const env = { ...moto.env, PATH: "/usr/bin:/bin", HOME: "/nonexistent" };
  const { stdout } = await promisify(execFile)("/usr/bin/aws", ["--endpoint-url", moto.url, ...args], {
    env,
  });
  return stdout.trim();
}
