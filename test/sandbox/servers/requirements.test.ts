import { describe, expect, it } from "vitest";
import { ALL_REQUIREMENTS, howToGet, missing } from "../../../sandbox/servers/requirements";
import { findProgram } from "../../../sandbox/servers/find-program";
import { freePort } from "../../../sandbox/servers/free-port";
import { isCi } from "../../support/describe-real";

describe("requirements", () => {
  it("that are missing are among those asked for", () => {
    expect(missing([])).toEqual([]);
    expect(ALL_REQUIREMENTS).toEqual(expect.arrayContaining(missing()));
  });

  it("come with the way to get them", () => {
    expect(howToGet(["age", "zstd"])).toBe("age, zstd missing: run .ci/setup-debian.sh");
    expect(howToGet(["job-image"])).toBe("job-image not built: run sudo npm run images");
    expect(howToGet(["root", "moto"])).toBe(
      "moto missing: run .ci/setup-debian.sh; needs Linux, root and namespaces (root)",
    );
  });

  it.each([
    [{}, false],
    [{ CI: "" }, false],
    [{ CI: "false" }, false],
    [{ CI: "true" }, true],
    [{ CI: "1" }, true],
  ])("fail by %j: %s", (env, fails) => {
    expect(isCi(env)).toBe(fails);
  });
});

describe("a program", () => {
  it("is found along a search path, a directory or a plain file is none", () => {
    expect(findProgram("sh", "/nonexistent:/bin")).toBe("/bin/sh");
    expect(findProgram("tmp", "/")).toBeUndefined();
    expect(findProgram("passwd", "/etc")).toBeUndefined();
  });
});

describe("free ports", () => {
  it("are different and below those of outgoing connections", async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });
});
