import protobuf from "google-protobuf";
import * as structs from "google-protobuf/google/protobuf/struct_pb";
import { quickMessages } from "./quick-messages.cjs";
import { quickStructs, structOf } from "./quick-structs.cjs";
import { encodeStruct } from "./struct-codec.cjs";
import type { PropertyMap } from "./value";

quickMessages(protobuf);
quickStructs(protobuf, structs);

/** Properties out of a protobuf struct; an absent struct gives an empty map. */
export function fromStruct(struct: structs.Struct | undefined): PropertyMap {
  return struct?.toJavaScript() ?? {};
}

/** Properties as a protobuf struct; those that are undefined are left out. */
export function toStruct(properties: PropertyMap): structs.Struct {
  return structOf(structs.Struct, encodeStruct(properties, true));
}
