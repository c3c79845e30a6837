import { describe, expect, it } from "vitest";
import { quickMessages } from "../../../sandbox/providers/quick-messages.cjs";
import { withFresh } from "../../support/fresh-modules";

/** What is used of a message here. */
interface Message {
  getFieldsMap(): { get(name: string): unknown };
  serializeBinary(): Uint8Array;
  toArray(): unknown[];
  toJavaScript(): unknown;
}
interface Library {
  readonly protobuf: object;
  readonly Struct: {
    fromJavaScript(value: object): Message;
    deserializeBinary(bytes: Uint8Array): Message;
  };
}

/** The library as another module would load it first, changed or not. */
function load(changed: boolean): Library {
  return withFresh("/node_modules/google-protobuf/", (require) => {
    const protobuf = require("google-protobuf") as object;
    if (changed) expect(quickMessages(protobuf)).toBe(true);
    return { protobuf, ...(require("google-protobuf/google/protobuf/struct_pb") as Pick<Library, "Struct">) };
  });
}

const deep = {
  text: "é",
  list: [1, { inner: [true, null, { leaf: "x" }] }, []],
  empty: {},
  ten: Array.from({ length: 10 }).reduce<object>((inner) => ({ inner }), { end: 1 }),
};

describe("messages in messages", () => {
  const [plain, quick] = [load(false), load(true)];
  const bytes = plain.Struct.fromJavaScript(deep).serializeBinary();

  it("are the same bytes, and the same values out of them", () => {
    expect(quick.Struct.fromJavaScript(deep).serializeBinary()).toEqual(bytes);
    expect(quick.Struct.deserializeBinary(bytes).toJavaScript()).toEqual(deep);
    expect(quick.Struct.deserializeBinary(bytes).serializeBinary()).toEqual(bytes);
  });

  it("have their arrays for whoever asks", () => {
    const asked = quick.Struct.deserializeBinary(bytes).toArray();
    expect(asked).toEqual(plain.Struct.deserializeBinary(bytes).toArray());
    expect(JSON.stringify(asked)).toContain("leaf");
  });

  it("are not renewed at every level", () => {
    let asked = 0;
    const Map = (quick.protobuf as { Map: { prototype: { toArray(): unknown } } }).Map.prototype;
    const names = Object.entries(Map).filter(([, method]) => method === Map.toArray);
    for (const [name, method] of names) {
      Object.assign(Map, {
        [name](this: unknown): unknown {
          asked += 1;
          return method.call(this);
        },
      });
    }
    quick.Struct.deserializeBinary(bytes);
    expect(asked).toBe(0);
    quick.Struct.deserializeBinary(bytes).toArray();
    expect(asked).toBeGreaterThan(10);
  });

  it("change once, and only in the library that is meant", () => {
    expect(quickMessages({})).toBe(false);
    expect(quickMessages({ Message: class {} })).toBe(false);
    expect(quickMessages(quick.protobuf)).toBe(false);
  });
});
