import { describe, expect, it } from "vitest";
import { Input } from "../../../../policies/support/input/input";
import { plain, unknown } from "../../../../policies/support/input/value";

describe("a plain copy", () => {
  it("holds what is not known where reading throws", () => {
    const given = {
      sure: 1,
      get later(): string {
        throw new Error("not known");
      },
    };
    expect(plain(given)).toEqual({ sure: 1, later: unknown });
  });
  it("holds what is not known where a copy held it", () => {
    expect(plain({ rules: [unknown] })).toEqual({ rules: [unknown] });
    expect(new Input({ rules: [unknown] }).value).toEqual({ rules: [unknown] });
  });
  it("holds nothing of what no program can declare", () => {
    expect(plain([undefined, null, Symbol("other")])).toEqual([null, null, null]);
  });
});
