import { createHash, createHmac, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { SecretValue } from "../pod/secret-object";

const derive = promisify(pbkdf2);

/** PostgreSQL's own number of rounds. */
const ROUNDS = 4096;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/**
 * A salt that is the same each time, or every preview would change the login. To try a guess against it costs as many
 * rounds as against the verifier itself, so it gives nothing away that the verifier does not.
 */
const saltOf = (login: string, password: string): Promise<Buffer> =>
  derive(password, `lifeboat salt of ${login}`, ROUNDS, SALT_BYTES, "sha256");

/** The verifier of a password as PostgreSQL keeps it, `SCRAM-SHA-256$…` (RFC 5803). @param password printable ASCII */
export async function scramVerifier(login: string, password: string): Promise<string> {
  const salt = await saltOf(login, password);
  const salted = await derive(password, salt, ROUNDS, KEY_BYTES, "sha256");
  const stored = createHash("sha256").update(hmac(salted, "Client Key")).digest("base64");
  const server = hmac(salted, "Server Key").toString("base64");
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString("base64")}$${stored}:${server}`;
}

/**
 * What a role's `password` is declared as. The provider sends it as text of a statement, and a server that logs statements
 * would keep the password; a verifier logs nobody in.
 */
export function passwordVerifier(login: string, password: SecretValue): pulumi.Output<string> | undefined {
  return password === undefined
    ? undefined
    : pulumi.secret(password).apply((text) => scramVerifier(login, text));
}
