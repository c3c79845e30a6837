import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { repositoryRoot } from "../engine/paths";
import { runCommand } from "../engine/run-command";
import { howToGet, missing, type Requirement } from "../servers/requirements";
import { needsServers, parseArguments, USAGE, type BenchArguments, type Part } from "./arguments";
import { benchBackup } from "./backup";
import { benchPolicies } from "./policies";
import { benchPreview } from "./preview";
import { figuresOf, type PartFigures } from "./figures";
import { reportLines } from "./report";
import { benchRestore } from "./restore";
import { benchReview } from "./review";
import { openRunbook } from "./runbook";
import { openStand } from "./stand";

/** What the jobs and the runbook's way need. */
// prettier-ignore
const NEEDS = ["root", "cluster", "kubectl", "postgresql", "moto", "age", "zstd", "awscli"] as const satisfies readonly Requirement[];

const begin = performance.now();

function tell(line: string): void {
  process.stderr.write(`bench: ${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
}

const loads = (): string =>
  os
    .loadavg()
    .map((load) => load.toFixed(1))
    .join(" ");

/** Figures of every part by its name, in the order in which they are done. */
type Results = Partial<Record<Part, PartFigures>>;

async function measure(
  { parts, runs, sizeGib }: BenchArguments,
  done: (part: Part, figures: PartFigures) => void,
): Promise<void> {
  if (parts.includes("preview")) done("preview", figuresOf(await benchPreview(runs, tell)));
  if (parts.includes("review")) done("review", figuresOf(await benchReview(runs, tell)));
  if (parts.includes("policies")) done("policies", figuresOf(await benchPolicies(runs, tell)));
  if (!parts.some(needsServers)) return;
  const stand = await openStand(sizeGib, tell);
  try {
    const runbook = await openRunbook(stand);
    if (parts.includes("backup")) done("backup", figuresOf(await benchBackup(stand, runbook, runs, tell)));
    if (parts.includes("restore")) done("restore", figuresOf(await benchRestore(stand, runbook, runs, tell)));
  } finally {
    await stand.stop();
  }
}

/** `npm run bench`: ratios on the terminal, every figure in out/bench.json. */
async function main(words: readonly string[]): Promise<number> {
  const wanted = parseArguments(words);
  const withServers = wanted.parts.some(needsServers);
  const lacking = withServers ? missing(NEEDS) : [];
  if (lacking.length > 0) throw new Error(howToGet(lacking));
  const startedAt = new Date().toISOString();
  const loadBefore = os.loadavg();
  const file = path.join(repositoryRoot(__dirname), "out", "bench.json");
  mkdirSync(path.dirname(file), { recursive: true });
  const results: Results = {};
  await measure(wanted, (part, figures) => {
    results[part] = figures;
    const [cpu] = os.cpus();
    const machine = {
      cpus: os.cpus().length,
      cpu: cpu?.model ?? "",
      memoryBytes: os.totalmem(),
      kernel: os.release(),
      node: process.version,
      loadAverageBefore: loadBefore,
      loadAverageAfter: os.loadavg(),
    };
    const { runs: rounds, sizeGib } = wanted;
    const document = {
      version: 1,
      startedAt,
      finishedAt: new Date().toISOString(),
      rounds,
      sizeGib,
      machine,
      parts: results,
    };
    writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
    process.stdout.write(`\n${reportLines(figures).join("\n")}\n`);
  });
  const before = loadBefore.map((load) => load.toFixed(1)).join(" ");
  process.stdout.write(
    `\n${wanted.runs} rounds on ${os.cpus().length} processors; load average ${before} at the start, ${loads()} at the end.\n` +
      `Other work on the machine changes times more than ratios. Every run is in ${path.relative(process.cwd(), file)}.\n`,
  );
  return 0;
}

runCommand(main, { name: "bench", usage: USAGE });
