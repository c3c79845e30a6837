import { Input } from "./input";
import type { Fields } from "./value";

/** A resource that rules check. */
export interface Subject {
  readonly urn: string;
  /** Type token, `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Its inputs; in a stack rule its outputs, which include the inputs. */
  readonly inputs: Input;
  /** Its provider's inputs, with paths from `provider` on; empty if unknown. */
  readonly provider: Input;
  /** Whether the engine refuses to delete it. */
  readonly protect: boolean;
  /** Names of outputs that the engine keeps encrypted. */
  readonly secretOutputs: readonly string[];
  /** Types and URNs of a property's dependencies; known only in stack rules. */
  readonly madeFrom: (property: string) => readonly { readonly urn: string; readonly type: string }[];
}

/** Resources of one stack, by type. */
export class Stack {
  private readonly byTypes = new Map<string, readonly Subject[]>();

  constructor(private readonly subjects: readonly Subject[]) {}

  /** All resources of these types, in the stack's order. They are looked for once: a rule asks for each resource. */
  ofType(...types: readonly string[]): readonly Subject[] {
    const key = types.join();
    const known = this.byTypes.get(key);
    if (known !== undefined) return known;
    const found = this.subjects.filter((subject) => types.includes(subject.type));
    this.byTypes.set(key, found);
    return found;
  }

  /** All Kubernetes objects of a kind, of any group and version, including CustomResources. */
  ofKind(kind: string): readonly Subject[] {
    const key = `kind ${kind}`;
    const known = this.byTypes.get(key);
    if (known !== undefined) return known;
    const found = this.subjects.filter(
      ({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`),
    );
    this.byTypes.set(key, found);
    return found;
  }
}

/** Kind of a Kubernetes object, from its type token; for other resources the token's last part. */
export function kindOf({ type }: Pick<Subject, "type">): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** Stack that a resource belongs to, from its URN; empty when it is no URN. */
export function stackOf(urn: string): string {
  return urn.split("::")[0]?.split(":")[2] ?? "";
}

/** AWS region of a resource: its own, or else its provider's; absent if neither names one. @throws Undecided on reading */
export function regionOf({ inputs, provider }: Pick<Subject, "inputs" | "provider">): Input {
  const own = inputs.at("region");
  return own.isUnknown || own.isSet ? own : provider.at("region");
}

/** A resource's name in messages: `Bucket backups`. */
export function label(subject: Pick<Subject, "type" | "name">): string {
  return `${kindOf(subject)} ${subject.name}`;
}

/** A subject from plain data; omitted parts are empty. */
export function subject(
  given: Pick<Subject, "urn" | "type" | "name"> & { readonly inputs: Fields } & Partial<
      Pick<Subject, "protect" | "secretOutputs" | "madeFrom">
    > & { readonly provider?: Fields },
): Subject {
  return {
    protect: false,
    secretOutputs: [],
    madeFrom: () => [],
    ...given,
    inputs: new Input(given.inputs),
    provider: new Input(given.provider, "provider"),
  };
}
