// Loaded before every program that the language host starts. It ends an orphan, and takes two costs out of
// @pulumi/pulumi that most programs pay for nothing; what a program sees, its errors included, stays the same.
"use strict";
const Module = require("node:module");

// A program whose language host is gone has no one to report to. The host ends it, unless it was killed itself.
const host = process.ppid;
setInterval(() => {
  if (process.ppid !== host) process.exit(1);
}, 1000).unref();

// The SDK notes the stack of every promise, in case one of them leaks, and mapping each of those stacks back to
// TypeScript takes most of a large program's time. These stacks stay empty; every other stack is made as always.
let prepare;
Object.defineProperty(Error, "prepareStackTrace", {
  configurable: true,
  get: () => (prepare === undefined ? undefined : prepareUnlessBookkeeping),
  set: (value) => {
    prepare = value;
  },
});
function prepareUnlessBookkeeping(error, frames) {
  const top = frames[0]?.getFunctionName();
  return top === "debuggablePromise" ? "" : prepare.call(this, error, frames);
}

// The SDK loads these two for functions that it turns into cloud functions; they load here when first used.
const lazy = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;
Module._load = function (request, parent, isMain) {
  if (!lazy.has(request) || !parent?.filename?.includes("@pulumi"))
    return load.call(this, request, parent, isMain);
  const real = () => load.call(this, request, parent, isMain);
  return new Proxy(
    {},
    {
      get: (_target, name) => (name === "__esModule" ? true : real()[name]),
      has: (_target, name) => name in real(),
      ownKeys: () => Reflect.ownKeys(real()),
    },
  );
};
