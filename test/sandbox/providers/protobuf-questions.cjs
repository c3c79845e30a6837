// Asks google-protobuf in a process of its own, as it is or changed: copies of it share what it keeps in the global
// object, so one process cannot hold both. Prints the answers as JSON.
"use strict";
const protobuf = require("google-protobuf");
const structs = require("google-protobuf/google/protobuf/struct_pb");
const { CheckRequest } = require("@pulumi/pulumi/proto/provider_pb");
const { quickMessages } = require("../../../sandbox/providers/quick-messages.cjs");
const { quickStructs, structOf } = require("../../../sandbox/providers/quick-structs.cjs");
const { encodeStruct } = require("../../../sandbox/providers/struct-codec.cjs");

const { Struct, Value } = structs;
const changed = { none: [], messages: [quickMessages], structs: [quickStructs, quickMessages, quickStructs] };
const changes = changed[process.argv[2]];
const changing = changes.map((change) => change(protobuf, structs));

const deep = {
  text: "é€😀",
  long: "x".repeat(70_000),
  "": "no name",
  numbers: [0, -1.5, 1e300, -Infinity],
  list: [1, { inner: [true, false, null, "", { leaf: "x" }] }, []],
  empty: {},
  b: { z: 1, a: 2, 10: 3, 9: 4 },
  ten: Array.from({ length: 10 }).reduce((inner) => ({ inner }), { end: 1 }),
};
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const said = (what) => {
  try {
    return what();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const bytes = Struct.fromJavaScript(deep).serializeBinary();
const request = (news) =>
  new CheckRequest().setUrn("urn").setOlds(new Struct()).setNews(news).serializeBinary();
const read = (from) => CheckRequest.deserializeBinary(from);

/** How often the library renews the arrays of a map while `what` is done. */
function renewals(what) {
  const map = protobuf.Map.prototype;
  const kept = { ...map };
  let count = 0;
  for (const [name, method] of Object.entries(kept)) {
    if (method !== kept.toArray) continue;
    map[name] = function () {
      count += 1;
      return method.call(this);
    };
  }
  what();
  Object.assign(map, kept);
  return count;
}

function changedByItsFields() {
  const struct = read(request(Struct.fromJavaScript(deep))).getNews();
  const fields = struct.getFieldsMap();
  const before = [
    fields.get("text").getStringValue(),
    fields.get("b").getStructValue().getFieldsMap().get("9").getNumberValue(),
  ];
  fields.set("text", Value.fromJavaScript("changed"));
  return { before, after: struct.toJavaScript(), bytes: hex(struct.serializeBinary()) };
}

function kindless() {
  const struct = new Struct();
  struct.getFieldsMap().set("a", new Value());
  return Struct.deserializeBinary(struct.serializeBinary()).toJavaScript();
}

const [one, two] = [
  { a: 1, b: 1 },
  { b: 2, c: 2 },
].map((part) => request(Struct.fromJavaScript(part)));
const answers = {
  bytes: hex(bytes),
  values: Struct.deserializeBinary(bytes).toJavaScript(),
  again: hex(Struct.deserializeBinary(bytes).serializeBinary()),
  withinAnother: hex(request(Struct.fromJavaScript(deep))),
  outOfAnother: [read(request(Struct.fromJavaScript(deep)))].map((message) => [
    message.getUrn(),
    message.getOlds().toJavaScript(),
    message.getNews().toJavaScript(),
  ]),
  absent: new CheckRequest().getNews() === undefined,
  array: Struct.deserializeBinary(bytes).toArray(),
  arrayWithinAnother: read(request(Struct.fromJavaScript(deep))).toArray(),
  object: read(request(Struct.fromJavaScript(deep))).toObject(),
  changedByItsFields: changedByItsFields(),
  twice: read(Buffer.concat([one, two]))
    .getNews()
    .toJavaScript(),
  later: Struct.deserializeBinary(Buffer.concat([bytes, Buffer.from([0x7a, 2, 1, 1])])).toJavaScript(),
  refused: [{ a: undefined }, { a: [() => 1] }, { a: { b: 1n } }].map((odd) =>
    said(() => Struct.fromJavaScript(odd)),
  ),
  kindless: said(kindless),
  ofBytes: structOf(Struct, encodeStruct(deep)).toJavaScript(),
};
const renewed = [
  renewals(() => Struct.deserializeBinary(bytes)),
  renewals(() => Struct.deserializeBinary(bytes).toArray()),
];
const once = changes.length === 0 || changes.every((change) => !change(protobuf, structs));
process.stdout.write(JSON.stringify({ changing, answers, renewed, once }));
