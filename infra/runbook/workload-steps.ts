import { each, kubectl, pulumi, shell, type Place } from "./command";
import type { Steps, StepTable } from "./steps";

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

const load = (place: Place): Steps => ({
  look: [kubectl(place, "top pods --containers"), kubectl(place, "get hpa")],
  remedy: [pulumi(place, "config set lifeboat:capacityHorizon 6"), pulumi(place, "up")],
  then: "A pod that leaks wants a roll-back, not more room.",
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
    look: each(
      place,
      ({ autoscaling }) => autoscaling !== undefined,
      (name) => `describe hpa ${name}`,
      "HorizontalPodAutoscaler",
    ),
    remedy: load(place).remedy,
    then: "maxReplicas is the catalog's, and the check of connection pools counts it: raise both in one change.",
  }),
  QuotaNearlyUsed: (place) => ({
    look: [kubectl(place, "describe resourcequota lifeboat-quota", ["ResourceQuota", "lifeboat-quota"])],
    remedy: [
      pulumi(place, `config set --path lifeboat:namespaceQuotas.${place.service.id}.cores <cores>`),
      pulumi(place, "up"),
    ],
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
