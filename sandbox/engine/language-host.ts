import type { ServerWritableStream, UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type Listener, listen, unary } from "../providers/grpc";
import { fromStruct } from "../providers/wire";
import { EngineLog } from "./engine-log";
import { scrubbed, transpileOnly } from "./environment";
import { packageFile, packageVersion } from "./paths";
import { runNode } from "./program-process";

/** The SDK's exit code for "failed, and the user knows why". */
const alreadyReported = 32;

/** Serves the Node.js language host on a free loopback port. */
export function serveLanguageHost(): Promise<Listener> {
  return listen(LanguageRuntimeService, languageHost());
}

/** The calls of the plugin protocol that run programs and policy packs. Code generation answers "unimplemented". */
function languageHost(): UntypedServiceImplementation {
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
      runProgram(request, engines.get(peer) ?? "", (stop) => stops.set(peer, stop)),
    ),
    runPlugin: (call: ServerWritableStream<pb.RunPluginRequest, pb.RunPluginResponse>) => {
      void runPlugin(call);
    },
    cancel: unary((_request: Empty, peer) => {
      stops.get(peer)?.();
      return new Empty();
    }),
  };
}

async function runProgram(
  request: pb.RunRequest,
  engine: string,
  onStart: (stop: () => void) => void,
): Promise<pb.RunResponse> {
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const config = Object.fromEntries(request.getConfigMap().toObject());
  const log = new EngineLog(engine);
  const entry = request.getInfo()?.getEntryPoint() || request.getProgram() || ".";
  const code = await runNode(
    [
      ...nodeArguments(request.getInfo()),
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
      env: {
        ...scrubbed(process.env),
        ...transpileOnly,
        PULUMI_NODEJS_TYPESCRIPT: String(optionsOf(request.getInfo())["typescript"] === true),
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
): Promise<void> {
  const request = call.request;
  const cwd = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const runner = request.getKind() === "analyzer" ? "cmd/run-policy-pack" : "cmd/run-plugin";
  try {
    const code = await runNode(
      [
        ...nodeArguments(request.getInfo()),
        packageFile("@pulumi/pulumi", runner, cwd),
        ...request.getArgsList(),
        request.getInfo()?.getEntryPoint() || ".",
      ],
      {
        cwd,
        env: environmentOf(request.getEnvList()),
        onOutput: (stream, chunk) => {
          const response = new pb.RunPluginResponse();
          call.write(stream === "stdout" ? response.setStdout(chunk) : response.setStderr(chunk));
        },
        onStart: (stop) => call.on("cancelled", stop),
      },
    );
    call.write(new pb.RunPluginResponse().setExitcode(code));
    call.end();
  } catch (error) {
    call.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

const optionsOf = (info: pb.ProgramInfo | undefined) => fromStruct(info?.getOptions());

/** The `nodeargs` of a project's runtime options, split at blanks as the genuine host does. */
function nodeArguments(info: pb.ProgramInfo | undefined): string[] {
  const given = optionsOf(info)["nodeargs"];
  return typeof given === "string" ? given.split(/\s+/).filter((argument) => argument !== "") : [];
}

function environmentOf(entries: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
