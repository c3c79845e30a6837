import { randomBytes } from "node:crypto";
import { z } from "zod";

const variable = z.looseObject({ name: z.string() });
const container = z.looseObject({ name: z.string(), env: z.array(variable).default([]) });
const manifest = z.looseObject({
  kind: z.literal("Job"),
  metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.looseObject({
    activeDeadlineSeconds: z.number().optional(),
    backoffLimit: z.number().optional(),
    template: z.looseObject({ spec: z.looseObject({ containers: z.array(container) }) }),
  }),
});

/** A Job as it is created. */
export type JobManifest = z.infer<typeof manifest>;

/** Annotation with who started a Job, as their own machine calls them; the API server's audit log knows the login. */
export const STARTED_BY = "lifeboat/started-by";

const MOST_NAME = 63;

/** A name that no other run has: a finished Job keeps its name for days, and would hide the end of a new one. */
export function runName(job: string, at: Date): string {
  const stamp = at
    .toISOString()
    .replaceAll(/[-:]|\..*$/g, "")
    .toLowerCase();
  const suffix = `-${stamp}-${randomBytes(2).toString("hex")}`;
  return `${job.slice(0, MOST_NAME - suffix.length)}${suffix}`;
}

/**
 * A Job of a template with an operator's values in every container, as `kubectl set env` makes it.
 * @param template what `kubectl create job --from=cronjob/… --dry-run=client -o json` prints
 * @throws ZodError where it is no Job
 */
export function withValues(
  template: unknown,
  env: Readonly<Record<string, string>>,
  startedBy: string,
): JobManifest {
  const job = manifest.parse(template);
  const own = Object.entries(env).map(([name, value]) => ({ name, value }));
  const containers = job.spec.template.spec.containers.map((each) => ({
    ...each,
    env: [...each.env.filter(({ name }) => !Object.hasOwn(env, name)), ...own],
  }));
  return {
    ...job,
    metadata: {
      ...job.metadata,
      annotations: { ...job.metadata.annotations, [STARTED_BY]: startedBy },
    },
    spec: {
      ...job.spec,
      template: { ...job.spec.template, spec: { ...job.spec.template.spec, containers } },
    },
  };
}
