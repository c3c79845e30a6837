import type { Service } from "../../infra/catalog/types";
import { cronJobName } from "../../infra/naming";
import type { PodResult } from "../servers/pod-runner";
import { namespaceOf, type Side } from "./sides";
import type { World } from "./world";

/**
 * Runs a service's CronJob once on a side, suspended or not.
 * @throws with the last line that it wrote when it fails
 */
export async function runCronJob(
  { cluster }: World,
  side: Side,
  service: Service,
  job: "backup" | "restore",
  env: Readonly<Record<string, string>> = {},
): Promise<PodResult> {
  const name = cronJobName(service.id, job);
  const result = await cluster.runCronJob(namespaceOf(service, side), name, env);
  if (result.exitCode === 0) return result;
  throw new Error(
    `${name} ended with exit code ${result.exitCode}: ${result.stderr.trim().split("\n").at(-1) ?? ""}`,
  );
}
