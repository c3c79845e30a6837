import { status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Backend } from "./backend";
import { CallError, type Listener, listen, unary } from "./grpc";
import type { ProviderModel } from "./model";
import { ProviderSessions, decodeConfig } from "./provider-session";
import { checkReply, diffReply, fromStruct, toStruct } from "./wire";
import { resourceHandlers } from "./resource-handlers";
import { simulatedBackend } from "./simulated-backend";
import { map, revealAll } from "./value";
import { diffProperties, topLevel } from "./diff";

/** How one provider stand-in is to be served. */
export interface ProviderServiceOptions {
  /** Version that the stand-in claims: the one in package-lock.json. */
  readonly version: string;
  /** Where resources live. @default the simulated one */
  readonly backend?: Backend;
  /** Fixes the random part of automatic names. @default the engine's random seed */
  readonly nameSeed?: string;
}

/** Serves a provider stand-in on a free loopback port. */
export function serveProvider(model: ProviderModel, options: ProviderServiceOptions): Promise<Listener> {
  return listen(ResourceProviderService, providerService(model, options));
}

/** The calls of the plugin protocol for one provider. Calls that make no sense in a sandbox answer "unimplemented". */
export function providerService(
  model: ProviderModel,
  options: ProviderServiceOptions,
): UntypedServiceImplementation {
  const sessions = new ProviderSessions();
  return {
    ...resourceHandlers(model, options.backend ?? simulatedBackend, sessions, options.nameSeed),

    handshake: unary((request: pb.ProviderHandshakeRequest, peer) => {
      sessions.greet(peer, request.getEngineAddress());
      const reply = new pb.ProviderHandshakeResponse();
      reply.setAcceptSecrets(true);
      return reply;
    }),
    attach: unary((request: PluginAttach, peer) => {
      sessions.greet(peer, request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(options.version)),

    checkConfig: unary((request: pb.CheckRequest) => {
      const inputs = fromStruct(request.getNews());
      return checkReply(inputs, model.checkConfig?.(decodeConfig(inputs)) ?? []);
    }),

    diffConfig: unary((request: pb.DiffRequest) => {
      const before = fromStruct(request.getOldInputs() ?? request.getOlds());
      const changes = diffProperties(before, fromStruct(request.getNews())).map((change) => ({
        ...change,
        replaces: model.replaceConfig.includes(topLevel(change.path)),
      }));
      const replaces = changes.filter((change) => change.replaces).map((change) => topLevel(change.path));
      return diffReply({ changes, replaces: [...new Set(replaces)], deleteBeforeReplace: false });
    }),

    configure: unary((request: pb.ConfigureRequest, peer) => {
      sessions.configure(peer, fromStruct(request.getArgs()));
      const reply = new pb.ConfigureResponse();
      reply.setAcceptsecrets(true);
      reply.setSupportspreview(true);
      return reply;
    }),

    invoke: unary((request: pb.InvokeRequest, peer) => {
      const call = model.functions[request.getTok()] ?? model.otherFunction?.(request.getTok());
      if (call === undefined) {
        throw new CallError(
          status.UNIMPLEMENTED,
          `${request.getTok()} is not in the sandbox: it has no account to ask. ` +
            `It answers ${Object.keys(model.functions).join(", ") || "no function of this provider"}; ` +
            "pass the value by configuration instead.",
        );
      }
      const args = map(revealAll(fromStruct(request.getArgs())));
      return new pb.InvokeResponse().setReturn(toStruct(call(args, sessions.of(peer).config)));
    }),

    construct: unary((request: pb.ConstructRequest) => {
      throw new CallError(
        status.UNIMPLEMENTED,
        `${request.getType()} "${request.getName()}" is a component that the plugin of package ${model.name} makes by a ` +
          "program of its own, which is not in the sandbox. Remedy: preview this stack with its account, by `pulumi preview`.",
      );
    }),

    cancel: unary((_request: Empty, peer) => {
      sessions.cancel(peer);
      return new Empty();
    }),
  };
}
