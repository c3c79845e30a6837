/** A place in a source; line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Changes the SDK's `Resource` so that each position of a stack is looked up in source maps once.
 * @param sdk what the module `@pulumi/pulumi/resource` exports
 * @param positionOf gives where in the sources a frame is; undefined where source maps are to be asked.
 *   @default always asks
 * @returns false where nothing was changed
 */
export declare function quickCallSites(
  sdk: object,
  positionOf?: (frame: NodeJS.CallSite) => Place | undefined,
): boolean;
