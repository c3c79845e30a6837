import { readFileSync } from "node:fs";
import { z } from "zod";
import { SECRET, UNKNOWN } from "../../review/value";
import { diagnosticEvent, policyEvent } from "../engine/engine-events";
import { SIGNATURE, UNKNOWN as ENGINES_UNKNOWN } from "../providers/value";
import {
  keyOf,
  type Change,
  type Operation,
  type Resource,
  type StackReview,
  type Violation,
} from "../../review";

const state = z.object({
  type: z.string(),
  custom: z.boolean().optional(),
  parent: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
});
type State = z.infer<typeof state>;

const step = z.object({
  metadata: z.object({
    op: z.string(),
    urn: z.string(),
    type: z.string(),
    old: state.nullish(),
    new: state.nullish(),
    keys: z.array(z.string()).nullish(),
    diffs: z.array(z.string()).nullish(),
  }),
});

const event = z.object({
  resourcePreEvent: step.optional(),
  resOutputsEvent: step.optional(),
  diagnosticEvent: diagnosticEvent.optional(),
  policyEvent: policyEvent.optional(),
});

const STACK = "pulumi:pulumi:Stack";

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** Text of an event without the engine's marks for colours. */
const plain = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "").trim();

function marked(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(ENGINES_UNKNOWN, UNKNOWN);
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return SECRET;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "__defaults")
      .map(([key, inner]) => [key, marked(inner)]),
  );
}

const fields = z.record(z.string(), z.unknown()).catch({});

function resourceOf(urn: string, { type, inputs, protect, retainOnDelete }: State): Resource {
  return {
    type,
    name: nameOf(urn),
    inputs: fields.parse(marked(inputs ?? {})),
    ...(protect === true ? { protect } : {}),
    ...(retainOnDelete === true ? { retainOnDelete } : {}),
  };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  delete: "delete",
  "discard-replaced": "replace",
};

const isDefaultProvider = ({ type, urn }: { type: string; urn: string }): boolean =>
  type.startsWith("pulumi:providers:") && nameOf(urn).startsWith("default_");

const isComplete = (change: Change): boolean => change.before !== undefined && change.after !== undefined;

/** Notes a step of a resource; a replacement is several. */
function note(
  changes: Map<string, Change>,
  { op, urn, type, old, new: now, keys, diffs }: z.infer<typeof step>["metadata"],
): void {
  const operation = OPERATIONS[op];
  if (operation === undefined) return;
  const known = changes.get(urn);
  // After its own step a resource is only ever deleted as a copy that a replacement left.
  if (known !== undefined && (isComplete(known) || operation === "delete")) return;
  const before = operation === "create" ? undefined : old;
  const after = operation === "delete" ? undefined : now;
  changes.set(urn, {
    operation,
    type,
    name: nameOf(urn),
    ...(before === undefined || before === null ? {} : { before: resourceOf(urn, before) }),
    ...(after === undefined || after === null ? {} : { after: resourceOf(urn, after) }),
    replacedBy: operation === "replace" ? [...(keys ?? diffs ?? [])].sort() : [],
  });
}

/** The outermost resource that another is in, the stack left out. @param parents by URN */
function outermost(urn: string, parents: ReadonlyMap<string, string>): string {
  const parent = parents.get(urn);
  return parent === undefined || parent.split("::")[2] === STACK ? urn : outermost(parent, parents);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const byName = (one: Resource | Change, other: Resource | Change): number =>
  compare(one.type, other.type) || compare(one.name, other.name);

/**
 * What a preview by the engine would change.
 * @param file log of its events: JSON, one a line
 * @param isDone whether the preview came to its end
 * @throws ZodError when an event has another shape than this version of the engine gives it
 */
export function stackReview(stack: string, file: string, isDone: boolean): StackReview {
  const changes = new Map<string, Change>();
  const before = new Map<string, Resource>();
  const parents = new Map<string, string>();
  const components = new Set<string>();
  const violations: Violation[] = [];
  const errors: string[] = [];
  let unchanged = 0;
  let outputs: StackReview["outputs"] = { before: {}, after: {} };
  for (const line of readFileSync(file, "utf8").split("\n")) {
    // Most are of debugging, and none of those is looked at.
    if (line === "" || line.includes('"severity":"debug"')) continue;
    const { resourcePreEvent, resOutputsEvent, diagnosticEvent, policyEvent } = event.parse(JSON.parse(line));
    const done = resOutputsEvent?.metadata;
    if (done?.type === STACK)
      outputs = {
        before: fields.parse(marked(done.old?.outputs ?? {})),
        after: fields.parse(marked(done.new?.outputs ?? {})),
      };
    const metadata = resourcePreEvent?.metadata;
    if (metadata !== undefined && metadata.type !== STACK && !isDefaultProvider(metadata)) {
      const { parent, custom } = metadata.new ?? metadata.old ?? {};
      if (parent !== undefined) parents.set(metadata.urn, parent);
      if (custom === false) components.add(metadata.urn);
      if (metadata.op === "same") unchanged += 1;
      if (metadata.old !== undefined && metadata.old !== null && !before.has(metadata.urn))
        before.set(metadata.urn, resourceOf(metadata.urn, metadata.old));
      note(changes, metadata);
    }
    if (
      diagnosticEvent?.severity === "error" &&
      !diagnosticEvent.ephemeral &&
      plain(diagnosticEvent.message) !== ""
    )
      errors.push(plain(diagnosticEvent.message));
    if (policyEvent !== undefined)
      violations.push({
        policy: policyEvent.policyName,
        level: policyEvent.enforcementLevel,
        resource: nameOf(policyEvent.resourceUrn),
        message: plain(policyEvent.message),
      });
  }
  const inComponent = (change: Change, urn: string): Change => {
    const outer = outermost(urn, parents);
    return outer === urn && !components.has(urn) ? change : { ...change, component: nameOf(outer) };
  };
  const isRefused = violations.some(({ level }) => level === "mandatory");
  const stopped = isDone || errors.length > 0 || isRefused ? [] : ["the preview did not come to its end"];
  // A preview that policies refuse goes to its end, and then says no more than this.
  const own = isRefused ? errors.filter((error) => error !== "preview failed") : errors;
  return {
    stack,
    changes: [...changes].map(([urn, change]) => inComponent(change, urn)).sort(byName),
    order: [...changes.values()].map(keyOf),
    unchanged,
    before: [...before.values()].sort(byName),
    outputs,
    violations: violations.sort(
      (one, other) => compare(one.policy, other.policy) || compare(one.resource, other.resource),
    ),
    errors: [...own, ...stopped],
  };
}
