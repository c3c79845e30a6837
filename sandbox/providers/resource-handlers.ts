import { createHash } from "node:crypto";
import { status, credentials } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Backend, Operation } from "./backend";
import { CallError, unary } from "./grpc";
import type { ProviderModel } from "./model";
import type { ProviderSession, ProviderSessions } from "./provider-session";
import { checkReply, diffReply, fromStruct, toStruct } from "./wire";
import { checkResource } from "./resource-check";
import { diffResource } from "./resource-diff";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

type ResourceHandlers = Pick<
  IResourceProviderServer,
  "check" | "diff" | "create" | "update" | "delete" | "read"
>;

/** The calls of the plugin protocol that are about one resource. */
export function resourceHandlers(
  model: ProviderModel,
  backend: Backend,
  sessions: ProviderSessions,
  nameSeed: string | undefined,
): ResourceHandlers {
  const subject = (urn: string, peer: string): Subject => subjectOf(model, urn, sessions.of(peer));
  return {
    check: unary((request: pb.CheckRequest, peer) => {
      const { kind, context } = subject(request.getUrn(), peer);
      const before = request.hasOlds() ? fromStruct(request.getOlds()) : undefined;
      const seed = nameSeed === undefined ? request.getRandomseed_asU8() : `${nameSeed}${context.urn}`;
      const checked = checkResource(model, kind, context, fromStruct(request.getNews()), before, seed);
      return checkReply(checked.inputs, checked.failures);
    }),

    diff: unary((request: pb.DiffRequest, peer) => {
      const { kind, context } = subject(request.getUrn(), peer);
      const before = fromStruct(request.getOldInputs() ?? request.getOlds());
      const after = fromStruct(request.getNews());
      const ignored = request.getIgnorechangesList();
      return diffReply(diffResource(model, kind, context.type, context.config, before, after, ignored));
    }),

    create: unary(async (request: pb.CreateRequest, peer) => {
      const preview = request.getPreview();
      const state = await backend.create({
        ...subject(request.getUrn(), peer),
        inputs: fromStruct(request.getProperties()),
        preview,
      });
      const reply = new pb.CreateResponse();
      reply.setId(state.id);
      reply.setProperties(toStruct(state.outputs));
      return reply;
    }),

    update: unary(async (request: pb.UpdateRequest, peer) => {
      const known = subject(request.getUrn(), peer);
      const inputs = fromStruct(request.getNews());
      const refusal = model.checkUpdate?.(known.context.type, fromStruct(request.getOldInputs()), inputs);
      if (refusal !== undefined) throw new CallError(status.INVALID_ARGUMENT, refusal);
      const outputs = await backend.update({
        ...known,
        id: request.getId(),
        inputs,
        outputs: fromStruct(request.getOlds()),
        preview: request.getPreview(),
      });
      return new pb.UpdateResponse().setProperties(toStruct(outputs));
    }),

    delete: unary(async (request: pb.DeleteRequest, peer) => {
      await backend.delete({
        ...subject(request.getUrn(), peer),
        id: request.getId(),
        inputs: fromStruct(request.getOldInputs()),
        outputs: fromStruct(request.getProperties()),
        preview: false,
      });
      return new Empty();
    }),

    read: unary(async (request: pb.ReadRequest, peer) => {
      const inputs = fromStruct(request.getInputs());
      const state = await backend.read({
        ...subject(request.getUrn(), peer),
        id: request.getId(),
        inputs,
        outputs: fromStruct(request.getProperties()),
        preview: false,
      });
      const reply = new pb.ReadResponse();
      if (state === undefined) return reply;
      reply.setId(state.id);
      reply.setProperties(toStruct(state.outputs));
      reply.setInputs(toStruct(state.inputs ?? inputs));
      return reply;
    }),
  };
}

type Subject = Pick<Operation, "kind" | "context" | "signal" | "warn">;

function subjectOf(model: ProviderModel, urn: string, session: ProviderSession): Subject {
  if (session.abort.signal.aborted) throw new CallError(status.CANCELLED, "The operation was cancelled.");
  // urn:pulumi:<stack>::<project>::<parent types$type>::<name>; only the name may hold "::" itself.
  const [, , types = "", ...names] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  const name = names.join("::");
  if (model.refusal !== undefined)
    throw new CallError(status.UNIMPLEMENTED, `${type} "${name}": ${model.refusal}`);
  const kind = model.kind(type);
  if (kind === undefined) {
    throw new CallError(
      status.INVALID_ARGUMENT,
      `Resource type "${type}" does not exist in provider ${model.name}: its types look like ${model.tokenShape}. ` +
        "Check the type's spelling.",
    );
  }
  const hex = (label: string, length: number): string =>
    createHash("sha256").update(`${urn}\n${label}`).digest("hex").slice(0, length);
  const warn = (message: string): Promise<void> => warnEngine(session.engine, urn, message);
  return {
    kind,
    context: { urn, type, name, config: session.config, hex },
    signal: session.abort.signal,
    warn,
  };
}

/**
 * Has the engine show a warning beside a resource; resolves when it has it.
 * @param address host and port of the engine's own server; if it is empty, no warning is shown
 */
export function warnEngine(address: string, urn: string, message: string): Promise<void> {
  if (address === "") return Promise.resolve();
  const client = new EngineClient(address, credentials.createInsecure());
  const request = new LogRequest().setSeverity(LogSeverity.WARNING).setUrn(urn).setMessage(message);
  return new Promise((resolve) => {
    // An engine that is gone cannot take messages; nobody is left to tell.
    client.log(request, () => {
      client.close();
      resolve();
    });
  });
}
