import { randomBytes } from "node:crypto";
import { z } from "zod";

const labels = z.record(z.string(), z.string()).optional();
const container = z.looseObject({ env: z.array(z.looseObject({ name: z.string() })).optional() });
const jobSpec = z.looseObject({
  template: z.looseObject({ spec: z.looseObject({ containers: z.array(container) }) }),
});
const schema = z.looseObject({
  kind: z.literal("CronJob"),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  spec: z.looseObject({
    jobTemplate: z.looseObject({
      metadata: z.looseObject({ labels, annotations: labels }).optional(),
      spec: jobSpec,
    }),
  }),
});

/** A Job manifest. */
export interface Job {
  readonly apiVersion: "batch/v1";
  readonly kind: "Job";
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly spec: z.infer<typeof jobSpec>;
}

/**
 * The Job that `kubectl create job <name> --from=cronjob/<cronJob>` makes, whether the CronJob is suspended or not,
 * and with `env` what `kubectl set env` then makes of it.
 * @param options name: @default the CronJob's and six random digits; env: set in every container, @default none
 * @throws when the manifest is not a CronJob.
 */
export function jobFromCronJob(
  cronJob: unknown,
  options: { readonly name?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Job {
  const { metadata, spec } = parsed(schema, cronJob, "CronJob");
  const { name = `${metadata.name}-${randomBytes(3).toString("hex")}`, env = {} } = options;
  const job = structuredClone(spec.jobTemplate.spec);
  for (const { env: variables = [], ...rest } of job.template.spec.containers.splice(0)) {
    const names = new Set(variables.map((variable) => variable.name));
    const replaced = variables.map((variable) => {
      const value = env[variable.name];
      return value === undefined ? variable : { name: variable.name, value };
    });
    const added = Object.entries(env).flatMap(([variable, value]) =>
      names.has(variable) ? [] : [{ name: variable, value }],
    );
    job.template.spec.containers.push({ ...rest, env: [...replaced, ...added] });
  }
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels: { ...spec.jobTemplate.metadata?.labels },
      annotations: {
        "cronjob.kubernetes.io/instantiate": "manual",
        ...spec.jobTemplate.metadata?.annotations,
      },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "CronJob", name: metadata.name, controller: true }],
    },
    spec: job,
  };
}

/** A value as a schema reads it. @param what it is, for the message. @throws naming every field that is otherwise, at once */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    (issue) => `  ${issue.path.join(".") || "(itself)"}: ${issue.message}`,
  );
  throw new Error(`${what} cannot be run as it is:\n${lines.join("\n")}`);
}
