/**
 * The bytes that google-protobuf makes of `Struct.fromJavaScript(properties)`.
 * @param leavesOut true leaves out properties that are undefined, which are refused otherwise. @default false
 * @throws Error for what is neither JSON nor NaN or an infinity
 */
export declare function encodeStruct(properties: object, leavesOut?: boolean): Uint8Array;

/**
 * What google-protobuf gives as `Struct.deserializeBinary(bytes).toJavaScript()`.
 * @throws Error for a value without a kind, and for bytes that end too early
 */
export declare function decodeStruct(bytes: Uint8Array): Record<string, unknown>;
