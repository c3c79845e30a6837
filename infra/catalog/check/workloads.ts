import { isDeepStrictEqual } from "node:util";
import type { Problem } from "../../problem";
import { namespaceLimits } from "../common";
import type { Autoscaling, Probe, Service, SizeName, Workload } from "../types";

const sizeNames: readonly SizeName[] = ["normal", "scaled", "safe"];

function replicaProblems(thing: string, workload: Workload, scaling: Autoscaling): readonly Problem[] {
  const { minReplicas, maxReplicas } = scaling;
  if (minReplicas > maxReplicas || minReplicas < 1) {
    return [
      {
        thing: `${thing}: autoscaling`,
        value: `${minReplicas} to ${maxReplicas}`,
        limit: "have a minimum of at least 1 and at most the maximum",
        remedy: "correct minReplicas or maxReplicas",
      },
    ];
  }
  return (["primary", "standby"] as const)
    .map((side) => ({ side, replicas: workload.replicas[side] }))
    .filter(({ replicas }) => replicas < minReplicas || replicas > maxReplicas)
    .map(({ side, replicas }) => ({
      thing: `${thing}: replicas.${side}`,
      value: String(replicas),
      limit: `be within autoscaling's ${minReplicas} to ${maxReplicas}`,
      remedy: "change the replicas or the limits: the autoscaler would override it",
    }));
}

/** The plan must be within the limits, or the autoscaler would stop below it (STOCK-8). */
function planProblems(service: Service): readonly Problem[] {
  return service.workloads.flatMap(({ name, autoscaling }) =>
    Object.entries(service.capacity.replicas[name] ?? {})
      .filter(([, replicas]) => autoscaling !== undefined && replicas > autoscaling.maxReplicas)
      .map(([horizon, replicas]) => ({
        thing: `catalog: ${service.id}: capacity.replicas.${name}.${horizon}`,
        value: String(replicas),
        limit: `be at most autoscaling's maximum of ${autoscaling?.maxReplicas ?? 0}`,
        remedy: "raise maxReplicas, or plan for fewer",
      })),
  );
}

function sizeProblems(thing: string, workload: Workload): readonly Problem[] {
  return sizeNames.flatMap((name) => {
    const size = workload.sizes[name];
    const above = [
      ["cpu", size.cpuRequestMillicores, size.cpuLimitMillicores, "m"],
      ["memory", size.memoryRequestMib, size.memoryLimitMib, "Mi"],
    ] as const;
    const { cpuMillicores, memoryMib } = namespaceLimits.containerMost;
    const most = { cpu: cpuMillicores, memory: memoryMib };
    return [
      ...above
        .filter(([, request, limit]) => request > limit || request <= 0)
        .map(([what, request, limit, unit]) => ({
          thing: `${thing}: sizes.${name}, ${what}`,
          value: `request ${request}${unit}, limit ${limit}${unit}`,
          limit: "have a request above 0 and not above the limit",
          remedy: "lower the request or raise the limit",
        })),
      ...above
        .filter(([what, , limit]) => limit > most[what])
        .map(([what, , limit, unit]) => ({
          thing: `${thing}: sizes.${name}, ${what}`,
          value: `limit ${limit}${unit}`,
          limit: `be at most ${most[what]}${unit}: the maximum of the namespace's LimitRange`,
          remedy: "lower the limit and add replicas, or raise containerMost in infra/catalog/common.ts",
        })),
    ];
  });
}

function portProblems(thing: string, workload: Workload): readonly Problem[] {
  const names = workload.ports.map((port) => port.name);
  const asked = (probe: Probe): readonly string[] =>
    "http" in probe.check ? [probe.check.port] : "tcp" in probe.check ? [probe.check.tcp] : [];
  const { startup, readiness, liveness } = workload.probes;
  const used = [startup, readiness, liveness].flatMap(asked);
  const all = [...used, ...(workload.metrics === undefined ? [] : [workload.metrics.port])];
  const unknown = [...new Set(all)].filter((name) => !names.includes(name));
  const wrong = names.filter(
    (name, index) => !/^[a-z][a-z0-9-]{0,14}$/.test(name) || names.indexOf(name) !== index,
  );
  const scraped = workload.ports.filter(({ name }) => name === workload.metrics?.port);
  return [
    ...scraped
      .filter(({ servicePort }) => servicePort === undefined)
      .map(({ name }) => ({
        thing: `${thing}: port of metrics`,
        value: `"${name}"`,
        limit: "have a servicePort: a ServiceMonitor finds pods by their Service",
        remedy: "give the port a servicePort",
      })),
    ...unknown.map((name) => ({
      thing: `${thing}: port of a probe or of metrics`,
      value: `"${name}"`,
      limit: `be one of the workload's ports: ${names.join(", ") || "(none)"}`,
      remedy: "add the port, or use another one",
    })),
    ...wrong.map((name) => ({
      thing: `${thing}: ports`,
      value: `"${name}"`,
      limit: "have unique names of at most 15 lower-case letters, digits and hyphens",
      remedy: "rename the port",
    })),
  ];
}

/** Rules select a service's responses by namespace and name, and a token is one of the workload's own secrets. */
function metricProblems(service: Service): readonly Problem[] {
  const measured = service.workloads.filter(({ metrics }) => metrics !== undefined);
  const thing = (name: string): string => `catalog: ${service.id}: workload ${name}: metrics`;
  return [
    ...measured.slice(1).map(({ name }) => ({
      thing: thing(name),
      value: `metrics, as ${measured[0]?.name ?? ""} has them`,
      limit: "be of one workload of the service: its responses are what users notice",
      remedy: "keep the metrics of the workload that users reach",
    })),
    ...measured.flatMap(({ name, metrics, secrets }) => {
      const token = metrics !== undefined && "errors" in metrics ? metrics.token : undefined;
      const own = secrets.filter(({ from }) => from === "external").map((each) => each.name);
      if (token === undefined || own.includes(token)) return [];
      return [
        {
          thing: `${thing(name)}.token`,
          value: `"${token}"`,
          limit: `be one of the workload's external secrets: ${own.join(", ") || "(none)"}`,
          remedy: "add the secret to the workload, or leave out the token",
        },
      ];
    }),
  ];
}

function probeProblems(thing: string, { probes }: Workload): readonly Problem[] {
  const same = isDeepStrictEqual(probes.readiness.check, probes.liveness.check);
  const said = probes.sameBecause !== undefined;
  if (same === said) return [];
  return [
    {
      thing: `${thing}: probes`,
      value: same ? "readiness and liveness are the same" : `sameBecause "${probes.sameBecause ?? ""}"`,
      limit: "differ, or have the reason in sameBecause",
      remedy: same
        ? "use a liveness probe that does not depend on the database, such as an open port"
        : "remove sameBecause",
    },
  ];
}

function environmentProblems(thing: string, workload: Workload): readonly Problem[] {
  const open = Object.entries(workload.env).filter(
    ([name, value]) => /:\/\/[^/@\s]*:[^/@\s]+@/.test(String(value)) || /(PASSWORD|SECRET|TOKEN)$/.test(name),
  );
  return open.map(([name]) => ({
    thing: `${thing}: env.${name}`,
    value: "(not shown)",
    limit: "contain no secret: many can read a ConfigMap",
    remedy: `move ${name} to secrets`,
  }));
}

/** Names of files, and of the flags in one of them. */
function fileProblems(thing: string, { files, featureFlags }: Workload): readonly Problem[] {
  const names = [
    ...files.map(({ name }) => name),
    ...(featureFlags === undefined ? [] : [featureFlags.file]),
  ];
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const odd = Object.keys(featureFlags?.flags ?? {}).filter((flag) => !/^[a-z][a-z0-9_]*$/.test(flag));
  return [
    ...twice.map((name) => ({
      thing: `${thing}: files`,
      value: `"${name}"`,
      limit: "have unique names, including the feature flags' file",
      remedy: "rename one of them, or merge them",
    })),
    ...odd.map((flag) => ({
      thing: `${thing}: featureFlags`,
      value: `"${flag}"`,
      limit: "have names of lower-case letters, digits and _",
      remedy: "rename the flag",
    })),
  ];
}

function trafficProblems(thing: string, workload: Workload): readonly Problem[] {
  const percents = workload.rollout.trafficPercents;
  if (percents === undefined) return [];
  const rising = percents.every((percent, index) => percent > (percents[index - 1] ?? 0));
  if (rising && percents.at(-1) === 100) return [];
  return [
    {
      thing: `${thing}: rollout.trafficPercents`,
      value: JSON.stringify(percents),
      limit: "rise, start above 0 and end at 100",
      remedy: "write it as [1, 5, 10, 25, 50, 100]",
    },
  ];
}

function referenceProblems(service: Service): readonly Problem[] {
  const names = service.workloads.map((workload) => workload.name);
  const used = [
    ...Object.keys(service.capacity.replicas).map((name) => ["capacity.replicas", name] as const),
    ...service.domains.flatMap(({ host, workload }) =>
      workload === undefined ? [] : [[`domain ${host}`, workload] as const],
    ),
  ];
  return used
    .filter(([, name]) => !names.includes(name))
    .map(([where, name]) => ({
      thing: `catalog: ${service.id}: ${where}`,
      value: `"${name}"`,
      limit: `name one of the service's workloads: ${names.join(", ")}`,
      remedy: "correct the name",
    }));
}

/** Problems of a service's deployments. */
export function workloadProblems(service: Service): readonly Problem[] {
  const each = service.workloads.flatMap((workload) => {
    const thing = `catalog: ${service.id}: workload ${workload.name}`;
    return [
      ...(workload.autoscaling === undefined ? [] : replicaProblems(thing, workload, workload.autoscaling)),
      ...sizeProblems(thing, workload),
      ...portProblems(thing, workload),
      ...probeProblems(thing, workload),
      ...environmentProblems(thing, workload),
      ...fileProblems(thing, workload),
      ...trafficProblems(thing, workload),
    ];
  });
  return [...each, ...metricProblems(service), ...planProblems(service), ...referenceProblems(service)];
}
