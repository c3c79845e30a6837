import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { keys } from "../../../infra/config/schema";

const FILE = path.resolve(__dirname, "../../../docs/configuration.md");

describe("the page of the configuration", () => {
  const page = readFileSync(FILE, "utf8");

  it("has a section for each key, each with a command that a shell takes", () => {
    const sections = page.split(/^### /m).slice(1);
    expect(sections.map((section) => section.split("\n")[0])).toEqual(keys);
    for (const section of sections) {
      const [, command = ""] = /```\n(.*)\n```/.exec(section) ?? [];
      expect(command).toMatch(/^pulumi config set .* --stack (prod|dr)( [#<] .*)?$/);
      expect(command.includes("--stack dr")).toBe(section.includes("only on the standby"));
      expect(spawnSync("bash", ["-n", "-c", command], { encoding: "utf8" }).stderr).toBe("");
    }
  });

  it("sets the first entry of a list: without an index pulumi would store a string", () => {
    const lists = page.split(/^### /m).filter((section) => /^- list /m.test(section));
    expect(lists.map((section) => section.split("\n")[0])).toEqual([
      "services",
      "ageRecipients",
      "maintenance",
      "debug",
    ]);
    for (const section of lists) expect(section).toContain("[0]'");
  });
});
