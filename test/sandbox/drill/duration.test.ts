import { expect, it } from "vitest";
import { durationText, optionalDuration } from "../../../sandbox/drill/duration";

it.each([
  [0, "0.00 s"],
  [9.994, "9.99 s"],
  [10, "10.0 s"],
  [119.9, "119.9 s"],
  [120, "2.0 min"],
  [3600, "60.0 min"],
  [7200, "2.0 h"],
  [14_400, "4.0 h"],
])("duration: %s seconds read %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

it("duration: what was not measured is a dash", () => {
  expect(optionalDuration(undefined)).toBe("-");
  expect(optionalDuration(1)).toBe("1.00 s");
});
