import protobuf from "google-protobuf";
import { ListValue, NullValue, Struct, Value as WireValue } from "google-protobuf/google/protobuf/struct_pb";
import { quickMessages } from "./quick-messages.cjs";
import { type PropertyMap, type Value, isList } from "./value";

quickMessages(protobuf);

/** Properties out of a protobuf struct; an absent struct gives an empty map. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  const result: { [name: string]: Value } = {};
  struct?.getFieldsMap().forEach((value, name) => {
    result[name] = fromWire(value);
  });
  return result;
}

/** Properties as a protobuf struct; those that are undefined are left out. */
export function toStruct(properties: PropertyMap): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) fields.set(name, toWire(value));
  }
  return struct;
}

function fromWire(value: WireValue): Value {
  switch (value.getKindCase()) {
    case WireValue.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case WireValue.KindCase.STRING_VALUE:
      return value.getStringValue();
    case WireValue.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case WireValue.KindCase.STRUCT_VALUE:
      return fromStruct(value.getStructValue());
    case WireValue.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(fromWire);
    case WireValue.KindCase.NULL_VALUE:
    case WireValue.KindCase.KIND_NOT_SET:
      return null;
  }
}

function toWire(value: Value): WireValue {
  const wire = new WireValue();
  if (value === null) wire.setNullValue(NullValue.NULL_VALUE);
  else if (typeof value === "number") wire.setNumberValue(value);
  else if (typeof value === "string") wire.setStringValue(value);
  else if (typeof value === "boolean") wire.setBoolValue(value);
  else if (isList(value)) {
    const list = new ListValue();
    list.setValuesList(value.map(toWire));
    wire.setListValue(list);
  } else wire.setStructValue(toStruct(value));
  return wire;
}
