// Prints what the gate's report of the tests says of each failure, so that the last page of a log names it.
"use strict";
const { readFileSync } = require("node:fs");

for (const { title, message } of JSON.parse(readFileSync(process.argv[2], "utf8")).failures) {
  console.log(`\n--- failed: ${title}\n${message}`);
}
