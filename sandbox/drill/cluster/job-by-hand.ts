import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { endOf } from "./job-progress";
import type { KubernetesApi } from "./kubernetes-api";
import { failureOf } from "./pod-logs";

const LOOK_MS = 250;
const MOST_NAME = 63;

const variable = z.looseObject({ name: z.string() });
const container = z.looseObject({ name: z.string(), env: z.array(variable).default([]) });
const template = z.looseObject({
  metadata: z.looseObject({}).default({}),
  spec: z.looseObject({
    template: z.looseObject({ spec: z.looseObject({ containers: z.array(container).length(1) }) }),
  }),
});
const cronJob = z.looseObject({ spec: z.looseObject({ jobTemplate: template }) });
const pods = z.looseObject({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })),
});

/** How a Job that was made by hand ended. */
export interface JobResult {
  /** Exit code of its container; 0 when the Job is complete. */
  readonly exitCode: number;
  /** All that its last pod wrote. */
  readonly log: string;
}

/** A Job of a CronJob's template with further variables, which is not retried. */
function jobOf(found: unknown, name: string, env: Readonly<Record<string, string>>): object {
  const { metadata, spec } = cronJob.parse(found).spec.jobTemplate;
  const [only] = spec.template.spec.containers;
  const own = Object.entries(env).map(([key, value]) => ({ name: key, value }));
  const kept = only?.env.filter((each) => !(each.name in env)) ?? [];
  const containers = [{ ...only, env: [...kept, ...own] }];
  const annotations = { "cronjob.kubernetes.io/instantiate": "manual" };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { ...metadata, name, annotations },
    spec: {
      ...spec,
      backoffLimit: 0,
      template: { ...spec.template, spec: { ...spec.template.spec, containers } },
    },
  };
}

/**
 * Runs a CronJob's Job once, suspended or not, as `kubectl create job --from` does, to its end.
 * @param env variables beside the template's own, or in their place
 * @throws when there is no such CronJob
 */
export async function runByHand(
  api: KubernetesApi,
  namespace: string,
  cronJobName: string,
  env: Readonly<Record<string, string>> = {},
): Promise<JobResult> {
  const jobs = `/apis/batch/v1/namespaces/${namespace}`;
  const suffix = `-${randomBytes(4).toString("hex")}`;
  const name = `${cronJobName.slice(0, MOST_NAME - suffix.length)}${suffix}`;
  await api.create(`${jobs}/jobs`, jobOf(await api.get(`${jobs}/cronjobs/${cronJobName}`), name, env));
  for (;;) {
    const end = endOf(await api.get(`${jobs}/jobs/${name}`));
    if (end === undefined) {
      await sleep(LOOK_MS);
      continue;
    }
    const selector = `labelSelector=${encodeURIComponent(`batch.kubernetes.io/job-name=${name}`)}`;
    const found = pods.parse(await api.get(`/api/v1/namespaces/${namespace}/pods?${selector}`));
    const [pod] = found.items;
    const lines: string[] = [];
    if (pod !== undefined)
      await api.lines(`/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/log`, (line) =>
        lines.push(line),
      );
    const exitCode = end.succeeded ? 0 : (failureOf(pod)?.exitCode ?? 1);
    return { exitCode, log: lines.join("\n") };
  }
}
