import { autoscalerName } from "../naming";
import { each, kubectl, pulumi, shell, type Place, type Steps, type StepTable } from "./command";

/** Deployments, pods and events: the state of a service at a glance. */
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

/** A manual roll-back lasts until the next update, so the stack must be changed as well. */
const BACK =
  "A manual roll-back lasts until the next pulumi up: set lifeboat:images to the previous digest, and deploy it.";

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

/** More CPU and memory for each pod of the service; the capacity plan would also change replicas and databases. */
const scaled = (place: Place) => [
  pulumi(place, `config set --path lifeboat:sizes.${place.service.id} scaled`),
  pulumi(place, "up"),
];

/** Finds a service's workloads in the catalog. */
const inCatalog = ({ service }: Place, what: string) =>
  shell(`grep -rnE '${what}' infra/catalog/${service.id}*`);

const load = (place: Place): Steps => ({
  look: [kubectl(place, "top pods --containers"), kubectl(place, "get hpa")],
  remedy: scaled(place),
  then: "If a pod leaks memory, roll back instead. This changes nothing if the service is already scaled, or in posture safe, which has its own size: change sizes and replicas in the catalog.",
});

/** Steps for Deployments, containers, responses, autoscalers and quotas. */
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
      ...place.service.workloads
        .filter(({ autoscaling }) => autoscaling !== undefined)
        .map(({ name }) => autoscalerName(name))
        .map((name) => kubectl(place, `describe hpa ${name}`, ["HorizontalPodAutoscaler", name])),
      inCatalog(place, "maxReplicas|pool\\("),
    ],
    remedy: scaled(place),
    then: "Larger pods use a smaller share of their request, so the autoscaler needs fewer. For more pods raise maxReplicas in the catalog, together with the connection pools that a check counts.",
  }),
  QuotaNearlyUsed: (place) => ({
    look: [kubectl(place, "describe resourcequota lifeboat-quota", ["ResourceQuota", "lifeboat-quota"])],
    remedy: [
      ...["cores <cores>", "memoryGib <GiB>"].map((figure) =>
        pulumi(place, `config set --path lifeboat:namespaceQuotas.${place.service.id}.${figure}`),
      ),
      pulumi(place, "up"),
    ],
    then: "Set both figures or none. They are sums of limits, refused if the service needs more. The quota's requests and pods are computed from the catalog: remove pods that are not from this stack.",
  }),
  VolumeUsageHigh: (place) => ({
    look: [kubectl(place, "get pvc"), kubectl(place, "top pods --containers")],
    remedy: [],
    then: "Ask the volume's owner to enlarge it. Volumes of this stack hold only caches, or data that is in a backup.",
  }),
  VolumeFullSoon: (place) => ({
    look: [kubectl(place, "get pvc")],
    remedy: [],
    then: "Do the same as for a full volume; there are days left instead of hours.",
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
    then: "PodDisruptionBudgets delay a drain that would stop a service. Uncordon the node when its disk has room.",
  }),
};
