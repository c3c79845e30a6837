import { describe, expect, it } from "vitest";
import { clusterArguments, onCluster } from "../../../sandbox/live/on-cluster";

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
    await expect(onCluster("nowhere")).rejects.toThrow(
      "cluster nowhere: is not running; start it with npm run cluster -- up --name nowhere",
    );
  });
});
