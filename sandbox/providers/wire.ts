import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isList, isMap, type PropertyMap, type Value } from "./value";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { type Change, topLevel } from "./diff";
import type { Failure } from "./model";
import type { ResourceDiff } from "./resource-diff";

/** Properties out of a protobuf struct; an absent struct gives an empty map. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  return struct?.toJavaScript() ?? {};
}

/** Properties as a protobuf struct; those that are undefined are left out, at every level. */
export function toStruct(properties: PropertyMap): Struct {
  return Struct.fromJavaScript(defined(properties));
}

function defined(properties: PropertyMap): Record<string, JavaScriptValue> {
  const kept: Record<string, JavaScriptValue> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) kept[name] = definedValue(value);
  }
  return kept;
}

function definedValue(value: Value): JavaScriptValue {
  if (isList(value)) return value.map(definedValue);
  return isMap(value) ? defined(value) : value;
}

/** Check's answer on the wire. */
export function checkReply(inputs: PropertyMap, failures: readonly Failure[]): pb.CheckResponse {
  const reply = new pb.CheckResponse();
  reply.setInputs(toStruct(inputs));
  reply.setFailuresList(
    failures.map(({ property, reason }) => new pb.CheckFailure().setProperty(property).setReason(reason)),
  );
  return reply;
}

/** Diff's answer on the wire, with one entry for each changed leaf. */
export function diffReply(diff: ResourceDiff): pb.DiffResponse {
  const reply = new pb.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  reply.setChanges(diff.changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  reply.setDiffsList([...new Set(diff.changes.map((change) => topLevel(change.path)))]);
  reply.setReplacesList([...diff.replaces]);
  reply.setDeletebeforereplace(diff.deleteBeforeReplace);
  reply.setHasdetaileddiff(true);
  const detailed = reply.getDetaileddiffMap();
  for (const change of diff.changes) {
    detailed.set(change.path, new pb.PropertyDiff().setKind(wireKind(change)).setInputdiff(true));
  }
  return reply;
}

function wireKind(change: Change & { readonly replaces: boolean }): pb.PropertyDiff.Kind {
  const kinds = pb.PropertyDiff.Kind;
  switch (change.kind) {
    case "add":
      return change.replaces ? kinds.ADD_REPLACE : kinds.ADD;
    case "delete":
      return change.replaces ? kinds.DELETE_REPLACE : kinds.DELETE;
    case "update":
      return change.replaces ? kinds.UPDATE_REPLACE : kinds.UPDATE;
  }
}
