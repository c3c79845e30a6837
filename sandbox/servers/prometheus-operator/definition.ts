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

/** Where the definition of PrometheusRule is kept, by the release that go.mod pins, whether it is there or not. */
export function prometheusRuleDefinitionPath(): string {
  const text = readFileSync(path.join(__dirname, "go.mod"), "utf8");
  const version = new RegExp(`\\s${MODULE} (v[0-9.]+)\\b`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`prometheus-operator: go.mod requires no version of ${MODULE}`);
  return path.join(REPOSITORY, ".sandbox/crds", `prometheusrules-${version}.yaml`);
}

/**
 * Makes an API server know PrometheusRule objects, as the operator's installation does; fetches the definition first
 * when it is not there.
 * @throws when Go is missing or the fetch fails, when the API refuses it, or does not serve it in time.
 */
export async function installPrometheusRules(client: ApiClient): Promise<void> {
  const file = prometheusRuleDefinitionPath();
  if (!existsSync(file))
    execFileSync(path.join(__dirname, "fetch.sh"), { stdio: ["ignore", "ignore", "inherit"] });
  await client.apply(parse(readFileSync(file, "utf8")));
  const deadline = Date.now() + SERVED_WITHIN_MS;
  while ((await client.request(`${GROUP}/namespaces/default/prometheusrules`)).status !== 200) {
    if (Date.now() > deadline) throw new Error(`${GROUP}: not served within ${SERVED_WITHIN_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
