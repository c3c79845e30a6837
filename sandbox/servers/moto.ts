import path from "node:path";
import { findProgram, isExecutable } from "./find-program";
import { startLocalServer, type LocalServer } from "./local-server";

const REPOSITORY = path.resolve(__dirname, "../..");

/** moto, a server that speaks S3, KMS, IAM and other AWS APIs on loopback and keeps everything in memory. */
export interface Moto extends LocalServer {
  /** Credentials and region as environment variables for clients. Not real: moto accepts any. */
  readonly env: Readonly<Record<string, string>>;
  /** Forgets every resource of every account and region. */
  reset(): Promise<void>;
}

/** Path of `moto_server`: that of the sandbox's own virtual environment, else that on PATH; undefined when neither. */
export function findMoto(): string | undefined {
  const own = path.join(REPOSITORY, ".sandbox/venv/bin/moto_server");
  return isExecutable(own) ? own : findProgram("moto_server");
}

/**
 * Starts moto on a free port of 127.0.0.1; takes about a second.
 * @param account the account that everything is in @default moto's own, 123456789012
 * @throws when `moto_server` is missing or does not answer within 60 seconds.
 */
export async function startMoto(account?: string): Promise<Moto> {
  const program = findMoto();
  if (program === undefined) throw new Error("moto: moto_server not found; run .ci/setup-debian.sh");
  const server = await startLocalServer("moto", ({ url, port, directory }) => ({
    command: [program, "-H", "127.0.0.1", "-p", String(port)],
    // Large objects spill into TMPDIR: keep them where they are removed with the server.
    env: {
      ...process.env,
      TMPDIR: directory,
      ...(account === undefined ? {} : { MOTO_ACCOUNT_ID: account }),
    },
    readyTimeoutMs: 60_000,
    ready: async () => (await fetch(`${url}/moto-api/`)).ok,
    stopTimeoutMs: 2_000,
  }));
  return {
    ...server,
    env: {
      AWS_ACCESS_KEY_ID: "AKIASANDBOX000000000",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
    },
    reset: async () => {
      const response = await fetch(`${server.url}/moto-api/reset`, { method: "POST" });
      if (!response.ok) throw new Error(`moto: reset answered ${response.status}`);
    },
  };
}
