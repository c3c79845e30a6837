// Reads the reports of the gate's test runs: report.mjs again <first> names the files that are run a second time, a line
// each; report.mjs counts <first> [<second>] prints "<passed> <failed>"; report.mjs tell <first> [<second>] says why tests
// failed, and which passed only by themselves.
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Test files that are run a second time at most: more that fail at once are no coincidence. */
const MOST_FILES = 2;
/** Tests of real servers and clusters, which wait for what others do; any other test that fails has failed. */
const REAL = /\.real\.test\.ts$/;

/** @returns the files that are run a second time, none where their second run could not make the gate pass. */
export function filesToRunAgain({ outside, files }) {
  const failed = files.filter(({ failures }) => failures.length > 0).map(({ file }) => file);
  const all = outside.length === 0 && failed.length <= MOST_FILES && failed.every((file) => REAL.test(file));
  return all ? failed : [];
}

/**
 * What both runs say together: of a file that ran twice its second run counts, but a file that passed fewer tests or did
 * not run at all stays as it was. `unsteady` are the failures of the first run that the second did not have.
 */
export function together(first, second) {
  const again = new Map((second?.files ?? []).map((result) => [result.file, result]));
  const unsteady = [];
  const files = first.files.map((result) => {
    const next = again.get(result.file);
    const tests = ({ passed, failures }) => passed + failures.length;
    if (next === undefined || tests(next) < tests(result)) return result;
    if (next.failures.length === 0) unsteady.push(...result.failures);
    return next;
  });
  const failures = [
    ...first.outside,
    ...(second?.outside ?? []),
    ...files.flatMap(({ failures: some }) => some),
  ];
  return { passed: files.reduce((sum, { passed }) => sum + passed, 0), failures, unsteady };
}

const lines = {
  again: (first) => filesToRunAgain(first),
  counts(first, second) {
    const { passed, failures } = together(first, second);
    return [`${passed} ${failures.length}`];
  },
  tell(first, second) {
    const { failures, unsteady } = together(first, second);
    return [
      ...failures.map(({ title, message }) => `\n--- failed: ${title}\n${message}`),
      ...unsteady.map(
        ({ title, message }) => `\n--- failed once, and passed by itself: ${title}\n${message}`,
      ),
    ];
  },
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , what, ...paths] = process.argv;
  const reports = paths
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, "utf8")));
  for (const line of reports.length > 0 ? lines[what](...reports) : []) console.log(line);
}
