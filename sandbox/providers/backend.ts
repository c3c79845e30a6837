import type { ResourceContext, ResourceKind } from "./model";
import type { PropertyMap } from "./value";

/** One operation on one resource, as the engine asks for it. */
export interface Operation {
  readonly kind: ResourceKind;
  readonly context: ResourceContext;
  /** Checked inputs; secrets are wrapped and must stay so in what is returned. */
  readonly inputs: PropertyMap;
  /** True while previewing: nothing may be changed, and what cannot be known must be UNKNOWN. */
  readonly preview: boolean;
  /** Aborted when the user cancels: work under way is to stop, cleanly, as soon as it can. */
  readonly signal: AbortSignal;
  /** Shows the user a warning beside the resource; resolves when the engine has it. */
  warn(message: string): Promise<void>;
}

/** An operation on a resource that exists. */
export interface ExistingOperation extends Operation {
  readonly id: string;
  /** Outputs as the state has them. */
  readonly outputs: PropertyMap;
}

/** A resource as it comes after an operation. */
export interface ResourceState {
  /** Empty while the creation is previewed. */
  readonly id: string;
  readonly outputs: PropertyMap;
  /** For a read: inputs that would declare what is there. @default those that it was asked with */
  readonly inputs?: PropertyMap;
}

/**
 * Where a provider's resources live. The simulated one keeps nothing but the engine's state;
 * one with a real server behind it implements the same four calls.
 */
export interface Backend {
  create(operation: Operation): Promise<ResourceState>;
  update(operation: ExistingOperation): Promise<PropertyMap>;
  delete(operation: ExistingOperation): Promise<void>;
  /** Undefined if the resource is gone. @throws if that cannot be found out */
  read(operation: ExistingOperation): Promise<ResourceState | undefined>;
}
