import { collector } from "../logs/collector";
import { shell, type Command } from "./command";
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
    remedy: [],
    then: "Put the stack's documents to the store again: docs/logs.md has the command.",
  }),
};
