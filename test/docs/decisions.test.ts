import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const FOLDER = path.resolve(__dirname, "../../docs/decisions");
const records = readdirSync(FOLDER).filter((file) => /^\d{3}-/.test(file));
const index = readFileSync(path.join(FOLDER, "README.md"), "utf8");

describe("decision records", () => {
  it.each(records)("%s has a date and a status, and its line in the index", (file) => {
    const [title = "", , stand = ""] = readFileSync(path.join(FOLDER, file), "utf8").split("\n");
    const [, number, name] = /^# (\d{3}) · (.+)$/.exec(title) ?? [];
    const [, date, status] = /^(\d{4}-\d\d-\d\d) · (in force|proposed)$/.exec(stand) ?? [];
    expect(file.startsWith(`${number ?? "none"}-`)).toBe(true);
    expect(date).toBeDefined();
    const line = index.split("\n").find((each) => each.includes(`(${file})`)) ?? "";
    expect(line.split("|").map((cell) => cell.trim())).toEqual([
      "",
      `[${number ?? ""}](${file})`,
      name,
      date,
      status,
      "",
    ]);
  });

  it("are all that the index names", () => {
    expect(index.match(/\(\d{3}-[\w-]+\.md\)/g)).toHaveLength(records.length);
  });
});
