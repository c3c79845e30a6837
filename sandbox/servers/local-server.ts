import path from "node:path";
import { temporaryDirectory } from "./at-exit";
import { findProgram } from "./find-program";
import { freePort } from "./free-port";
import { startServer, type ServerOptions } from "./process";

/** A running server with a port and a folder of its own. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Its TCP port. */
  readonly port: number;
  /** Ends it, waits until it is gone and removes its data. */
  stop(): Promise<void>;
}

/** How a server is started, beside what all have. */
type HowToStart = Omit<ServerOptions, "name" | "logFile">;

/** Path of a program that the set-up installs. @throws Error where it is missing */
export function installed(program: string): string {
  const found = findProgram(program);
  if (found === undefined) throw new Error(`${program} not found; run .ci/setup-debian.sh`);
  return found;
}

/**
 * Starts a server on a free port of 127.0.0.1.
 * @param options how, given its place; `directory` takes its files
 * @throws with the last lines of its log when it does not answer in time.
 */
export async function startLocalServer(
  name: string,
  options: (
    place: Pick<LocalServer, "url" | "port"> & { readonly directory: string },
  ) => HowToStart | Promise<HowToStart>,
): Promise<LocalServer> {
  const directory = temporaryDirectory(name);
  try {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const how = await options({ url, port, directory: directory.path });
    const server = await startServer({ name, logFile: path.join(directory.path, `${name}.log`), ...how });
    const stop = async (): Promise<void> => {
      await server.stop();
      directory.remove();
    };
    return { url, port, stop };
  } catch (error) {
    directory.remove();
    throw error;
  }
}
