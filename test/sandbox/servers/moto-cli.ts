import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";

/** A moto for a suite, empty before each test. */
export interface MotoCli {
  readonly url: string;
  /** Asks it by the AWS CLI, which reads no settings but these. @returns what it printed */
  readonly aws: (...args: string[]) => Promise<string>;
}

/** Starts a moto for the tests of a suite, and stops it after them. */
export function motoCli(): MotoCli {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());
  beforeEach(() => moto.reset());
  return {
    get url() {
      return moto.url;
    },
    aws: async (...args) => {
      const env = { ...moto.env, PATH: "/usr/bin:/bin", HOME: "/nonexistent" };
      const { stdout } = await promisify(execFile)("/usr/bin/aws", ["--endpoint-url", moto.url, ...args], {
        env,
      });
      return stdout.trim();
    },
  };
}
