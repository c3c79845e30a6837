import type { ExistingOperation, Operation } from "../../../sandbox/providers/backend";
import type { ProviderConfig } from "../../../sandbox/providers/model";
import { postgresql } from "../../../sandbox/providers/postgresql";
import type { PropertyMap } from "../../../sandbox/providers/value";
import { operation } from "../providers/operation";

/** What a test varies of an operation. */
export interface OperationParts {
  readonly preview?: boolean;
  readonly signal?: AbortSignal;
}

/** An operation on a Role of the server that `config` names. */
export function roleOperation(
  config: ProviderConfig,
  inputs: PropertyMap,
  parts: OperationParts = {},
): Operation {
  const made = operation(postgresql, "postgresql:index/role:Role", inputs);
  return { ...made, ...parts, context: { ...made.context, config } };
}

/** The same operation on what exists since a creation. */
export function existing(created: Operation, inputs: PropertyMap = created.inputs): ExistingOperation {
  const id = created.kind.id(created.inputs, created.context);
  return { ...created, inputs: { ...created.inputs, ...inputs }, id, outputs: created.inputs };
}
