import { describe, expect, it } from "vitest";
import { scriptFiles } from "../../../../infra/components/pod/scripts";

const scripts = scriptFiles();

describe("scriptFiles", () => {
  it("holds what pods run and read, sorted by name", () => {
    const names = Object.keys(scripts);
    expect(names).toContain("lib.sh");
    expect(names).toEqual([...names].sort());
    for (const name of names) expect(name).toMatch(/\.(sh|py|jq|sql|json)$/);
  });

  it("holds text, and begins programs by naming their interpreter", () => {
    for (const [name, text] of Object.entries(scripts)) expect(text.trim(), name).not.toBe("");
    expect(scripts["backup.sh"]).toMatch(/^#!\/bin\/bash\n/);
  });
});
