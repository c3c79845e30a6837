import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Settings } from "../../config";
import { hostPeers, namespacePeer, tcp } from "../namespace/network-peers";
import { SECRETS_DIRECTORY } from "../pod/mounted";

/** Config of the store of logs. */
export type LogStoreConfig = NonNullable<Settings["logs"]>;

const FOLDER = join(__dirname, "../..");
const AUTHORITY = "ca.crt";

/** Programs of infra/logs, by file name, and the HTTP client that they share with the jobs. */
export const logPrograms = (...names: readonly string[]): Readonly<Record<string, string>> => {
  const files = [...names.map((name) => join("logs", name)), join("jobs", "http_client.py")];
  return Object.fromEntries(files.map((file) => [basename(file), readFileSync(join(FOLDER, file), "utf8")]));
};

/** The authority of the store's certificate as a file; none where the image's own are trusted. */
export const authorityFile = ({ caCertificate }: LogStoreConfig): Readonly<Record<string, string>> =>
  caCertificate === undefined ? {} : { [AUTHORITY]: caCertificate };

/**
 * How a program of infra/logs reaches the store (store_http.py).
 *
 * @param files directory that its files are mounted at.
 * @param password name of the password's file.
 */
export function storeConnection(logs: LogStoreConfig, user: string, files: string, password: string) {
  return {
    url: logs.url.replace(/\/+$/, ""),
    user,
    passwordFile: `${SECRETS_DIRECTORY}/${password}`,
    ...(logs.caCertificate === undefined ? {} : { caFile: `${files}/${AUTHORITY}` }),
  };
}

/** Port of an https URL. */
const portOf = ({ port }: URL): number => (port === "" ? 443 : Number(port));

/** Egress rules of what speaks to the store alone: names of the cluster's DNS, and the store. */
export function storeEgress(url: string) {
  const store = new URL(url);
  return [
    {
      to: [namespacePeer("kube-system")],
      ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 })),
    },
    { to: hostPeers([store.hostname.replace(/^\[|\]$/g, "")]), ports: tcp(portOf(store)) },
  ];
}
