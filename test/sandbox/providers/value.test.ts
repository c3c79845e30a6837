import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import {
  UNKNOWN,
  hasSecret,
  hasUnknown,
  isSecret,
  reveal,
  revealAll,
  secret,
  text,
} from "../../../sandbox/providers/value";
import { fromStruct, toStruct } from "../../../sandbox/providers/wire";

describe("values on the wire", () => {
  it("come back as they went, secrets and unknown values included", () => {
    const properties = {
      none: null,
      yes: true,
      count: 1.5,
      name: "a",
      list: [1, ["b"], { c: null }],
      hidden: secret({ password: "p" }),
      later: UNKNOWN,
    };
    const bytes = toStruct(properties).serializeBinary();
    expect(fromStruct(Struct.deserializeBinary(bytes))).toEqual(properties);
  });

  it("leave out what is undefined", () => {
    expect(fromStruct(toStruct({ a: undefined, b: 1 }))).toEqual({ b: 1 });
    expect(fromStruct(undefined)).toEqual({});
  });
});

describe("markers", () => {
  it("are found at any depth", () => {
    expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
    expect(hasUnknown({ a: [{ b: "known" }] })).toBe(false);
    expect(hasSecret({ a: [secret(1)] })).toBe(true);
    expect(hasSecret({ a: [1] })).toBe(false);
  });

  it("are taken off by reveal, one layer or all", () => {
    const nested = secret({ inner: secret("x") });
    expect(isSecret(reveal(nested))).toBe(false);
    expect(revealAll(nested)).toEqual({ inner: "x" });
  });

  it("are no text", () => {
    expect(text(UNKNOWN)).toBeUndefined();
    expect(text(secret("x"))).toBe("x");
    expect(text(3)).toBeUndefined();
  });
});
