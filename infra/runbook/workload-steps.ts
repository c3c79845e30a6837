import { each, kubectl, pulumi, shell, type Place } from "./command";
import type { Steps, StepTable } from "./types";

/** Deployments, pods, events: what `kubectl` shows of a service at once. */
const overview = (place: Place) => [
  kubectl(place, "get deployments,pods -o wide"),
  kubectl(place, "get events --sort-by=.lastTimestamp"),
];

const logs = (place: Place) =>
  each(
    place,
    ({ component }) => component === "api" || component === "worker",
    (name) => `logs deployment/${name} --since=15m --tail=200`,
  );

const undo = (place: Place) =>
  each(
    place,
    ({ component }) => component === "api" || component === "frontend",
    (name) => `rollout undo deployment/${name}`,
  );

/** A roll-back by hand lasts until the next update: the stack must say the same. */
const BACK =
  "A roll-back by hand lasts until the next pulumi up: set lifeboat:images to the digest before, and deploy it.";

const broken = (place: Place): Steps => ({
  look: [...overview(place), ...logs(place)],
  remedy: [...undo(place), pulumi(place, "up --refresh")],
  then: BACK,
});

const restarts = (place: Place): Steps => ({
  look: [kubectl(place, "describe pod <pod>"), kubectl(place, "logs <pod> --previous --tail=200")],
  remedy: undo(place),
  then: BACK,
});

/** More CPU and memory for each pod of the service; the capacity plan would move the replicas of some, and all databases. */
const scaled = (place: Place) => [
  pulumi(place, `config set --path lifeboat:sizes.${place.service.id} scaled`),
  pulumi(place, "up"),
];

/** Where the catalog has a service's workloads. */
const inCatalog = ({ service }: Place, what: string) =>
  shell(`grep -rnE '${what}' infra/catalog/${service.id}*`);

const load = (place: Place): Steps => ({
  look: [kubectl(place, "top pods --containers"), kubectl(place, "get hpa")],
  remedy: scaled(place),
  then: "A pod that leaks wants a roll-back, not more room. Where the service is scaled already, and in posture safe, which has a size of its own, this changes nothing: sizes and replicas are the catalog's.",
});

/** Steps for what runs: Deployments, containers, answers, autoscalers and quotas. */
export const workloadSteps: StepTable = {
  ServiceUnavailable: broken,
  CacheUnavailable: broken,
  WorkloadDegraded: broken,
  RolloutStuck: broken,
  HighErrorRate: broken,
  ErrorBudgetBurnsFast: broken,
  ErrorBudgetBurnsSlowly: broken,
  HighLatency: load,
  LatencyBudgetBurnsFast: load,
  LatencyBudgetBurnsSlowly: load,
  WorkloadMissing: (place) => ({
    look: [kubectl(place, "get deployments"), pulumi(place, "preview --refresh --diff")],
    remedy: [pulumi(place, "up --refresh")],
  }),
  ContainerRestarts: restarts,
  ContainerOutOfMemory: restarts,
  HighMemoryUsage: load,
  MemoryAboveTarget: load,
  CpuAboveTarget: load,
  AutoscalerAtMaximum: (place) => ({
    look: [
      ...each(
        place,
        ({ autoscaling }) => autoscaling !== undefined,
        (name) => `describe hpa ${name}`,
        "HorizontalPodAutoscaler",
      ),
      inCatalog(place, "maxReplicas|pool\\("),
    ],
    remedy: scaled(place),
    then: "Larger pods use less of what they ask for, so fewer are wanted. More of them is maxReplicas in the catalog; the check of connection pools counts it: raise both in one change.",
  }),
  QuotaNearlyUsed: (place) => ({
    look: [kubectl(place, "describe resourcequota lifeboat-quota", ["ResourceQuota", "lifeboat-quota"])],
    remedy: [
      ...["cores <cores>", "memoryGib <GiB>"].map((figure) =>
        pulumi(place, `config set --path lifeboat:namespaceQuotas.${place.service.id}.${figure}`),
      ),
      pulumi(place, "up"),
    ],
    then: "Both figures are set or none: sums of limits, refused where they are less than the service needs. Requests and pods are counted from the catalog: what uses them beside the stack's own has to go.",
  }),
  VolumeUsageHigh: (place) => ({
    look: [kubectl(place, "get pvc"), kubectl(place, "top pods --containers")],
    remedy: [],
    then: "Whoever owns the volume enlarges it; no volume of this stack holds what is not in a backup or a cache.",
  }),
  VolumeFullSoon: (place) => ({
    look: [kubectl(place, "get pvc")],
    remedy: [],
    then: "As for a full volume, with days left instead of hours.",
  }),
  NodeDiskUsageHigh: () => ({
    look: [
      shell("kubectl describe node <instance>"),
      shell("kubectl get pods -A --field-selector spec.nodeName=<instance>"),
    ],
    remedy: [
      shell("kubectl cordon <instance>"),
      shell("kubectl drain <instance> --ignore-daemonsets --delete-emptydir-data"),
    ],
    then: "PodDisruptionBudgets hold a drain back that would stop a service; uncordon the node when its disk has room.",
  }),
};
