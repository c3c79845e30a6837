// Loaded before every program that the language host starts. It ends an orphan, and takes some costs out of
// @pulumi/pulumi that most programs pay for nothing; what a program sees, its errors included, stays the same.
"use strict";
const Module = require("node:module");
const { inspect } = require("node:util");
const { useBundle } = require("./program-bundle.cjs");
const { quickCallSites } = require("./quick-call-sites.cjs");
const { quickMessages } = require("../providers/quick-messages.cjs");
const { quickStructs } = require("../providers/quick-structs.cjs");

const { loadLoader, positionOf } = useBundle(process.env);

// A program whose language host is gone has no one to report to. The host ends it, unless it was killed itself.
const host = process.ppid;
setInterval(() => {
  if (process.ppid !== host) process.exit(1);
}, 1000).unref();

// The SDK notes every promise and its stack, in case one of them leaks, which takes most of a large program's time.
// The stacks stay empty; every other stack is made as always. The four promises of each property are not noted: they
// end with the registration of their resource, which is.
const ofProperty = /^transfer(Property|IsStable|IsSecret|Deps)\(/;
function withoutStacks(debuggable) {
  const note = debuggable.debuggablePromise;
  if (note === undefined) return false;
  debuggable.debuggablePromise = (promise, context) => {
    if (ofProperty.test(context)) return promise;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return note(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  return true;
}

// The SDK sends some debug messages for each resource to the engine, one after the other, and the engine drops them
// unless it was asked to show them.
function withoutDebugMessages(log) {
  if (log.debug === undefined) return false;
  if (process.env.LIFEBOAT_DEBUG_MESSAGES === undefined) log.debug = () => Promise.resolve();
  return true;
}

// Node.js 20 does not end where it colours a line of a stack that has nothing but a file after node_modules or a
// scope in it, as the SDK's own lines do: it fills a gigabyte in ten seconds, until a string is too long. The SDK takes
// the stack without colours then.
const endless = /node_modules[/\\](@[^/\\\n]*[/\\])?[^/\\\n]*$/m;
function withoutColours(error) {
  const tell = error.defaultErrorMessage;
  if (tell === undefined) return false;
  error.defaultErrorMessage = (thrown) => (endless.test(thrown?.stack) ? inspect(thrown) : tell(thrown));
  return true;
}

function quickStruct(structs, really) {
  return quickStructs(really("google-protobuf"), structs);
}

// By the last part of the name that the SDK's own modules load it by.
const trims = new Map([
  ["debuggable", withoutStacks],
  ["log", withoutDebugMessages],
  ["error", withoutColours],
  ["resource", (loaded) => quickCallSites(loaded, positionOf)],
  ["google-protobuf", quickMessages],
  ["struct_pb", quickStruct],
  ["struct_pb.js", quickStruct],
]);

// The SDK loads these two for functions that it turns into cloud functions; they load here when first used.
const lazy = new Set(["typescript", "@npmcli/arborist"]);
function whenUsed(name, load) {
  const answers = new Map([["__esModule", () => true]]);
  // A runner asks for the version alone.
  if (name === "typescript") answers.set("version", () => load("typescript/package.json").version);
  return new Proxy(
    {},
    {
      get: (_target, field) => (answers.has(field) ? answers.get(field)() : load(name)[field]),
      has: (_target, field) => field in load(name),
      ownKeys: () => Reflect.ownKeys(load(name)),
    },
  );
}

// Every policy pack gets ts-node, which loads the compiler; here one gets it that has TypeScript to load.
function tsNodeWhenUsed(load) {
  const register = (options) => {
    const endings = [".ts", ".tsx"];
    const first = (ending) => (module, file) => {
      for (const one of endings) delete Module._extensions[one];
      load().register(options);
      return Module._extensions[ending](module, file);
    };
    for (const ending of endings) Module._extensions[ending] = first(ending);
  };
  return { register };
}

// A TypeScript loader looks into each file that is loaded, which doubles the time that libraries take. They are
// JavaScript; one that Node.js does not take as it is (ES modules only) is the loader's, as are a program's own files.
const plain = Module._extensions[".js"];
let loader = plain;
const isNotPlain = (error) =>
  error?.code === "ERR_REQUIRE_ESM" ||
  (error instanceof SyntaxError && /import statement|token 'export'|import\.meta/.test(error.message));
function loadBy(which, module, file) {
  if (!file.includes("/node_modules/")) {
    const late = file.endsWith(".js") && loadLoader();
    return (late ? loader : which)(module, file);
  }
  try {
    return plain(module, file);
  } catch (error) {
    if (!isNotPlain(error)) throw error;
    if (loadLoader()) return loader(module, file);
    if (which === plain) throw error;
    return which(module, file);
  }
}
Object.defineProperty(Module._extensions, ".js", {
  configurable: true,
  enumerable: true,
  get: () => {
    const now = loader;
    return (module, file) => loadBy(now, module, file);
  },
  set: (next) => {
    loader = next;
  },
});

const load = Module._load;
Module._load = function (request, parent, isMain) {
  const really = (name) => load.call(this, name, parent, isMain);
  if (!(parent?.filename?.includes("@pulumi") ?? false)) return really(request);
  const part = request.slice(request.lastIndexOf("/") + 1);
  if (lazy.has(request)) return whenUsed(request, really);
  if (part.startsWith("ts-node@")) return tsNodeWhenUsed(() => really(request));
  const loaded = really(request);
  // A module that is still being loaded has not got what is replaced here: the next one to ask for it has it.
  if (trims.get(part)?.(loaded, really) === true) trims.delete(part);
  return loaded;
};
