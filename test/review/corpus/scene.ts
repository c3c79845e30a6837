import * as runtime from "@pulumi/pulumi/runtime";
import type { Service } from "../../../infra/catalog/types";
import type { Settings } from "../../../infra/config";
import { changesBetween, type Resource } from "../../../review/change";
import { flagId } from "../../../review/flag";
import { review } from "../../../review/review";
import type { StackReview } from "../../../review/stack-review";
import { type Fields, isFields, SECRET, UNKNOWN } from "../../../review/value";
import { providerModels } from "../../../sandbox/providers/registry";
import { diffResource } from "../../../sandbox/providers/resource-diff";
import type { PropertyMap } from "../../../sandbox/providers/value";
import { declareEnvironment, environmentImages } from "../../support/environment-fixture";
import type { Registered } from "../../support/pulumi-mocks";
import { library, primary, standby } from "../../support/service-fixture";
import { desk, shelf } from "../../support/workload-fixture";

/** The service of the corpus: everything that a change can hurt. */
export const service: Service = { ...library, workloads: [desk, shelf] };

/** What one version of a stack is. */
export interface Version {
  /** @default {@link service} */
  readonly service?: Service;
  /** Settings laid over those of the stack. */
  readonly config?: Partial<Settings>;
  /** What no setting of the fixtures gives: done to what is declared. */
  readonly edit?: (resources: readonly Resource[]) => readonly Resource[];
  /** The stack's outputs. @default none */
  readonly outputs?: Fields;
}

/** One difference, and what the review says of it. */
export interface Case {
  readonly title: string;
  /** @default the service as it is */
  readonly before?: Version;
  readonly after: Version;
  /** Stacks that have the new version. @default both */
  readonly on?: readonly ("prod" | "dr")[];
  /** `<stack>/<rule>/<resource>`, sorted; `*` at its end where a resource's name goes on. */
  readonly flags: readonly string[];
}

/** Secrets of the stacks, as {@link declareEnvironment} calls them. */
const SECRETS = ["signing-word", "migrate-word", "backup-word", "identity-word"];

const base: Readonly<Record<string, Settings>> = {
  prod: { ...primary, images: environmentImages },
  dr: { ...standby, images: environmentImages },
};

/** An input as the engine's events have it. */
function shown(value: unknown, path: string, secret: ReadonlySet<string>): unknown {
  if (secret.has(path)) return SECRET;
  if (value === runtime.unknownValue) return UNKNOWN;
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (Array.isArray(value)) return value.map((each, index) => shown(each, below(String(index)), secret));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, shown(each, below(key), secret)]),
  );
}

/** A declared resource as the engine's events have it. */
export function resourceOf({ type, name, inputs, secretPaths, protect }: Registered): Resource {
  const masked = shown(inputs, "", new Set(secretPaths));
  return { type, name, inputs: isFields(masked) ? masked : {}, ...(protect ? { protect } : {}) };
}

const declaredOnce = new Map<string, Promise<readonly Resource[]>>();

/** What a version of the program declares in a stack; the same version once. */
async function declare(stack: string, { service: own = service, config = {}, edit }: Version) {
  const settings = base[stack] ?? primary;
  const key = JSON.stringify([stack, own, config]);
  const found =
    declaredOnce.get(key) ??
    declareEnvironment({ ...settings, ...config }, own, { stack }).then(({ resources }) =>
      resources.list.map(resourceOf),
    );
  declaredOnce.set(key, found);
  return edit === undefined ? found : edit(await found);
}

const isProperties = (value: unknown): value is PropertyMap => isFields(value);

/** Properties whose difference replaces a resource, by the providers of the sandbox. */
export function replacedBy(
  { type, inputs: before }: Resource,
  { inputs: after }: Resource,
): readonly string[] {
  const model = providerModels.find(({ name }) => type.startsWith(`${name}:`));
  const kind = model?.kind(type);
  if (model === undefined || kind === undefined || !isProperties(before) || !isProperties(after)) return [];
  const config = { enableConfigMapMutable: "true", enableSecretMutable: "true" };
  return diffResource(model, kind, type, config, before, after).replaces;
}

/** Reviews a case. @returns its flags as an approval names them, sorted */
export async function flagged({ before = {}, after, on = ["prod", "dr"] }: Case): Promise<readonly string[]> {
  const stacks = await Promise.resolve(["prod", "dr"] as const).then(async (names) => {
    const all: StackReview[] = [];
    // One after the other: mocks are the process's own.
    for (const stack of names) {
      const old = await declare(stack, before);
      const now = on.includes(stack) ? await declare(stack, after) : old;
      all.push({
        stack,
        changes: changesBetween(old, now, replacedBy),
        unchanged: 0,
        before: old,
        outputs: { before: before.outputs ?? {}, after: (on.includes(stack) ? after : before).outputs ?? {} },
        violations: [],
        errors: [],
      });
    }
    return all;
  });
  const { flags } = review(stacks, { services: [service.id], secrets: SECRETS });
  return [...new Set(flags.map(flagId))].sort();
}

/** Changes the inputs of the resources whose type and name end so; at least one must be there. */
export const edited =
  (type: string, name: string, change: (resource: Resource) => Resource | undefined) =>
  (resources: readonly Resource[]): readonly Resource[] => {
    const isMeant = (each: Resource) => each.type.endsWith(type) && each.name.endsWith(name);
    if (!resources.some(isMeant))
      throw new Error(`no ${type} …${name} in ${resources.map((each) => each.name).join(" ")}`);
    return resources.flatMap((each) => (isMeant(each) ? (change(each) ?? []) : [each]));
  };

/** The resource with another text in its inputs, as JSON; the text must be there. */
export const rewritten =
  (from: RegExp, to: string) =>
  (resource: Resource): Resource => {
    const text = JSON.stringify(resource.inputs);
    const next = text.replace(from, to);
    if (next === text) throw new Error(`${resource.name}: ${String(from)} finds nothing in ${text}`);
    const inputs: unknown = JSON.parse(next);
    return { ...resource, inputs: isFields(inputs) ? inputs : {} };
  };
