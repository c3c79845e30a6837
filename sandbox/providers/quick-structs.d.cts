import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/**
 * Changes google-protobuf so that a struct is its bytes until somebody asks for its fields, once. After `quickMessages`.
 * @param jspb what the module `google-protobuf` exports
 * @param structs what the module `google-protobuf/google/protobuf/struct_pb` exports
 * @returns false where nothing was changed
 */
export declare function quickStructs(jspb: object, structs: object): boolean;

/** A struct of these bytes, as `quickStructs` has them. @param type the class */
export declare function structOf(type: typeof Struct, bytes: Uint8Array): Struct;
