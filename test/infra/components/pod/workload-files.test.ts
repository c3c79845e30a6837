import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { services } from "../../../../infra/catalog";
import { fileText, fileTexts } from "../../../../infra/components/pod/workload-files";
import { desk } from "../../../support/workload-fixture";

const awkward = {
  text: 'a "quoted": # value',
  empty: "",
  number: 1.5,
  flag: false,
  none: {},
  list: [],
  items: [1, "two", { three: [3] }],
  no: "key that YAML 1.1 takes for a boolean",
  "two words": { deeper: { still: true } },
};

describe("fileText", () => {
  it("writes YAML in blocks that a parser reads back as they were", () => {
    const text = fileText({ name: "a.yaml", content: awkward });
    expect(parse(text)).toEqual(awkward);
    expect(parse(text, { version: "1.1" })).toEqual(awkward);
    expect(text).toContain('"two words":\n  deeper:\n    still: true\n');
  });

  it.each([["word"], [3], [true], [[1, { a: 2 }]]])("writes %j as YAML", (content) => {
    expect(parse(fileText({ name: "a.yaml", content }))).toEqual(content);
  });

  it("writes JSON and text", () => {
    expect(JSON.parse(fileText({ name: "a.json", content: awkward }))).toEqual(awkward);
    expect(fileText({ name: "a.conf", content: "listen 8080;\n" })).toBe("listen 8080;\n");
  });

  it.each([
    ["a.conf", { listen: 8080 }],
    ["a.ini", "text"],
    ["yaml", "text"],
  ])("refuses %s with %j", (name, content) => {
    expect(() => fileText({ name, content })).toThrow(`configuration file ${name}`);
  });
});

describe("fileTexts", () => {
  it("are by file name", () => {
    expect(fileTexts(desk.files)).toEqual({
      "opening.json": '{\n  "hours": [\n    9,\n    18\n  ],\n  "closed": true\n}\n',
      "shelves.yaml": 'shelves:\n  count: 12\n  names:\n    - "a: b"\n    - "c"\n',
    });
  });

  it("can be made of every file of the catalog", () => {
    const files = services.flatMap(({ workloads }) => workloads.flatMap((workload) => workload.files));
    expect(files.length).toBeGreaterThanOrEqual(4);
    expect(Object.values(fileTexts(files)).filter((text) => text.trim() === "")).toEqual([]);
  });
});
