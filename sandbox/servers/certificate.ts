import path from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A self-signed certificate for an address and localhost that is its own authority. */
export interface Certificate {
  /** PEM file of the private key, mode 0600. */
  readonly keyFile: string;
  /** PEM file of the certificate: also what clients have to trust. */
  readonly certFile: string;
}

/**
 * Makes a certificate that is valid for two days, as `server.key` and `server.crt`.
 * @param addresses of the server. @default 127.0.0.1
 * @throws with openssl's own message.
 */
export async function makeCertificate(
  directory: string,
  addresses: readonly string[] = ["127.0.0.1"],
): Promise<Certificate> {
  const [keyFile, certFile] = [path.join(directory, "server.key"), path.join(directory, "server.crt")];
  const names = [...addresses.map((address) => `IP:${address}`), "DNS:localhost"].join();
  // prettier-ignore
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=localhost", "-addext", `subjectAltName=${names}`, "-keyout", keyFile, "-out", certFile];
  await promisify(execFile)("/usr/bin/openssl", args);
  return { keyFile, certFile };
}
