import { createRequire } from "node:module";
import { member } from "./member";

function made(type: unknown): unknown {
  return typeof type === "function" ? Reflect.construct(type, []) : undefined;
}

/**
 * Lets the SDK answer the engine's question for remedies without reading the resource. It is asked before every
 * resource is judged, and no rule of this pack changes a resource. An SDK whose service is not where this version has
 * it goes on as before.
 */
export function remediateUnread(): void {
  const load = createRequire(__filename);
  const messages: unknown = load("@pulumi/pulumi/proto/analyzer_pb");
  // The SDK's own copy: a package manager may have put it where this file cannot see it.
  const ofSdk = createRequire(load.resolve("@pulumi/pulumi/proto/analyzer_pb"));
  const structs: unknown = ofSdk("google-protobuf/google/protobuf/struct_pb");
  const remediate = member(
    member(load("@pulumi/pulumi/proto/analyzer_grpc_pb"), "AnalyzerService"),
    "remediate",
  );
  const request = made(member(messages, "AnalyzeRequest"));
  const parts = [
    ["setOptions", made(member(messages, "AnalyzerResourceOptions"))],
    ["setProperties", made(member(structs, "Struct"))],
  ] as const;
  if (typeof remediate !== "object" || remediate === null || request === undefined) return;
  for (const [name, part] of parts) {
    const set = member(request, name);
    if (typeof set !== "function" || part === undefined) return;
    Reflect.apply(set, request, [part]);
  }
  Reflect.set(remediate, "requestDeserialize", () => request);
}
