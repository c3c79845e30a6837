import { expect, it } from "vitest";
import { parseArguments } from "../../../sandbox/drill/arguments";
import { drill } from "../../../sandbox/drill/drill";
import { verdictsOf } from "../../../sandbox/drill/verdict";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { processesWith } from "../../support/processes";

describeReal("a drill", JOB_REQUIREMENTS, () => {
  it("loses the region of a service, fails over and back, and leaves both stacks at rest", async () => {
    const lines: string[] = [];
    const written: string[] = [];
    const result = await drill(
      parseArguments(["--service", "jackpot-service", "--size", "1", "--fault", "half-restore"]),
      (line) => lines.push(line),
      (owner, line) => written.push(`${owner}: ${line}`),
    );
    // How long it took is for the drill to judge, on a machine with nothing else to do.
    const verdicts = verdictsOf(result).filter(({ target }) => target !== "rto-budget");
    expect(verdicts.filter(({ met }) => !met)).toEqual([]);
    expect(verdicts.map(({ passage, target }) => `${passage} ${target}`)).toEqual([
      "failover rpo",
      "failover rto",
      "failover single-writer",
      "failback rpo",
      "failback rto",
      "failback single-writer",
      "failback nothing-lost",
      "end no-changes",
    ]);
    const [service] = result.services;
    expect(service?.failover.rowsAcknowledged).toBeGreaterThan(0);
    // Another side's rows: how many either has depends on how long it served.
    expect(service?.failback?.rowsAcknowledged).toBeGreaterThan(0);
    expect(result.facts.join("\n")).toMatch(/killed half-way: pulumi up stopped with: .*restore/);
    expect(result.facts.join("\n")).toMatch(
      /Job .*restore.* was retried: container .* ended with exit code 137/,
    );
    expect(written.join("\n")).toMatch(/^Job jackpot-service\S*\/\S+: \{.*"event":"restored"/m);
    expect(lines.filter((line) => line.startsWith("pulumi up --stack dr"))).toHaveLength(5);
    // Some twelve updates of two stacks, beside other tests.
  }, 1_800_000);

  it("leaves no process behind", () => {
    expect(processesWith("lifeboat-drill")).toEqual([]);
  });
});
