import { join } from "node:path";
import { priceList, prices } from "../infra/cost/prices";
import { amounts, billRows, plainTable, type Bill } from "../infra/cost/table";
import type { Horizon } from "../infra/catalog/types";
import { numberOption, parseCommandLine } from "../sandbox/engine/command-line";
import { repositoryRoot } from "../sandbox/engine/paths";
import { runCommand } from "../sandbox/engine/run-command";
import { STACKS } from "./answers";
import { billOf, DUMP_PERCENT } from "./billing";
import { oneOf } from "./one-of";
import { StackFile } from "./stack-file";

const HORIZONS: Readonly<Record<string, Horizon>> = { "0": "now", "6": "months6", "12": "months12" };
const USAGE = `npm run cost -- [--stack ${STACKS.join("|")}] [--months ${Object.keys(HORIZONS).join("|")}] [--dump-percent <percent>] [--json]

What the stacks as their files describe them cost a month on AWS, by service: vaults with their replicas, repositories, keys,
alarms, health checks, zones. With every tier full and every database as large as the capacity plan says, now or in so many
months: the most that it comes to. --dump-percent: size of a dump as stored, of the database; @default ${DUMP_PERCENT}.
Not in it: clusters, database servers, their disks and backups of a provider's own, restores abroad, tax.`;

const HEADINGS: Readonly<Record<Horizon, string>> = {
  now: "now",
  months6: "in 6 months",
  months12: "in 12 months",
};

function asJson(bills: readonly (readonly [string, Bill])[], horizons: readonly Horizon[]): string {
  const at = (bill: Bill, horizon: Horizon) => ({
    services: Object.fromEntries([...bill[horizon]].map(([name, lines]) => [name, amounts(lines)] as const)),
    usd: amounts([...bill[horizon].values()].flat()).usd,
  });
  const stacks = bills.map(
    ([stack, bill]) =>
      [stack, Object.fromEntries(horizons.map((horizon) => [horizon, at(bill, horizon)] as const))] as const,
  );
  return JSON.stringify(
    { currency: "USD", ...priceList, prices, stacks: Object.fromEntries(stacks) },
    null,
    2,
  );
}

/** `npm run cost`: what the stacks cost a month. */
function main(args: readonly string[]): Promise<number> {
  const [usage = ""] = USAGE.split("\n");
  const { values, said } = parseCommandLine(args, {
    usage,
    values: {
      "--stack": oneOf(STACKS),
      "--months": oneOf(Object.keys(HORIZONS)),
      "--dump-percent": numberOption(1, 100, "number"),
    },
    flags: ["--json"],
  });
  const assumed = { dumpPercent: Number(values.get("--dump-percent") ?? DUMP_PERCENT) };
  const wanted = values.get("--stack");
  const months = values.get("--months");
  const horizon = months === undefined ? undefined : HORIZONS[months];
  const horizons = horizon === undefined ? Object.values(HORIZONS) : [horizon];
  const root = process.env["LIFEBOAT_PROJECT"] ?? repositoryRoot(__dirname);
  const bills = STACKS.filter((stack) => wanted === undefined || stack === wanted).map(
    (stack) => [stack, billOf(StackFile.read(join(root, `Pulumi.${stack}.yaml`)), assumed)] as const,
  );
  const texts = said.has("--json")
    ? [asJson(bills, horizons)]
    : [
        ...bills.flatMap(([stack, bill]) =>
          horizons.map((each) => `${stack}, ${HEADINGS[each]}\n${plainTable(billRows(bill[each]))}`),
        ),
        `Prices of ${priceList.regions.join(" and ")}, read on ${priceList.readOn}; what is counted: --help; each price and its source: --json.`,
      ];
  process.stdout.write(`${texts.join("\n\n")}\n`);
  return Promise.resolve(0);
}

runCommand(main, { name: "cost", usage: USAGE });
