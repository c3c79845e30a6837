import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { decodeOnce, remembering } from "../../../policies/support/decode-once";

describe("decoding once", () => {
  const calls: [object, boolean][] = [];
  const decode = remembering((properties, proxySecrets) => {
    calls.push([properties, proxySecrets]);
    return { made: calls.length };
  });
  const [one, other] = [{ name: "one" }, { name: "one" }];

  it("makes one thing of a message, however often it is asked", () => {
    expect(decode(one, false)).toBe(decode(one, false));
    expect(calls).toEqual([[one, false]]);
  });

  it("tells messages apart by what they are, not by what they hold, and secrets that are marked from bare ones", () => {
    const made = new Set([decode(one, false), decode(other, false), decode(one, true)]);
    expect(made.size).toBe(3);
    expect(calls).toHaveLength(3);
  });

  it("finds the decoder of the SDK that is installed", () => {
    const sdk = createRequire(__filename)("@pulumi/policy/deserialize") as Record<string, unknown>;
    const own = sdk["deserializeProperties"];
    expect(own).toBeTypeOf("function");
    try {
      decodeOnce();
      expect(sdk["deserializeProperties"]).toBeTypeOf("function");
      expect(sdk["deserializeProperties"]).not.toBe(own);
    } finally {
      sdk["deserializeProperties"] = own;
    }
  });
});
