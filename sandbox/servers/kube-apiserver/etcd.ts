import path from "node:path";
import { findProgram } from "../find-program";
import { freePort } from "../free-port";
import { startServer, type Server } from "../process";

/** A running etcd. */
export interface Etcd extends Server {
  /** Its client URL, plain HTTP on 127.0.0.1. */
  readonly url: string;
}

/**
 * Starts one etcd.
 * @param directory takes its log
 * @param data folder with its data, made when it is not there
 * @throws when etcd is missing or does not answer within 30 seconds.
 */
export async function startEtcd(directory: string, data: string): Promise<Etcd> {
  const program = findProgram("etcd");
  if (program === undefined) throw new Error("etcd not found; run .ci/setup-debian.sh");
  const [url, peerUrl] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  // prettier-ignore
  const args = ["--name=sandbox", `--data-dir=${data}`,
    `--listen-client-urls=${url}`, `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`, `--initial-cluster=sandbox=${peerUrl}`];
  const server = await startServer({
    name: "etcd",
    command: [program, ...args],
    logFile: path.join(directory, "etcd.log"),
    ready: async () => (await fetch(`${url}/health`)).ok,
  });
  return { ...server, url };
}
