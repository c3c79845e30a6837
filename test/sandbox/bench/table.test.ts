import { describe, expect, it } from "vitest";
import { bytesText, ratioText, secondsText, tableLines } from "../../../sandbox/bench/table";

describe("table", () => {
  it("aligns the first column left and the others right, under a rule", () => {
    expect(
      tableLines([
        ["way", "time"],
        ["a", "10.00 s"],
        ["longer", "1.00 s"],
      ]),
    ).toEqual(["way        time", "------  -------", "a       10.00 s", "longer   1.00 s"]);
  });
  it("fills rows that are short, without blanks at their end", () => {
    expect(tableLines([["a", "b"], ["x"]])).toEqual(["a  b", "-  -", "x"]);
  });
  it("is empty without rows", () => {
    expect(tableLines([])).toEqual([]);
  });
});

describe("figures as text", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1.5 * 1024 ** 3, "1.5 GiB"],
    [2 ** 60, "1048576.0 TiB"],
  ])("%d bytes read %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
  it("give seconds two decimals under 100 and one above", () => {
    expect([8.415, 123.44].map(secondsText)).toEqual(["8.41 s", "123.4 s"]);
  });
  it("give ratios two decimals", () => {
    expect(ratioText(1 / 3)).toBe("0.33");
  });
});
