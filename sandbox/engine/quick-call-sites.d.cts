/**
 * Changes the SDK's `Resource` so that each position of a stack is looked up in source maps once.
 * @param sdk what the module `@pulumi/pulumi/resource` exports
 * @returns false where nothing was changed
 */
export declare function quickCallSites(sdk: object): boolean;
