import type { Service } from "../catalog/types";
import { autoscalerName } from "../naming";
import { CLAIM_NAME, SERVER_NAME } from "../postgresql/places";
import {
  each,
  inCluster,
  kubectl,
  pulumi,
  shell,
  type Command,
  type Place,
  type Steps,
  type StepTable,
} from "./command";

/** Deployments, pods and events: the state of a service at a glance. */
const overview = (place: Place) => [
  kubectl(place, "get deployments,pods -o wide"),
  kubectl(place, "get events --sort-by=.lastTimestamp"),
];

/** Logs of every pod of a workload: of a Deployment, kubectl would choose one pod, and rather a ready one than a new one. */
const logs = (place: Place) =>
  each(
    place,
    ({ component }) => component === "api" || component === "worker",
    (name) =>
      `logs -l app.kubernetes.io/name=${name} --prefix --all-containers --ignore-errors --since=15m --tail=200`,
  );

type Workload = Service["workloads"][number];

/** What a roll-out gives a new version, as far as users ask it. */
const asked = ({ component }: Workload): boolean => component === "api" || component === "frontend";

/** Sets an image of the stack to the one that a Deployment has in the cluster. */
function keepImage(place: Place, { name, imageRepository }: Workload): readonly Command[] {
  const image = kubectl(
    place,
    `get deployment/${name} -o jsonpath='{.spec.template.spec.containers[0].image}'`,
    ["Deployment", name],
  );
  return [
    { ...image, text: `image=$(${image.text})` },
    pulumi(place, `config set --path 'lifeboat:images["${imageRepository}"]' "\${image:?}"`),
  ];
}

/** Back to the previous version, at once in the cluster, and then in the stack, which would deploy the bad one again. */
function rollBack(place: Place): Pick<Steps, "before" | "remedy" | "then"> {
  const rolled = place.service.workloads.filter(asked);
  const images = new Map(rolled.map((workload) => [workload.imageRepository, workload]));
  return {
    before: "Only if a roll-out is recent. Without one, fix what the logs name.",
    remedy: [
      ...each(place, asked, (name) => `rollout undo deployment/${name}`),
      ...[...images.values()].flatMap((workload) => keepImage(place, workload)),
      pulumi(place, "up"),
    ],
    then: "`rollout undo` stops the damage at once. The `pulumi` lines make it last: without them the next change, or `pulumi up --refresh`, deploys the bad version again. If the roll-out changed config and no image, take that change of config back before `pulumi up`.",
  };
}

const broken = (place: Place): Steps => ({ look: [...overview(place), ...logs(place)], ...rollBack(place) });

const ofPod = (place: Place) => [
  kubectl(place, "describe pod <pod>"),
  kubectl(place, "logs <pod> --previous --tail=200"),
];

const restarts = (place: Place): Steps => ({ look: ofPod(place), ...rollBack(place) });

/** More CPU and memory for each pod of the service; the capacity plan would also change replicas and databases. */
const scaled = (place: Place) => [
  pulumi(place, `config set --path lifeboat:sizes.${place.service.id} scaled`),
  pulumi(place, "up"),
];

/** Finds a service's workloads in the catalog. */
const inCatalog = ({ service }: Place, what: string) =>
  shell(`grep -rnE '${what}' infra/catalog/${service.id}*`);

const UNCHANGED =
  "This changes nothing if the service is already scaled, or in posture safe, which has its own size: change sizes and replicas in the catalog.";

const load = (place: Place): Steps => ({
  look: [kubectl(place, "top pods --containers"), kubectl(place, "get hpa")],
  remedy: scaled(place),
  then: UNCHANGED,
});
const memory = (place: Place): Steps => ({
  ...load(place),
  before: "If a pod leaks memory, roll back instead, as under ContainerRestarts.",
});

/** Whether a stack may have the service's database server in its cluster. */
const mayHaveServer = ({ service }: Place): boolean => service.database.server?.kind === "cluster";

const volumes = (place: Place): string =>
  mayHaveServer(place)
    ? `Never delete files on ${CLAIM_NAME}, which has the live database: enlarge it as under ArchiveFillsDisk. Other volumes hold caches.`
    : "Ask the volume's owner to enlarge it. Volumes of this stack hold only caches.";

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
  ContainerOutOfMemory: (place) => ({
    look: ofPod(place),
    before: "If a roll-out is recent, roll back instead, as under ContainerRestarts.",
    remedy: scaled(place),
    then: UNCHANGED,
  }),
  HighMemoryUsage: memory,
  MemoryAboveTarget: memory,
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
    before: "Set both figures or none. They are sums of limits, refused if the service needs more.",
    remedy: [
      ...["cores <cores>", "memoryGib <GiB>"].map((figure) =>
        pulumi(place, `config set --path lifeboat:namespaceQuotas.${place.service.id}.${figure}`),
      ),
      pulumi(place, "up"),
    ],
    then: "The quota's requests and pods are computed from the catalog: remove pods that are not from this stack.",
  }),
  VolumeUsageHigh: (place) => ({
    look: [kubectl(place, "get pvc"), kubectl(place, "top pods --containers")],
    remedy: [],
    then: volumes(place),
  }),
  VolumeFullSoon: (place) => ({
    look: [kubectl(place, "get pvc")],
    remedy: [],
    then: `Do the same as for a full volume; there are days left instead of hours. ${volumes(place)}`,
  }),
  NodeDiskUsageHigh: (place) => ({
    look: [
      shell(inCluster(place, "describe node <instance>")),
      shell(inCluster(place, "get pods -A --field-selector spec.nodeName=<instance>")),
    ],
    before: `PodDisruptionBudgets keep the application's pods up.${mayHaveServer(place) ? ` A database server in the cluster (pod ${SERVER_NAME}-0) is evicted at once: look for it in the list above, and expect an outage of about a minute.` : ""}`,
    remedy: [
      shell(inCluster(place, "cordon <instance>")),
      shell(inCluster(place, "drain <instance> --ignore-daemonsets --delete-emptydir-data")),
    ],
    then: "Uncordon the node when its disk has room.",
  }),
};
