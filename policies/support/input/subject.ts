import { Input } from "./input";
import type { Fields } from "./value";

/** A resource that rules judge. */
export interface Subject {
  readonly urn: string;
  /** Type token, `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** What it declares; in a stack rule what it is, which holds its inputs too. */
  readonly inputs: Input;
  /** What its provider declares, with paths from `provider` on; empty where that is not given. */
  readonly provider: Input;
  /** True where the engine refuses to delete it. */
  readonly protect: boolean;
  /** Names of outputs that the engine keeps encrypted. */
  readonly secretOutputs: readonly string[];
  /** Types and URNs of what a property was made from; known in stack rules only. */
  readonly madeFrom: (property: string) => readonly { readonly urn: string; readonly type: string }[];
}

/** Resources of one stack, by type. */
export class Stack {
  constructor(private readonly subjects: readonly Subject[]) {}

  /** All resources of these types, in the stack's order. */
  ofType(...types: readonly string[]): readonly Subject[] {
    return this.subjects.filter((subject) => types.includes(subject.type));
  }

  /** All Kubernetes objects of a kind, whatever its group and version, those of CustomResources too. */
  ofKind(kind: string): readonly Subject[] {
    return this.subjects.filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`));
  }
}

/** Kind of a Kubernetes object, from its type token; of any resource the token's last part. */
export function kindOf({ type }: Pick<Subject, "type">): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** Stack that a resource belongs to, from its URN; empty when it is no URN. */
export function stackOf(urn: string): string {
  return urn.split("::")[0]?.split(":")[2] ?? "";
}

/** AWS region of a resource: its own, else its provider's; absent where neither names one. @throws Undecided on reading */
export function regionOf({ inputs, provider }: Pick<Subject, "inputs" | "provider">): Input {
  const own = inputs.at("region");
  return own.isUnknown || own.isSet ? own : provider.at("region");
}

/** A resource as messages name it: `Bucket backups`. */
export function label(subject: Pick<Subject, "type" | "name">): string {
  return `${kindOf(subject)} ${subject.name}`;
}

/** A subject from plain data; what is left out is empty. */
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
