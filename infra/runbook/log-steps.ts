import { collector } from "../logs/collector";
import { retention } from "../logs/retention";
import { namespaceName } from "../naming";
import { pulumi, shell, type Command, type NamedObject, type Place } from "./command";
import type { Steps, StepTable } from "./steps";

/** `kubectl` on the collector, whose namespace is config's `monitoringNamespace`. */
const onCollector = (args: string): Command => shell(`kubectl -n <monitoring namespace> ${args}`);

const look = [
  onCollector(`get pods -o wide -l app.kubernetes.io/name=${collector.name}`),
  onCollector(`logs ds/${collector.name} --since=30m --tail=100`),
];

const store = (): Steps => ({
  look,
  remedy: [],
  then: "Mend the store, or set lifeboat:logs and lifeboat:logStorePassword anew and deploy: what waits is sent then.",
});

/** The retention job, where config leaves `monitoringNamespace` as it is; pages write the name's place open. */
const JOB: NamedObject = {
  kind: "CronJob",
  namespace: namespaceName("monitoring", "primary"),
  name: retention.name,
};
const onRetention = (args: string): Command => ({ ...onCollector(args), objects: [JOB] });

const retentionLog = onCollector(`logs -l app.kubernetes.io/name=${retention.name} --since=24h --tail=200`);
const retentionByHand = onRetention(`create job ${retention.name}-by-hand --from=cronjob/${retention.name}`);

const retentionLate = (): Steps => ({
  look: [
    onRetention(`get cronjob ${retention.name} -o wide`),
    onCollector(`get jobs -l app.kubernetes.io/name=${retention.name}`),
    retentionLog,
  ],
  remedy: [
    retentionByHand,
    onCollector(`wait job/${retention.name}-by-hand --for=condition=complete --timeout=15m`),
  ],
});

const retentionDeclaredAgain = (place: Place): Steps => ({
  look: [onCollector("get cronjobs"), pulumi(place, "preview --refresh --diff")],
  remedy: [pulumi(place, "up --refresh"), retentionByHand],
});

/** Steps for the way of logs. */
export const logSteps: StepTable = {
  LogsNotCollected: () => ({
    look: [...look, onCollector("describe pod <pod>")],
    remedy: [onCollector("delete pod <pod>")],
    then: "A new pod reads what its node still has; the store knows the lines that it has already.",
  }),
  LogQueueFilling: store,
  LogsNotDelivered: store,
  LogsRefused: () => ({
    look,
    remedy: [retentionByHand],
    then: "Where the template of the indices is not the stack's, the job that tells the store its documents puts it there; it is used from the next day's index on.",
  }),
  LogRetentionTooOld: retentionLate,
  LogRetentionNeverSucceeded: retentionLate,
  LogRetentionSuspended: retentionDeclaredAgain,
  LogRetentionMissing: retentionDeclaredAgain,
  LogRetentionFailed: () => ({
    look: [onCollector(`get jobs -l app.kubernetes.io/name=${retention.name}`), retentionLog],
    remedy: [retentionByHand],
    then: "Event logs_too_old names each index with its age and its limit, and the requests that give it its policy or tell why the store does not follow it; whoever keeps the store sends them, or deletes the index. Any other event is one of the exit codes below.",
  }),
};
