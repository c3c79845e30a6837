import { howToGet, DRILL_REQUIREMENTS, missing } from "../servers/requirements";
import { ArgumentsError } from "../engine/command-line";
import { parseArguments, USAGE } from "./arguments";
import { drill } from "./drill";
import { openJobsLog } from "./jobs-log";
import { reportLines, writeReports } from "./report";
import { verdictsOf } from "./verdict";

const began = performance.now();

function tell(line: string): void {
  const seconds = String(Math.round((performance.now() - began) / 1000)).padStart(4);
  process.stderr.write(`drill: ${seconds} s  ${line}\n`);
}

/** Runs a drill and reports. @returns exit code: 0 every target met, 1 one missed or the drill failed, 2 arguments */
async function main(): Promise<number> {
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args.help) {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    const lacking = missing(DRILL_REQUIREMENTS);
    if (lacking.length > 0) throw new Error(howToGet(lacking));
    const log = openJobsLog(args.out);
    const result = await drill(args, tell, log.write);
    process.stdout.write(`${reportLines(result).join("\n")}\n`);
    for (const file of [...writeReports(result, args.out), log.file]) tell(`written: ${file}`);
    return verdictsOf(result).every(({ met }) => met) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`drill: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof ArgumentsError ? 2 : 1;
  }
}

void main().then((code) => process.exit(code));
