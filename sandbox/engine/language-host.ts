import { join, resolve } from "node:path";
import type { ServerWritableStream, UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type Listener, listen, unary } from "../providers/grpc";
import { fromStruct } from "../providers/wire";
import { EngineLog } from "./engine-log";
import { scrubbed } from "./environment";
import { packageFile, packageVersion, repositoryRoot } from "./paths";
import { programBundle } from "./program-bundle";
import { followNode, runNode } from "./program-process";
import type { WarmPacks } from "./warm-packs";

/** Loads TypeScript file by file. */
const LOADER = "tsx/cjs";

/** The SDK's exit code for "failed, and the user has been told". */
const alreadyReported = 32;

const root = repositoryRoot(__dirname);
/** Loaded before every program and pack. */
export const preload = join(root, "sandbox", "engine", "program-preload.cjs");

/** How programs and policy packs are run. */
export interface HostOptions {
  /** Whether the SDK is to send its debug messages, asked anew for each program. */
  readonly wantsDebug: () => boolean;
  /** Processes that wait for a policy pack. */
  readonly warm: WarmPacks;
  /** Command that starts Node.js, with its own arguments: `nice -n 10`. Empty: none. */
  readonly launcher: readonly string[];
}

/** Serves the Node.js language host on a free loopback port. */
export function serveLanguageHost(options: HostOptions): Promise<Listener> {
  return listen(LanguageRuntimeService, languageHost(options));
}

/** The calls of the plugin protocol that run programs and policy packs. Code generation answers "unimplemented". */
export function languageHost(options: HostOptions): UntypedServiceImplementation {
  const engines = new Map<string, string>();
  const stops = new Map<string, () => void>();
  return {
    handshake: unary((request: pb.LanguageHandshakeRequest, peer) => {
      engines.set(peer, request.getEngineAddress());
      return new pb.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(packageVersion("@pulumi/pulumi", __dirname))),
    // Empty: the stand-ins for the providers are installed already, and nothing may be downloaded.
    getRequiredPackages: unary(() => new pb.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(() => new pb.GetRequiredPluginsResponse()),
    runtimeOptionsPrompts: unary(() => new pb.RuntimeOptionsResponse()),
    getProgramDependencies: unary(() => new pb.GetProgramDependenciesResponse()),
    about: unary(() => new pb.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    installDependencies: (call: ServerWritableStream<unknown, unknown>) => {
      call.end();
    },
    run: unary((request: pb.RunRequest, peer) =>
      runProgram(request, engines.get(peer) ?? "", options, (stop) => stops.set(peer, stop)),
    ),
    runPlugin: (call: ServerWritableStream<pb.RunPluginRequest, pb.RunPluginResponse>) => {
      void runPlugin(call, options);
    },
    cancel: unary((_request: Empty, peer) => {
      stops.get(peer)?.();
      return new Empty();
    }),
  };
}

/** Variables for what is loaded before every program. */
export function preloadVariables(wantsDebug: boolean): NodeJS.ProcessEnv {
  return wantsDebug ? { LIFEBOAT_DEBUG_MESSAGES: "true" } : {};
}

async function runProgram(
  request: pb.RunRequest,
  engine: string,
  { wantsDebug, launcher }: HostOptions,
  onStart: (stop: () => void) => void,
): Promise<pb.RunResponse> {
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const config = Object.fromEntries(request.getConfigMap().toObject());
  const log = new EngineLog(engine);
  const entry = request.getInfo()?.getEntryPoint() || request.getProgram() || ".";
  const node = await nodeSettings(nodeArguments(request.getInfo()), resolve(request.getPwd(), entry));
  const code = await runNode(
    [
      ...["--require", preload, ...node.args],
      packageFile("@pulumi/pulumi", "cmd/run", directory),
      ...["--monitor", request.getMonitorAddress(), "--engine", engine],
      ...[
        "--organization",
        request.getOrganization(),
        "--project",
        request.getProject(),
        "--stack",
        request.getStack(),
      ],
      ...["--root-directory", request.getInfo()?.getRootDirectory() ?? directory, "--pwd", request.getPwd()],
      ...["--parallel", String(request.getParallel())],
      ...(request.getDryrun() ? ["--dry-run"] : []),
      entry,
      ...request.getArgsList(),
    ],
    {
      cwd: request.getPwd(),
      launcher,
      env: {
        ...scrubbed(process.env),
        ...preloadVariables(wantsDebug()),
        ...node.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
      onOutput: (stream, chunk) => {
        log.write(stream, chunk);
      },
      onStart,
    },
  );
  await log.close();
  const response = new pb.RunResponse();
  if (code === alreadyReported) response.setBail(true);
  else if (code !== 0) response.setError(`The program ended with exit code ${code}: see its messages above.`);
  return response;
}

async function runPlugin(
  call: ServerWritableStream<pb.RunPluginRequest, pb.RunPluginResponse>,
  { wantsDebug, warm, launcher }: HostOptions,
): Promise<void> {
  const request = call.request;
  const cwd = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const env = { ...environmentOf(request.getEnvList()), ...preloadVariables(wantsDebug()) };
  const own = nodeArguments(request.getInfo());
  const args = [...request.getArgsList(), request.getInfo()?.getEntryPoint() || "."];
  const isPack = request.getKind() === "analyzer";
  const listener = {
    onOutput: (stream: "stdout" | "stderr", chunk: Buffer) => {
      const response = new pb.RunPluginResponse();
      call.write(stream === "stdout" ? response.setStdout(chunk) : response.setStderr(chunk));
    },
    onStart: (stop: () => void) => call.on("cancelled", stop),
  };
  try {
    const runner = packageFile("@pulumi/pulumi", isPack ? "cmd/run-policy-pack" : "cmd/run-plugin", cwd);
    const started = isPack && own.length === 0 ? warm.take(runner, { args, cwd, env }) : undefined;
    const code =
      started === undefined
        ? await runNode(["--require", preload, ...own, runner, ...args], { cwd, env, launcher, ...listener })
        : await followNode(started, listener);
    call.write(new pb.RunPluginResponse().setExitcode(code));
    call.end();
  } catch (error) {
    call.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** The `nodeargs` of a project's runtime options, split at blanks as the genuine host does. */
function nodeArguments(info: pb.ProgramInfo | undefined): string[] {
  const given = fromStruct(info?.getOptions())["nodeargs"];
  return typeof given === "string" ? given.split(/\s+/).filter((argument) => argument !== "") : [];
}

/**
 * How Node.js is to run a program. One that would load its TypeScript through tsx runs from a bundle of it instead.
 * @param args the project's own
 * @param entry the program's first source, absolute
 */
async function nodeSettings(
  args: readonly string[],
  entry: string,
): Promise<{ readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv }> {
  const at = args.findIndex((argument, index) => argument === LOADER && args[index - 1] === "--require");
  if (at < 0 || !entry.endsWith(".ts")) return { args, env: {} };
  const bundle = await programBundle(entry, join(root, ".sandbox", "build"), join(root, "package-lock.json"));
  if (bundle === undefined) return { args, env: {} };
  return {
    args: [...args.slice(0, at - 1), ...args.slice(at + 1)],
    env: { LIFEBOAT_PROGRAM: entry, LIFEBOAT_BUNDLE: bundle, LIFEBOAT_LOADER: LOADER },
  };
}

function environmentOf(entries: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
