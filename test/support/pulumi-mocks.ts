import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import * as runtime from "@pulumi/pulumi/runtime";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { simulatedState } from "./simulated-state";

/** One resource as the program registers it with the engine. */
export interface Registered {
  /** Type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** False for a component. */
  readonly custom: boolean;
  /** Inputs in the clear; a value that is unknown in a preview is `runtime.unknownValue`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Dotted paths of the inputs that are Pulumi secrets, sorted. */
  readonly secretPaths: readonly string[];
  /** Logical name of the parent; absent at the top. */
  readonly parent?: string;
  /** Whether deletion is refused. */
  readonly protect: boolean;
  /** Logical names of what it waits for, sorted. */
  readonly dependsOn: readonly string[];
  /** Logical name of an explicit provider; absent for the default one. */
  readonly provider?: string;
  /** Paths of inputs whose change makes another resource, whatever the provider says. */
  readonly replaceOnChanges: readonly string[];
  /** Paths of inputs whose change is none. */
  readonly ignoreChanges: readonly string[];
}

/** How {@link declared} runs a constructor. */
export interface DeclaredOptions {
  /** Stack's name. @default "unit" */
  readonly stack?: string;
  /** Whether outputs that only a deployment knows are unknown, as in a preview. @default false */
  readonly preview?: boolean;
  /** Outputs of other stacks, by the name that the program reads them by. @default none has any */
  readonly stackOutputs?: Readonly<Record<string, object>>;
}

/** What a constructor registered, sorted by type and name: registrations race. */
export class Resources {
  readonly list: readonly Registered[];

  constructor(registered: readonly Registered[]) {
    const key = ({ type, name }: Registered) => `${type} ${name}`;
    this.list = [...registered].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  }

  /** Every resource of a type; all where none is given. */
  all(type?: string): readonly Registered[] {
    return this.list.filter((resource) => type === undefined || resource.type === type);
  }

  /** The only resource of a type, or of a type and logical name. @throws Error when there is none or more than one */
  one(type: string, name?: string): Registered {
    const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1) {
      const wanted = name === undefined ? type : `${type} ${name}`;
      const names = this.all(type).map((resource) => resource.name);
      throw new Error(
        `${wanted}: ${found.length} found, wanted 1; of that type: ${names.join(", ") || "none"}`,
      );
    }
    return first;
  }

  /** Number of resources by type, components included. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...new Set(this.list.map(({ type }) => type))].sort().map((type) => [type, this.all(type).length]),
    );
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Takes the marks of secrets off a value and notes where they were. */
function unmark(value: unknown, path: string, secrets: Set<string>): unknown {
  const below = (key: string | number) => (path === "" ? String(key) : `${path}.${key}`);
  if (Array.isArray(value)) return value.map((item, index) => unmark(item, below(index), secrets));
  if (!isRecord(value)) return value;
  if (value[runtime.specialSigKey] === runtime.specialSecretSig) {
    secrets.add(path);
    return unmark(value["value"], path, secrets);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, unmark(inner, below(key), secrets)]),
  );
}

const nameOfUrn = (urn: string): string => urn.split("::")[3] ?? urn;

function recorded(request: RegisterResourceRequest): Registered {
  const secrets = new Set<string>();
  const inputs = unmark(request.getObject()?.toJavaScript() ?? {}, "", secrets);
  const [parent, provider] = [request.getParent(), request.getProvider()];
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: isRecord(inputs) ? inputs : {},
    secretPaths: [...secrets].sort(),
    ...(parent === "" ? {} : { parent: nameOfUrn(parent) }),
    protect: request.getProtect() === true,
    dependsOn: [...new Set(request.getDependenciesList().map(nameOfUrn))].sort(),
    ...(provider === "" ? {} : { provider: nameOfUrn(provider) }),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

/** Records each registration before the mocks answer it: they themselves receive neither parent nor protection. */
function record(monitor: object | undefined): Registered[] {
  const list: Registered[] = [];
  const register: unknown = monitor && Reflect.get(monitor, "registerResource");
  if (monitor === undefined || typeof register !== "function") throw new Error("setMocks left no monitor");
  Object.defineProperty(monitor, "registerResource", {
    value: (request: RegisterResourceRequest, ...rest: readonly unknown[]): unknown => {
      list.push(recorded(request));
      return Reflect.apply(register, monitor, [request, ...rest]);
    },
  });
  return list;
}

// The SDK notes every promise with its stack, to name at a program's end those that leak: a third of the time of a test,
// and nobody reads it.
const debuggable: unknown = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable");
if (!isRecord(debuggable) || typeof debuggable["debuggablePromise"] !== "function")
  throw new Error("@pulumi/pulumi/runtime/debuggable: debuggablePromise: not found");
Reflect.set(debuggable, "debuggablePromise", (promise: unknown) => promise);

/** Runs a constructor and waits for its registrations, also after an error: none may reach the next test's mocks. */
async function settled<Result>(construct: () => Result): Promise<Awaited<Result>> {
  const limit = Error.stackTraceLimit;
  // Nor does anybody read where each resource was declared.
  Error.stackTraceLimit = 0;
  try {
    return await construct();
  } finally {
    await runtime.disconnect();
    Error.stackTraceLimit = limit;
  }
}

/**
 * Runs a constructor under mocks and waits until everything it declares is registered.
 *
 * @returns what it made, and every resource that came of it.
 */
export async function declared<Result>(
  construct: () => Result,
  { stack = "unit", preview = false, stackOutputs = {} }: DeclaredOptions = {},
): Promise<{ readonly result: Awaited<Result>; readonly resources: Resources }> {
  const newResource = ({ type, name, inputs }: Pick<Registered, "type" | "name" | "inputs">) => ({
    id: preview ? undefined : `${name}-id`,
    state: {
      ...inputs,
      ...(preview ? {} : simulatedState(type, name, inputs)),
    },
  });
  const call = ({ inputs }: { readonly inputs: { readonly name?: unknown } }) => {
    const outputs = stackOutputs[String(inputs.name)];
    return outputs === undefined ? {} : { outputs };
  };
  await runtime.setMocks({ call, newResource }, "lifeboat", stack, preview, "organization");
  const list = record(runtime.getMonitor());
  const result = await settled(construct);
  return { result, resources: new Resources(list) };
}

/** The value of an output. */
export async function valueOf<Value>(output: pulumi.Output<Value>): Promise<pulumi.Unwrap<Value>> {
  return new Promise((resolve) => {
    pulumi.output(output).apply(resolve);
  });
}
