// Loads what a policy pack needs, and then waits to be told which one to run; told nothing, it ends.
"use strict";
const { createRequire } = require("node:module");
const { join } = require("node:path");

// As a pack in this folder would find it. One that has no such library says so itself, when it is run.
const load = createRequire(join(process.cwd(), "PulumiPolicy.yaml"));
try {
  load("@pulumi/policy");
  load("@pulumi/pulumi");
} catch {
  process.exit(0);
}

let told = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => (told += text));
process.stdin.once("end", () => {
  if (told === "") process.exit(0);
  const { runner, args, env } = JSON.parse(told);
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.argv[0], runner, ...args];
  require(runner);
});
