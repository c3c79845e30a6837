import path from "node:path";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { ApiClient } from "../kube-apiserver/api-client";

const REPOSITORY = path.resolve(__dirname, "../../..");
const MODULE = "github.com/cert-manager/cert-manager";
const SERVED = "/apis/cert-manager.io/v1/namespaces/default/certificates";
/** Longest wait until the API serves what it was just told of. */
const SERVED_WITHIN_MS = 30_000;

/** Where the definition of Certificate is kept, by the release that go.mod pins, whether it is there or not. */
export function certificateDefinitionPath(): string {
  const text = readFileSync(path.join(__dirname, "go.mod"), "utf8");
  const version = new RegExp(`\\s${MODULE} (v[0-9.]+)\\b`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`cert-manager: go.mod requires no version of ${MODULE}`);
  return path.join(REPOSITORY, ".sandbox/crds", `certificates-${version}.yaml`);
}

/**
 * Makes an API server know Certificate objects, as cert-manager's installation does; fetches the definition first when it
 * is not there.
 * @throws when Go is missing or the fetch fails, when the API refuses it, or does not serve it in time.
 */
export async function installCertificates(client: ApiClient): Promise<void> {
  const file = certificateDefinitionPath();
  if (!existsSync(file))
    execFileSync(path.join(__dirname, "fetch.sh"), { stdio: ["ignore", "ignore", "inherit"] });
  await client.apply(parse(readFileSync(file, "utf8")));
  const deadline = Date.now() + SERVED_WITHIN_MS;
  while ((await client.request(SERVED)).status !== 200) {
    if (Date.now() > deadline) throw new Error(`${SERVED}: not served within ${SERVED_WITHIN_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
