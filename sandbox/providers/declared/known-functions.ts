import { parseAllDocuments } from "yaml";
import { regionOf } from "../aws/identity";
import type { InvokeFunction } from "../model";
import { isList, isMap, map, type PropertyMap, text, type Value } from "../value";

const listOf = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);

/** Value of one entry as it is, of several as a list, as AWS writes its policies. */
const oneOrMany = (value: Value | undefined): Value | undefined => {
  const all = listOf(value);
  return all.length === 1 ? all[0] : all.length === 0 ? undefined : all;
};

/** `{ AWS: [...] }`, or `*` for anyone. */
function principals(value: Value | undefined): Value | undefined {
  const all = listOf(value).map((each) => map(each));
  if (all.length === 0) return undefined;
  if (all.some((each) => each["type"] === "*")) return "*";
  return Object.fromEntries(all.map((each) => [text(each["type"]) ?? "", oneOrMany(each["identifiers"])]));
}

function conditions(value: Value | undefined): Value | undefined {
  const all = listOf(value).map((each) => map(each));
  if (all.length === 0) return undefined;
  return Object.fromEntries(
    [...Map.groupBy(all, (each) => text(each["test"]) ?? "")].map(([test, own]) => [
      test,
      Object.fromEntries(own.map((each) => [text(each["variable"]) ?? "", oneOrMany(each["values"])])),
    ]),
  );
}

function statement(given: Value): PropertyMap {
  const from = map(given);
  const entries: PropertyMap = {
    Sid: from["sid"],
    Effect: text(from["effect"]) ?? "Allow",
    Principal: principals(from["principals"]),
    NotPrincipal: principals(from["notPrincipals"]),
    Action: oneOrMany(from["actions"]),
    NotAction: oneOrMany(from["notActions"]),
    Resource: oneOrMany(from["resources"]),
    NotResource: oneOrMany(from["notResources"]),
    Condition: conditions(from["conditions"]),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Functions that need no account, or whose answer is the same for everybody. */
export const knownFunctions: Readonly<Record<string, InvokeFunction>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, config) => {
    const region = text(args["region"]) ?? regionOf(config);
    const names = ["a", "b", "c"].map((zone) => `${region}${zone}`);
    return { ...args, id: region, region, names, zoneIds: names, groupNames: [region] };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": (args) => {
    const json = JSON.stringify({
      Version: text(args["version"]) ?? "2012-10-17",
      ...(args["policyId"] === undefined ? {} : { Id: args["policyId"] }),
      Statement: listOf(args["statements"]).map(statement),
    });
    return { ...args, id: "policy", json, minifiedJson: json };
  },
  "kubernetes:yaml:decode": (args) => ({
    result: parseAllDocuments(text(args["text"]) ?? "")
      .map((document) => document.toJS() as Value)
      .filter(isMap),
  }),
};
