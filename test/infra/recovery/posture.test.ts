import { describe, expect, it } from "vitest";
import { ofService, postureOf } from "../../../infra/recovery/posture";

const stack = { posture: "passive", postures: { library: "active" } } as const;

describe("the posture of a service", () => {
  it("is its own, or the stack's", () => {
    expect(postureOf("library", stack)).toBe("active");
    expect(postureOf("archive", stack)).toBe("passive");
  });

  it("is the posture of the config that the service reads, and nothing else in it changes", () => {
    const config = { ...stack, region: "us-west-2" };
    expect(ofService("library", config)).toEqual({ ...config, posture: "active" });
    expect(ofService("archive", config)).toEqual(config);
  });
});
