import { afterEach, describe, expect, it, vi } from "vitest";
import { startCluster } from "../../../sandbox/cluster/start";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a cluster that cannot be started", () => {
  it("says at once that it needs root", async () => {
    vi.spyOn(process, "getuid").mockReturnValue(1000);
    await expect(startCluster({ name: "prod" })).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/needs Linux and root.*run it again with sudo/) as unknown,
    });
  });

  it.each(["", "Prod", "-prod", "prod_1", "a".repeat(21), "../prod"])(
    "is refused the name %j",
    async (name) => {
      await expect(startCluster({ name })).rejects.toMatchObject({
        exitCode: 2,
        message: `cluster name "${name}": must be 1 to 20 of a-z, 0-9 and "-", beginning and ending with a letter or digit`,
      });
    },
  );
});
