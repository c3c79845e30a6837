import { createHash } from "node:crypto";
import type { Operation } from "../../../sandbox/providers/backend";
import type { ProviderConfig, ProviderModel, ResourceContext } from "../../../sandbox/providers/model";
import type { PropertyMap } from "../../../sandbox/providers/value";

/** What a kind knows of a resource named "subject". */
export function contextOf(type: string, config: ProviderConfig = {}): ResourceContext {
  const urn = `urn:pulumi:dev::test::${type}::subject`;
  return {
    urn,
    type,
    name: "subject",
    config,
    hex: (label, length) => createHash("sha256").update(`${urn}${label}`).digest("hex").slice(0, length),
  };
}

/** An operation on a resource of this type; throws when the model has no such type. */
export function operation(
  model: ProviderModel,
  type: string,
  inputs: PropertyMap,
  preview = false,
): Operation {
  const kind = model.kind(type);
  if (kind === undefined) throw new Error(`${model.name} has no type ${type}`);
  const signal = new AbortController().signal;
  return { kind, context: contextOf(type), inputs, preview, signal, warn: () => Promise.resolve() };
}
