import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../../infra/catalog";
import type { Horizon } from "../../../../infra/catalog/types";
import { bytesOf } from "../../../support/quantity";
import { environments } from "../../../support/catalog-environments";
import type { Registered } from "../../../support/pulumi-mocks";
import { primary, standby } from "../../../support/service-fixture";

const MIB = 1024 * 1024;

const amount = z.object({ cpu: z.string(), memory: z.string() }).transform(({ cpu, memory }) => ({
  millicores: cpu.endsWith("m") ? parseFloat(cpu) : parseFloat(cpu) * 1000,
  mib: bytesOf(memory) / MIB,
}));
type Amount = z.infer<typeof amount>;

const container = z.looseObject({ resources: z.object({ requests: amount, limits: amount }) });
const template = z.object({
  spec: z.looseObject({ initContainers: z.array(container).default([]), containers: z.array(container) }),
});
const hard = z.object({
  "requests.cpu": z.string(),
  "requests.memory": z.string(),
  "limits.cpu": z.string(),
  "limits.memory": z.string(),
  pods: z.coerce.number(),
});
const shape = z.looseObject({
  metadata: z.looseObject({ name: z.string().optional(), namespace: z.string() }),
  spec: z.looseObject({
    replicas: z.number().optional(),
    maxReplicas: z.number().optional(),
    template: template.optional(),
    jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }).optional(),
    hard: hard.optional(),
  }),
});

interface Use {
  readonly requests: Amount;
  readonly limits: Amount;
  readonly pods: number;
}

/** What so many pods of a template count as: their containers, or the init container where that is greater. */
function use({ spec }: z.infer<typeof template>, pods: number): Use {
  const most = (of: (each: z.infer<typeof container>) => number): number =>
    pods *
    Math.max(
      spec.containers.reduce((sum, each) => sum + of(each), 0),
      ...spec.initContainers.map(of),
    );
  const both = (kind: "requests" | "limits"): Amount => ({
    millicores: most(({ resources }) => resources[kind].millicores),
    mib: most(({ resources }) => resources[kind].mib),
  });
  return { requests: both("requests"), limits: both("limits"), pods };
}

const add = (one: Amount, other: Amount): Amount => ({
  millicores: one.millicores + other.millicores,
  mib: one.mib + other.mib,
});
const sum = (uses: readonly Use[]): Use =>
  uses.reduce(
    (total, each) => ({
      requests: add(total.requests, each.requests),
      limits: add(total.limits, each.limits),
      pods: total.pods + each.pods,
    }),
    { requests: { millicores: 0, mib: 0 }, limits: { millicores: 0, mib: 0 }, pods: 0 },
  );

/** What may run at once in a namespace: all CronJobs, all replicas with one more in a roll-out, and each Job alone. */
function situations(resources: readonly Registered[], namespace: string): readonly Use[] {
  const of = (kind: string) =>
    resources
      .filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`))
      .map(({ inputs }) => shape.safeParse(inputs).data)
      .filter((each) => each !== undefined)
      .filter(({ metadata }) => metadata.namespace === namespace);
  const pods = (each: z.infer<typeof shape>, count: number): readonly Use[] => {
    const made = each.spec.template ?? each.spec.jobTemplate?.spec.template;
    return made === undefined ? [] : [use(made, count)];
  };
  const scalers = of("HorizontalPodAutoscaler");
  const most = (each: z.infer<typeof shape>): number =>
    scalers.find(({ metadata }) => metadata.name === each.metadata.name)?.spec.maxReplicas ??
    each.spec.replicas ??
    0;
  const standing = [
    ...of("CronJob").flatMap((each) => pods(each, 1)),
    ...of("Deployment").flatMap((each) => pods(each, most(each) + 1)),
  ];
  return [sum(standing), ...of("Job").map((each) => sum([...standing, ...pods(each, 1)]))];
}

const quotaOf = (resources: readonly Registered[], namespace: string): Use => {
  const found = resources
    .filter(({ type }) => type === "kubernetes:core/v1:ResourceQuota")
    .map(({ inputs }) => shape.parse(inputs))
    .find(({ metadata }) => metadata.namespace === namespace)?.spec.hard;
  if (found === undefined) throw new Error(`no quota in ${namespace}`);
  return {
    requests: amount.parse({ cpu: found["requests.cpu"], memory: found["requests.memory"] }),
    limits: amount.parse({ cpu: found["limits.cpu"], memory: found["limits.memory"] }),
    pods: found.pods,
  };
};

describe.each([
  ["standby that takes over", { ...standby, posture: "active" }, { reason: "lost", finalBackup: undefined }],
  ["primary in a year", { ...primary, capacityHorizon: "months12" satisfies Horizon }, undefined],
] as const)("the quotas of a %s", (_name, config, takeover) => {
  let resources: readonly Registered[];
  beforeAll(async () => {
    resources = await environments(config, takeover);
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "have room for all that %s declares, and a tenth more",
    (_id, service) => {
      const namespace = config.role === "standby" ? `${service.namespace}-dr` : service.namespace;
      const quota = quotaOf(resources, namespace);
      const all = situations(resources, namespace);
      // Gate, backup and migration; fence check, restore and smoke; and the purge of what has a CDN.
      const alone = 3 + (takeover === undefined ? 0 : 3) + (service.cdn === undefined ? 0 : 1);
      expect(all.length).toBe(1 + alone);
      for (const { requests, limits, pods } of all) {
        expect(quota.requests.millicores).toBeGreaterThan(requests.millicores * 1.1);
        expect(quota.requests.mib).toBeGreaterThan(requests.mib * 1.1);
        expect(quota.limits.millicores).toBeGreaterThan(limits.millicores * 1.1);
        expect(quota.limits.mib).toBeGreaterThan(limits.mib * 1.1);
        expect(quota.pods).toBeGreaterThanOrEqual(pods * 1.1);
      }
    },
  );
});
