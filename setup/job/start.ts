import { z } from "zod";
import { cronJobName } from "../../infra/naming";
import { endOf } from "../../sandbox/drill/cluster/job-progress";
import type { Cluster } from "./follow";
import { type Kubectl } from "./kubectl";
import { JobError } from "./job-error";
import { withValues, type JobManifest } from "./manifest";
import type { Request } from "./request";

const owned = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({
        name: z.string(),
        ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).default([]),
      }),
    }),
  ),
});
const events = z.looseObject({ items: z.array(z.looseObject({ message: z.string().default("") })) });

/** How to follow a Job at a prompt. */
export const followLine = (kubectl: Kubectl, name: string): string => kubectl.line(`logs -f job/${name}`);

/** How to stop it: its pod gets 30 seconds to leave nothing behind. */
export const stopLine = (kubectl: Kubectl, name: string): string => kubectl.line(`delete job ${name}`);

/** Refuses a second run beside one that has not ended: both would write, and neither log would be whole. */
async function requireNone(kubectl: Kubectl, { service, job }: Request): Promise<void> {
  const template = cronJobName(service.id, job);
  const listed = await kubectl.read(["get", "jobs"]);
  const running = owned
    .parse(listed ?? { items: [] })
    .items.filter(
      (each) =>
        each.metadata.ownerReferences.some(({ kind, name }) => kind === "CronJob" && name === template) &&
        endOf(each) === undefined,
    )
    .map(({ metadata: { name } }) => name);
  const [first] = running;
  if (first !== undefined)
    throw new JobError(
      `${job} of ${service.id}: ${running.join(", ")} has not ended, must be the only one. Nothing was created. Follow it: ${followLine(kubectl, first)}; or stop it: ${stopLine(kubectl, first)}`,
      1,
    );
}

/** The Job of the stack's template. @throws JobError, with 6 where the stack has no such CronJob there */
async function templateOf(
  kubectl: Kubectl,
  { service, job, stack }: Request,
  name: string,
): Promise<unknown> {
  const template = cronJobName(service.id, job);
  const made = await kubectl.read(["create", "job", name, `--from=cronjob/${template}`, "--dry-run=client"]);
  if (made !== undefined) return made;
  const { context, namespace } = kubectl.place;
  throw new JobError(
    `CronJob ${template}: is not in namespace ${namespace} of context ${context}, must be declared there by stack ${stack}: pulumi up --stack ${stack}. Nothing was created`,
    6,
  );
}

/**
 * Creates a Job as the request says.
 * @throws JobError where it is refused: 5 permission, 6 no such template, 1 anything else
 */
export async function startJob(
  kubectl: Kubectl,
  request: Request,
  name: string,
  startedBy: string,
): Promise<JobManifest> {
  const template = await templateOf(kubectl, request, name);
  await requireNone(kubectl, request);
  const job = withValues(template, request.env, startedBy);
  try {
    await kubectl.run(["create", "-f", "-"], JSON.stringify(job));
  } catch (error) {
    // A response that was lost says nothing: the Job may be there.
    if ((await kubectl.read(["get", "job", name]).catch(() => undefined)) === undefined) throw error;
  }
  return job;
}

/** The cluster as following a Job sees it. */
export function clusterOf(kubectl: Kubectl, name: string): Cluster {
  return {
    job: () => kubectl.read(["get", "job", name]),
    pods: async () =>
      (await kubectl.read(["get", "pods", "-l", `batch.kubernetes.io/job-name=${name}`])) ?? { items: [] },
    log: (pod, container, since) => {
      const from = since === undefined ? [] : [`--since-time=${since}`];
      return kubectl.run(["logs", pod, "-c", container, "--timestamps", ...from]);
    },
    events: async () => {
      const selector = `--field-selector=involvedObject.kind=Job,involvedObject.name=${name}`;
      const found = await kubectl.read(["get", "events", selector]);
      return events.parse(found ?? { items: [] }).items.map(({ message }) => message);
    },
  };
}
