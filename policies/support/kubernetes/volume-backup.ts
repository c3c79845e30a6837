import type { Stack, Subject } from "../input/subject";
import { namespaceOf } from "./recovery-job";

/** Whether an object of a tool backs the volumes of a namespace up. @throws Undecided */
type Covers = (tool: Subject, namespace: string) => boolean;

/** Velero's schedule is for the namespaces that it names, or for all. */
const byVelero: Covers = ({ inputs }, namespace) => {
  const namesOf = (list: string): readonly string[] =>
    inputs.at("spec", "template", list).items.map(({ shown }) => shown);
  const [included, excluded] = [namesOf("includedNamespaces"), namesOf("excludedNamespaces")];
  const isAmong = (names: readonly string[]): boolean => names.includes(namespace) || names.includes("*");
  return (
    inputs.at("spec", "paused").flag !== true &&
    inputs.at("spec", "template", "snapshotVolumes").flag !== false &&
    (included.length === 0 || isAmong(included)) &&
    !isAmong(excluded)
  );
};

/** A tool whose object backs its own namespace up. */
const inItsNamespace: Covers = (tool, namespace) => namespaceOf(tool) === namespace;

const TOOLS: Readonly<Record<string, Covers>> = {
  "kubernetes:velero.io/v1:Schedule": byVelero,
  "kubernetes:k8up.io/v1:Schedule": (tool, namespace) =>
    inItsNamespace(tool, namespace) && tool.inputs.at("spec", "backup").isSet,
  "kubernetes:volsync.backube/v1alpha1:ReplicationSource": (tool, namespace) =>
    inItsNamespace(tool, namespace) && tool.inputs.at("spec", "paused").flag !== true,
};

/** Types of what backs volumes up by itself. */
export const volumeToolTypes: readonly string[] = Object.keys(TOOLS);

/** Whether a tool of the stack backs the volumes of a namespace up. @throws Undecided */
export const isSavedByTool = (namespace: string, stack: Stack): boolean =>
  Object.entries(TOOLS).some(([type, covers]) => stack.ofType(type).some((tool) => covers(tool, namespace)));
