import { collector } from "../logs/collector";
import { retention } from "../logs/retention";
import { kubectl, pulumi, runAndAwait, runByHand, type Command, type Place } from "./command";
import type { Steps, StepTable } from "./types";

/** The same environment, seen from where the collector and the retention job run. */
const beside = (place: Place): Place => ({ ...place, namespace: place.monitoring });

const look = (place: Place): readonly Command[] => [
  kubectl(beside(place), `get pods -o wide -l app.kubernetes.io/name=${collector.name}`),
  kubectl(beside(place), `logs ds/${collector.name} --since=30m --tail=100`),
];

const store = (place: Place): Steps => ({
  look: look(place),
  remedy: [],
  then: "Fix the store, or set lifeboat:logs and lifeboat:logStorePassword anew and deploy: what waits is sent then.",
});

const retentionLog = (place: Place): Command =>
  kubectl(beside(place), `logs -l app.kubernetes.io/name=${retention.name} --since=24h --tail=200`);
const retentionJobs = (place: Place): Command =>
  kubectl(beside(place), `get jobs -l app.kubernetes.io/name=${retention.name}`);
const retentionByHand = (place: Place): Command => runByHand(beside(place), retention.name, retention.name);

const retentionLate = (place: Place): Steps => ({
  look: [
    kubectl(beside(place), `get cronjob ${retention.name} -o wide`, ["CronJob", retention.name]),
    retentionJobs(place),
    retentionLog(place),
  ],
  remedy: runAndAwait(beside(place), retention.name, "15m", retention.name),
});

const retentionDeclaredAgain = (place: Place): Steps => ({
  look: [kubectl(beside(place), "get cronjobs"), pulumi(place, "preview --refresh --diff")],
  remedy: [pulumi(place, "up --refresh"), retentionByHand(place)],
});

/** Steps for the way of logs. */
export const logSteps: StepTable = {
  LogsNotCollected: (place) => ({
    look: [...look(place), kubectl(beside(place), "describe pod <pod>")],
    remedy: [kubectl(beside(place), "delete pod <pod>")],
    then: "A new pod reads what its node still has; the store knows the lines that it has already.",
  }),
  LogQueueFilling: store,
  LogsNotDelivered: store,
  LogsRefused: (place) => ({
    look: look(place),
    remedy: [retentionByHand(place)],
    then: "Where the template of the indices is not the stack's, the job that tells the store its documents puts it there; it is used from the next day's index on.",
  }),
  LogRetentionTooOld: retentionLate,
  LogRetentionNeverSucceeded: retentionLate,
  LogRetentionSuspended: retentionDeclaredAgain,
  LogRetentionMissing: retentionDeclaredAgain,
  LogRetentionFailed: (place) => ({
    look: [retentionJobs(place), retentionLog(place)],
    remedy: [retentionByHand(place)],
    then: "Event logs_too_old names each index with its age and its limit, and the requests that give it its policy or tell why the store does not follow it; whoever keeps the store sends them, or deletes the index. Any other event is one of the exit codes below.",
  }),
};
