// Prints what the test runner's JSON report says of every test that failed, so that the last page of a log names it.
"use strict";
const { readFileSync } = require("node:fs");
const { relative } = require("node:path");

/** Lines of one message that are shown: the assertion and the first frames. */
const SHOWN_LINES = 25;

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const show = (title, message) => {
  console.log(`\n--- failed: ${title}`);
  console.log(message.split("\n").slice(0, SHOWN_LINES).join("\n"));
};
for (const file of report.testResults) {
  const name = relative(process.cwd(), file.name);
  const failed = file.assertionResults.filter((test) => test.status === "failed");
  for (const test of failed) show(`${name} > ${test.fullName}`, test.failureMessages.join("\n"));
  if (file.status === "failed" && failed.length === 0) show(name, file.message);
}
