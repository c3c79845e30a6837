import path from "node:path";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { ApiClient } from "../kube-apiserver/api-client";

const REPOSITORY = path.resolve(__dirname, "../../..");
const MODULE = "github.com/prometheus-operator/prometheus-operator";
const GROUP = "/apis/monitoring.coreos.com/v1";
/** Longest wait until the API serves what it was just told of. */
const SERVED_WITHIN_MS = 30_000;

/** Plural names of the kinds that stacks declare; fetch.sh has the same. */
const KINDS = ["prometheusrules", "servicemonitors", "probes"] as const;

/** Where the definitions are kept, by the release that go.mod pins, whether they are there or not. */
export function definitionPaths(): readonly string[] {
  const text = readFileSync(path.join(__dirname, "go.mod"), "utf8");
  const version = new RegExp(`\\s${MODULE} (v[0-9.]+)\\b`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`prometheus-operator: go.mod requires no version of ${MODULE}`);
  return KINDS.map((kind) => path.join(REPOSITORY, ".sandbox/crds", `${kind}-${version}.yaml`));
}

/**
 * Makes an API server know the operator's objects, as its installation does; fetches the definitions first when they are
 * not there.
 * @throws when Go is missing or the fetch fails, when the API refuses them, or does not serve them in time.
 */
export async function installPrometheusOperator(client: ApiClient): Promise<void> {
  const files = definitionPaths();
  if (!files.every((file) => existsSync(file)))
    execFileSync(path.join(__dirname, "fetch.sh"), { stdio: ["ignore", "ignore", "inherit"] });
  for (const file of files) await client.apply(parse(readFileSync(file, "utf8")));
  const served = async (kind: string): Promise<boolean> =>
    (await client.request(`${GROUP}/namespaces/default/${kind}`)).status === 200;
  const deadline = Date.now() + SERVED_WITHIN_MS;
  for (const kind of KINDS)
    while (!(await served(kind))) {
      if (Date.now() > deadline)
        throw new Error(`${GROUP} ${kind}: not served within ${SERVED_WITHIN_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
