import { afterEach, describe, expect, it, vi } from "vitest";
import { clusterArguments, onCluster } from "../../../sandbox/live/on-cluster";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the sandbox's arguments", () => {
  it.each([
    [["up", "--stack", "dr"], undefined, ["up", "--stack", "dr"]],
    [["--cluster", "dr", "up", "--yes"], "dr", ["up", "--yes"]],
    [["preview", "--cluster=prod", "--stack", "prod"], "prod", ["preview", "--stack", "prod"]],
  ])("%j name the cluster %j", (args, cluster, rest) => {
    expect(clusterArguments(args)).toEqual({ cluster, rest });
  });

  it.each([[["up", "--cluster"]], [["--cluster", "--yes", "up"]], [["--cluster=", "up"]]])(
    "%j are refused: they name none",
    (args) => {
      expect(() => clusterArguments(args)).toThrow(
        "--cluster: has no value; npm run cluster -- status names the clusters that there are",
      );
    },
  );

  it("are refused where the cluster does not run, with the command that starts it", async () => {
    vi.spyOn(process, "getuid").mockReturnValue(0);
    await expect(onCluster("nowhere")).rejects.toThrow(
      "cluster nowhere: is not running; start it with npm run cluster -- up --name nowhere",
    );
  });

  it("are refused to a user who could not even see the cluster", async () => {
    vi.spyOn(process, "getuid").mockReturnValue(1000);
    await expect(onCluster("prod")).rejects.toMatchObject({ exitCode: 5 });
  });
});
