// Properties as the bytes of a google.protobuf.Struct and back, without the message objects between.
"use strict";
const { Reader, Writer } = require("protobufjs/minimal");

/** Tags of struct.proto: field number and wire type. */
const FIELDS = 0x0a;
const KEY = 0x0a;
const VALUE = 0x12;
const VALUES = 0x0a;
const NULL = 0x08;
const NUMBER = 0x11;
const STRING = 0x1a;
const BOOL = 0x20;
const STRUCT = 0x2a;
const LIST = 0x32;

function writeValue(writer, value, leavesOut) {
  switch (typeof value) {
    case "string":
      return writer.uint32(STRING).string(value);
    case "number":
      return writer.uint32(NUMBER).double(value);
    case "boolean":
      return writer.uint32(BOOL).bool(value);
    case "object":
      if (value === null) return writer.uint32(NULL).uint32(0);
      if (Array.isArray(value)) {
        writer.uint32(LIST).fork();
        for (const member of value) writeValue(writer.uint32(VALUES).fork(), member, leavesOut).ldelim();
        return writer.ldelim();
      }
      return writeStruct(writer.uint32(STRUCT).fork(), value, leavesOut).ldelim();
    default:
      // In the words of google-protobuf.
      throw new Error("Unexpected struct type.");
  }
}

function writeStruct(writer, properties, leavesOut) {
  const names = [];
  for (const name in properties) if (!leavesOut || properties[name] !== undefined) names.push(name);
  for (const name of names.sort()) {
    writer.uint32(FIELDS).fork().uint32(KEY).string(name);
    writeValue(writer.uint32(VALUE).fork(), properties[name], leavesOut).ldelim().ldelim();
  }
  return writer;
}

function readValue(reader, end) {
  let value;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === STRING) value = reader.string();
    else if (tag === NUMBER) value = reader.double();
    else if (tag === BOOL) value = reader.bool();
    else if (tag === STRUCT) value = readStruct(reader, endOf(reader));
    else if (tag === LIST) value = readList(reader, endOf(reader));
    else if (tag === NULL) {
      reader.uint32();
      value = null;
    } else reader.skipType(tag & 7);
  }
  if (value === undefined) throw new Error("Unexpected struct type");
  return value;
}

/** Where the message ends whose length comes next. */
function endOf(reader) {
  const length = reader.uint32();
  return reader.pos + length;
}

function readList(reader, end) {
  const list = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === VALUES) list.push(readValue(reader, endOf(reader)));
    else reader.skipType(tag & 7);
  }
  return list;
}

function readStruct(reader, end) {
  const properties = {};
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === FIELDS) readField(reader, endOf(reader), properties);
    else reader.skipType(tag & 7);
  }
  return properties;
}

function readField(reader, end, properties) {
  let [name, value] = ["", undefined];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === KEY) name = reader.string();
    else if (tag === VALUE) value = readValue(reader, endOf(reader));
    else reader.skipType(tag & 7);
  }
  if (value === undefined) throw new Error("Unexpected struct type");
  properties[name] = value;
}

exports.encodeStruct = (properties, leavesOut = false) =>
  writeStruct(Writer.create(), properties, leavesOut).finish();

exports.decodeStruct = (bytes) => {
  const reader = Reader.create(bytes);
  return readStruct(reader, reader.len);
};
