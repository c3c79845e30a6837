// What the gate needs of a run of the tests, as the file that GATE_REPORT names: for each test file how many passed, and
// what failed and why. The runner's own JSON report does not say why a hook failed, nor does it count one.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Lines of one message that are shown: the assertion and the first frames. */
const SHOWN_LINES = 25;

const text = ({ message, stack }) => (stack ?? message).split("\n").slice(0, SHOWN_LINES).join("\n");

function resultOf(module) {
  let passed = 0;
  const failures = [];
  const add = (title, errors) => {
    failures.push({
      title: [module.relativeModuleId, title].filter(Boolean).join(" > "),
      message: errors.map(text).join("\n"),
    });
  };
  if (module.errors().length > 0) add("", module.errors());
  for (const suite of module.children.allSuites()) {
    if (suite.errors().length > 0) add(suite.fullName, suite.errors());
  }
  for (const test of module.children.allTests()) {
    const { state, errors } = test.result();
    if (state === "passed") passed += 1;
    if (state === "failed") add(test.fullName, errors ?? []);
  }
  return { file: module.relativeModuleId, passed, failures };
}

export default class GateReporter {
  onTestRunEnd(modules, unhandled) {
    const outside = unhandled.map((error) => ({ title: "outside of any test", message: text(error) }));
    const file = process.env.GATE_REPORT;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ outside, files: modules.map(resultOf) }));
  }
}
