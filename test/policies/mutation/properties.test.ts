import { describe, expect, it } from "vitest";
import { violation } from "../../../policies/support/input/finding";
import type { Input } from "../../../policies/support/input/input";
import type { ResourceRule } from "../../../policies/support/rule";
import { resource } from "../support/cases";
import type { Mutation } from "./mutation";
import { unbroken } from "./properties";

const TYPE = "kubernetes:batch/v1:Job";

/** A rule that refuses a resource in which one of these holds. */
const refusing = (...faults: readonly ((inputs: Input) => boolean)[]): ResourceRule => ({
  name: "a-rule",
  demands: "",
  sources: [],
  profile: "general",
  severity: "low",
  types: [TYPE],
  *check(subject) {
    if (faults.map((fault) => fault(subject.inputs)).includes(true)) yield violation(subject, "", "", "");
  },
});

const stack = [resource(TYPE, "one", { size: 1, parts: [{ name: "a" }, { name: "b" }] })];
const breaking = (at: string, to: boolean | number | string): Mutation => ({
  rule: "a-rule",
  breaks: at,
  of: [TYPE],
  at,
  to,
});

const tooBig = (inputs: Input): boolean => (inputs.at("size").number ?? 0) > 5;
const tooOpen = (inputs: Input): boolean => inputs.at("open").flag === true;
const misnamed = (inputs: Input): boolean =>
  inputs.at("parts").items.some((part) => part.at("name").text === "bad");

describe("properties that no mutation breaks", () => {
  it("are none where each is broken", () => {
    const mutations = [breaking("size", 9), breaking("open", true), breaking("parts * name", "bad")];
    expect(unbroken(refusing(tooBig, tooOpen, misnamed), [stack], mutations)).toEqual([]);
  });
  it("are those that a rule begins to read, declared or not", () => {
    const found = unbroken(refusing(tooBig, tooOpen, misnamed), [stack], [breaking("size", 9)]);
    expect(found).toEqual(["Job: open", "Job: parts * name"]);
  });
  it("are not proved by a mutation that the rule reports for another reason", () => {
    const whole: Mutation = {
      rule: "a-rule",
      breaks: "all",
      of: [TYPE],
      at: "parts",
      to: [{ name: "bad", note: "x" }],
    };
    const noted = (inputs: Input): boolean =>
      inputs.at("parts").items.some((part) => part.at("note").text === "y");
    expect(unbroken(refusing(misnamed, noted), [stack], [whole])).toEqual(["Job: parts * note"]);
  });
  it("are all where the rule reports the mutation whatever its value was", () => {
    const always = (): boolean => true;
    expect(unbroken(refusing(always, tooBig), [stack], [breaking("size", 9)])).toEqual(["Job: size"]);
  });
});
