// What the gate needs of a run of the tests, as out/test-report.json: how many passed and failed, and why. The runner's own
// JSON report does not say why a hook failed, nor does it count one.
import { mkdirSync, writeFileSync } from "node:fs";

/** Lines of one message that are shown: the assertion and the first frames. */
const SHOWN_LINES = 25;

const text = ({ message, stack }) => (stack ?? message).split("\n").slice(0, SHOWN_LINES).join("\n");

export default class GateReporter {
  onTestRunEnd(modules, unhandled) {
    let passed = 0;
    const failures = unhandled.map((error) => ({ title: "outside of any test", message: text(error) }));
    for (const module of modules) {
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
    }
    mkdirSync("out", { recursive: true });
    writeFileSync("out/test-report.json", JSON.stringify({ passed, failed: failures.length, failures }));
  }
}
