import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DAYS = "365";
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** A key pair's files. */
export interface KeyPair {
  /** PEM of the certificate. */
  readonly cert: string;
  /** PEM of the private key, mode 0600. */
  readonly key: string;
}

/** Whom a certificate names. */
export interface Subject {
  /** User name, or name of a server. */
  readonly name: string;
  /** Groups of a user. @default none */
  readonly groups?: readonly string[];
  /** What a server is reached by, such as `DNS:localhost` or `IP:127.0.0.1`. @default none */
  readonly addresses?: readonly string[];
}

/** A certificate authority of a cluster, valid for a year. */
export class Authority {
  private constructor(
    private readonly folder: string,
    private readonly pair: KeyPair,
  ) {}

  /** PEM file of the authority's certificate: what clients trust. */
  get cert(): string {
    return this.pair.cert;
  }

  /** Makes an authority in a folder, which is made if need be. @throws with openssl's own message */
  static async make(folder: string, name: string): Promise<Authority> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const pair = pairIn(folder, "ca");
    // prettier-ignore
    const args = ["req", "-x509", ...NEW_KEY, "-days", DAYS, "-subj", `/CN=${name}`,
      "-addext", "keyUsage=critical,digitalSignature,keyCertSign", "-keyout", pair.key, "-out", pair.cert];
    await run("openssl", args);
    return new Authority(folder, pair);
  }

  /**
   * Issues a certificate for client and server use.
   * @param file name of its files in the authority's folder
   */
  async issue(file: string, { name, groups = [], addresses = [] }: Subject): Promise<KeyPair> {
    const pair = pairIn(this.folder, file);
    const subject = [...groups.map((group) => `/O=${group}`), `/CN=${name}`].join("");
    const extensions = [
      "basicConstraints=CA:FALSE",
      "keyUsage=critical,digitalSignature",
      "extendedKeyUsage=clientAuth,serverAuth",
      ...(addresses.length === 0 ? [] : [`subjectAltName=${addresses.join(",")}`]),
    ];
    // prettier-ignore
    const args = ["req", "-x509", ...NEW_KEY, "-days", DAYS, "-subj", subject, "-CA", this.pair.cert, "-CAkey", this.pair.key,
      ...extensions.flatMap((extension) => ["-addext", extension]), "-keyout", pair.key, "-out", pair.cert];
    await run("openssl", args);
    return pair;
  }
}

/** Makes the key that tokens of service accounts are signed with, in a folder that is made if need be. @returns its file */
export async function makeSigningKey(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { key } = pairIn(folder, "service-account");
  // The API server reads no public key from the newer form of `openssl genpkey`.
  await run("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]);
  return key;
}

/** A kubeconfig that logs in by a certificate; everything is in it, so that it works from anywhere. */
export function writeKubeconfig(
  file: string,
  name: string,
  server: string,
  ca: string,
  { cert, key }: KeyPair,
): string {
  const base64 = (source: string): string => readFileSync(source).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": base64(ca) } }],
    users: [{ name, user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return file;
}

function pairIn(folder: string, name: string): KeyPair {
  return { cert: path.join(folder, `${name}.crt`), key: path.join(folder, `${name}.key`) };
}
