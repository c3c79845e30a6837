import { collector } from "../logs/collector";
import { retention } from "../logs/retention";
import {
  kubectl,
  pulumi,
  runAndFollow,
  runByHand,
  type Command,
  type Place,
  type Steps,
  type StepTable,
} from "./command";

/** The namespace of the collector and the retention job in the same environment. */
const beside = (place: Place): Place => ({ ...place, namespace: place.monitoring });

const look = (place: Place): readonly Command[] => [
  kubectl(
    beside(place),
    `get pods -l app.kubernetes.io/name=${collector.name} --field-selector spec.nodeName=<node>`,
  ),
  kubectl(beside(place), "logs <pod> --since=30m --tail=100"),
];

const store = (place: Place): Steps => ({
  look: look(place),
  remedy: [],
  then: "Fix the store, or correct lifeboat:logs and lifeboat:logStorePassword and deploy. Queued lines are sent then.",
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
  remedy: runAndFollow(beside(place), retention.name, retention.name),
});

const retentionDeclaredAgain = (place: Place): Steps => ({
  look: [kubectl(beside(place), "get cronjobs"), pulumi(place, "preview --refresh --diff")],
  remedy: [pulumi(place, "up --refresh"), retentionByHand(place)],
});

/** Steps for the delivery of logs. */
export const logSteps: StepTable = {
  LogsNotCollected: (place) => ({
    look: [...look(place), kubectl(beside(place), "describe pod <pod>")],
    remedy: [kubectl(beside(place), "delete pod <pod>")],
    then: "A new pod reads everything that its node still has; the store ignores lines that it has already.",
  }),
  LogQueueFilling: store,
  LogsNotDelivered: store,
  LogsRefused: (place) => ({
    look: look(place),
    before: "Only if the indices have another template than the stack's.",
    remedy: [retentionByHand(place)],
    then: "This job writes the template; it applies from the next day's index on.",
  }),
  LogRetentionTooOld: retentionLate,
  LogRetentionNeverSucceeded: retentionLate,
  LogRetentionSuspended: retentionDeclaredAgain,
  LogRetentionMissing: retentionDeclaredAgain,
  LogRetentionFailed: (place) => ({
    look: [retentionJobs(place), retentionLog(place)],
    remedy: [retentionByHand(place)],
    then: "Event logs_too_old names each index with its age and limit, and the requests that attach its policy or show why the store ignores it. Send them as the store's administrator, or delete the index. docs/logs.md has every other event and this job's own exit codes.",
  }),
};
