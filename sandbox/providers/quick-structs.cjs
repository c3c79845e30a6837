// A google.protobuf.Struct holds the properties of a resource, and google-protobuf makes two objects and three arrays of
// each of their values, only to turn them into bytes or into plain values at once. Here a struct keeps the bytes, until
// somebody asks for its fields.
"use strict";
const { INNER } = require("./quick-messages.cjs");
const { decodeStruct, encodeStruct } = require("./struct-codec.cjs");

const BYTES = Symbol.for("lifeboat: bytes of a struct");

exports.structOf = (Struct, bytes) =>
  BYTES in Struct.prototype
    ? Object.assign(new Struct(), { [BYTES]: bytes })
    : Struct.deserializeBinary(bytes);

/** Changes the library once; gives false where it is not the library, or none that can be changed. */
exports.quickStructs = (jspb, { Struct } = {}) => {
  const methods = Struct?.prototype;
  const inner = methods?.[INNER];
  if (inner === undefined || methods.getFieldsMap === undefined || BYTES in methods) return false;
  const { getFieldsMap, toJavaScript } = methods;
  const { deserializeBinaryFromReader, serializeBinaryToWriter } = Struct;
  methods[BYTES] = undefined;

  Struct.fromJavaScript = (properties) => exports.structOf(Struct, encodeStruct(properties));
  Struct.deserializeBinaryFromReader = (struct, reader) => {
    // What comes twice is merged, and so is what is read into a struct that has something.
    if (struct[BYTES] !== undefined || getFieldsMap.call(struct, true) !== undefined) {
      struct.getFieldsMap();
      return deserializeBinaryFromReader(struct, reader);
    }
    const start = reader.getCursor();
    while (reader.nextField()) reader.skipField();
    struct[BYTES] = reader.getBuffer().subarray(start, reader.getCursor());
    return struct;
  };
  Struct.serializeBinaryToWriter = (struct, writer) => {
    const bytes = struct[BYTES];
    if (bytes === undefined) serializeBinaryToWriter(struct, writer);
    else writer.writeSerializedMessage(bytes, 0, bytes.length);
  };
  methods.toJavaScript = function () {
    return this[BYTES] === undefined ? toJavaScript.call(this) : decodeStruct(this[BYTES]);
  };
  methods.getFieldsMap = function (noLazyCreate) {
    const bytes = this[BYTES];
    if (bytes !== undefined) {
      this[BYTES] = undefined;
      deserializeBinaryFromReader(this, new jspb.BinaryReader(bytes));
    }
    return getFieldsMap.call(this, noLazyCreate);
  };
  // The array is there for whoever asks, as that of every message.
  const unasked = methods[inner];
  methods[inner] = function () {
    const now = jspb.Message.prototype[inner];
    if (now !== unasked) this.getFieldsMap(true);
    return now.call(this);
  };
  methods.toArray = function () {
    this.getFieldsMap(true);
    return jspb.Message.prototype.toArray.call(this);
  };
  return true;
};
