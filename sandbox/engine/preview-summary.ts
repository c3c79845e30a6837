import { tableLines } from "../bench/table";
import type { EngineEvent } from "./engine-events";

const CHANGES = ["create", "update", "replace", "delete"] as const;
type Change = (typeof CHANGES)[number];

/** Changed resources that are named one by one; more are only counted. */
const MOST_NAMED = 40;
/** Where a resource of no service is counted. */
const SHARED = "shared";

const MARKS: Readonly<Record<Change, string>> = { create: "+", update: "~", replace: "+-", delete: "-" };

interface Step {
  readonly urn: string;
  readonly change: Change | "same";
  /** Properties that differ, on the first level. */
  readonly diffs: readonly string[];
}

/** Text of an event without the engine's marks for colours. */
const plain = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "").trimEnd();

const indented = (text: string): string => text.replaceAll("\n", "\n  ");

/** What an operation does to a resource in the end: a replacement is several operations. */
function changeOf(operation: string): Step["change"] | undefined {
  if (operation.includes("replace")) return "replace";
  if (operation === "import") return "create";
  return [...CHANGES, "same" as const].find((change) => change === operation);
}

/** Providers that the engine makes by itself, which the CLI does not count either. */
const isDefaultProvider = (urn: string): boolean => /^urn:.*::pulumi:providers:[^:]+::default_/.test(urn);

/** Each resource once, with what becomes of it. */
function stepsOf(events: readonly EngineEvent[]): readonly Step[] {
  const steps = new Map<string, Step>();
  for (const { resourcePreEvent } of events) {
    if (resourcePreEvent === undefined) continue;
    const { op, urn, diffs } = resourcePreEvent.metadata;
    const change = changeOf(op);
    if (change === undefined || isDefaultProvider(urn)) continue;
    // After its own step a resource is only ever deleted as a copy that a replacement left.
    if (steps.get(urn)?.change === "replace" || (change === "delete" && steps.has(urn))) continue;
    steps.set(urn, { urn, change, diffs: diffs ?? [] });
  }
  return [...steps.values()];
}

const partsOf = (urn: string): { type: string; name: string } => {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
};

const isOf = (service: string, { urn }: Step): boolean => `${partsOf(urn).name}-`.startsWith(`${service}-`);

/** The stack that resources belong to, as their URNs have it. */
const stackOf = ([first]: readonly Step[]): string => first?.urn.split(":")[2] ?? "";

/** Resources by service and change. */
function counts(steps: readonly Step[], services: readonly string[]): readonly string[] {
  const columns = [...CHANGES, "same"] as const;
  const row = (title: string, of: readonly Step[]) => [
    title,
    ...columns.map((column) => String(of.filter(({ change }) => change === column).length)),
  ];
  const shared = steps.filter((step) => !services.some((service) => isOf(service, step)));
  return tableLines([
    [stackOf(steps), ...columns],
    row(SHARED, shared),
    ...services.flatMap((service) => {
      const own = steps.filter((step) => isOf(service, step));
      return own.length === 0 ? [] : [row(service, own)];
    }),
    row("all", steps),
  ]);
}

/** Names of what changes: everything if that is little, else what is there already and changes. */
function named(steps: readonly Step[]): readonly string[] {
  const changed = steps.filter(({ change }) => change !== "same");
  const shown = changed.length <= MOST_NAMED ? changed : changed.filter(({ change }) => change !== "create");
  const lines = shown.slice(0, MOST_NAMED).map(({ urn, change, diffs }) => {
    const { type, name } = partsOf(urn);
    const what = diffs.length === 0 ? "" : `: ${diffs.join(", ")}`;
    return `${change === "same" ? "" : MARKS[change]} ${name} (${type})${what}`;
  });
  const rest = shown.length - lines.length;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

/** What the policy packs say, the violations that stop an update last. */
function verdict(events: readonly EngineEvent[], isComplete: boolean): readonly string[] {
  const packs = events.flatMap(({ summaryEvent }) => Object.entries(summaryEvent?.PolicyPacks ?? {}));
  const violations = events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));
  // The engine's name of a local pack has the path to it.
  const named = packs.map(([pack, version]) => `${pack.split("|")[0] ?? pack} ${version}`);
  const title = ["policies", ...(named.length === 0 ? [] : [named.join(", ")])].join(": ");
  if (violations.length === 0 && !isComplete) return ["policies: not judged to the end"];
  if (violations.length === 0)
    return packs.length === 0 ? ["policies: none applied"] : [`${title}: no violation`];
  const sorted = violations.toSorted(
    (a, b) => Number(a.enforcementLevel === "mandatory") - Number(b.enforcementLevel === "mandatory"),
  );
  return [
    `${title}: ${violations.length} ${violations.length === 1 ? "violation" : "violations"}`,
    ...sorted.map(
      ({ enforcementLevel, policyName, resourceUrn, message }) =>
        `  ${[enforcementLevel, policyName, partsOf(resourceUrn).name].filter((part) => part !== "").join(": ")}: ${indented(plain(message))}`,
    ),
  ];
}

/**
 * What a preview would change, for people: resources by service, the names of what changes, what the program has to say
 * (the recovery budget), warnings, the policies' verdict, and errors last.
 * @param events of the engine, in their order
 * @param services ids in the order of the table; a resource belongs to the one that its name begins with
 * @param isComplete whether the preview came to its end
 */
export function previewSummary(
  events: readonly EngineEvent[],
  services: readonly string[],
  isComplete = true,
): string {
  const steps = stepsOf(events);
  const told = (...severities: readonly string[]): readonly string[] =>
    events.flatMap(({ diagnosticEvent }) => {
      if (diagnosticEvent === undefined || diagnosticEvent.ephemeral) return [];
      const { type, name } = partsOf(diagnosticEvent.urn);
      const whose = name === "" || type === "pulumi:pulumi:Stack" ? "" : `${name}: `;
      const text = plain(`${diagnosticEvent.prefix}${whose}${diagnosticEvent.message}`);
      return severities.includes(diagnosticEvent.severity) && text !== "" ? [text] : [];
    });
  const sections = [
    isComplete ? [] : ["incomplete: the preview did not come to its end"],
    steps.length === 0 ? [] : counts(steps, services),
    named(steps),
    told("info", "info#err"),
    told("warning"),
    verdict(events, isComplete),
    told("error"),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
