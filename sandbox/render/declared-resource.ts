import { z } from "zod";
import { UNKNOWN } from "../providers/value";

/** One resource as a stack declares it, before any provider has answered. */
export interface DeclaredResource {
  /** Pulumi type token, `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Logical name of the parent; absent at the top. */
  readonly parent?: string;
  /** Inputs; secrets read `[secret]`, what only a provider can tell reads `[unknown]`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** True where the engine refuses to delete it; absent elsewhere. */
  readonly protect?: true;
  /** Names of outputs that the engine keeps encrypted, sorted; absent where none is named. */
  readonly secretOutputs?: readonly string[];
  /** What each property that is not known yet is made from, as `<type>::<name>`, sorted; absent where all is known. */
  readonly madeFrom?: Readonly<Record<string, readonly string[]>>;
}

const previewDocument = z.object({
  steps: z.array(
    z.object({
      op: z.string(),
      urn: z.string(),
      newState: z
        .object({
          urn: z.string(),
          type: z.string(),
          parent: z.string().optional(),
          inputs: z.record(z.string(), z.unknown()).optional(),
          protect: z.boolean().optional(),
          additionalSecretOutputs: z.array(z.string()).optional(),
          propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).optional(),
        })
        .optional(),
    }),
  ),
});

type State = NonNullable<z.infer<typeof previewDocument>["steps"][number]["newState"]>;

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
const isStack = (urn: string): boolean => urn.includes("::pulumi:pulumi:Stack::");

function marked(value: unknown): unknown {
  if (value === UNKNOWN) return "[unknown]";
  if (typeof value === "string") return value.replaceAll(UNKNOWN, "[unknown]");
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== "__defaults")
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, marked(inner)]),
    );
  return value;
}

/** Type and logical name of a resource, of whatever component it is part. */
function typeAndName(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)}::${nameOf(urn)}`;
}

/** What the unknown properties of a resource are made from. */
function origins({ inputs = {}, propertyDependencies = {} }: State): readonly [string, readonly string[]][] {
  return Object.keys(inputs)
    .filter((property) => JSON.stringify(inputs[property]).includes(UNKNOWN))
    .sort()
    .map((property) => [
      property,
      [...new Set((propertyDependencies[property] ?? []).map(typeAndName))].sort(),
    ]);
}

/** What the engine keeps of a resource beside its inputs; what is as usual is left out. */
function options(state: State): Pick<DeclaredResource, "protect" | "secretOutputs" | "madeFrom"> {
  const { protect, additionalSecretOutputs: secret = [] } = state;
  const madeFrom = origins(state);
  return {
    ...(protect === true ? { protect } : {}),
    ...(secret.length > 0 ? { secretOutputs: [...secret].sort() } : {}),
    ...(madeFrom.length > 0 ? { madeFrom: Object.fromEntries(madeFrom) } : {}),
  };
}

/**
 * Reads what `pulumi preview --json` prints of a stack that does not exist yet.
 *
 * @returns every resource but the stack itself, ordered by type and name.
 * @throws ZodError when the document is not a preview.
 */
export function declaredResources(previewJson: string): readonly DeclaredResource[] {
  const { steps } = previewDocument.parse(JSON.parse(previewJson));
  return steps
    .flatMap(({ newState }) => (newState === undefined || isStack(newState.urn) ? [] : [newState]))
    .map((state) => ({
      type: state.type,
      name: nameOf(state.urn),
      ...(state.parent === undefined || isStack(state.parent) ? {} : { parent: nameOf(state.parent) }),
      inputs: z.record(z.string(), z.unknown()).parse(marked(state.inputs ?? {})),
      ...options(state),
    }))
    .sort((a, b) => compare(a.type, b.type) || compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
