import type { ProviderModel, ResourceContext, ResourceKind } from "../model";
import { type PropertyMap, isMap, map, text } from "../value";
import { accessKinds } from "./access";
import { alarmKinds } from "./alarms";
import { accountOf, arnOf, regionOf } from "./identity";
import { operationKinds } from "./operations";
import { routingKinds } from "./routing";
import { storageKinds } from "./storage";

const shape = /^aws:([a-z0-9]+)\/([a-zA-Z0-9]+):([A-Z][A-Za-z0-9]*)$/;
const kinds: Readonly<Record<string, ResourceKind>> = {
  ...storageKinds,
  ...accessKinds,
  ...routingKinds,
  ...alarmKinds,
  ...operationKinds,
};

/** Services whose resources belong to no region: they take no `region`. */
const globalServices: ReadonlySet<string> = new Set([
  "iam",
  "route53",
  "cloudfront",
  "organizations",
  "waf",
  "globalaccelerator",
]);

/** The AWS provider. Types outside the tables are accepted with an id and an ARN made of their name. */
export const aws: ProviderModel = {
  name: "aws",
  tokenShape: "aws:s3/bucket:Bucket",
  replaceConfig: ["region"],
  kind(type) {
    const known = kinds[type];
    if (known !== undefined) return withTags(known);
    const [, service = "", member = ""] = shape.exec(type) ?? [];
    return service === "" ? undefined : withTags(otherKind(service, member));
  },
  defaults(inputs, context) {
    const service = shape.exec(context.type)?.[1] ?? "";
    if (globalServices.has(service) || (inputs["region"] ?? null) !== null) return {};
    return { region: regionOf(context.config) };
  },
  functions: {
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, config) => ({
      id: accountOf(config),
      accountId: accountOf(config),
      arn: `arn:aws:iam::${accountOf(config)}:user/sandbox`,
      userId: "AIDASANDBOX",
    }),
    "aws:index/getRegion:getRegion": (args, config) => {
      const region = text(args["region"]) ?? regionOf(config);
      return {
        id: region,
        region,
        name: region,
        description: region,
        endpoint: `ec2.${region}.amazonaws.com`,
      };
    },
    "aws:index/getPartition:getPartition": () => ({
      id: "aws",
      partition: "aws",
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    }),
  },
};

function otherKind(service: string, member: string): ResourceKind {
  return {
    isGuess: true,
    replace: ["name", "region"],
    identity: ["name"],
    id: (inputs, context) => text(inputs["name"]) ?? `${member}-${context.hex("id", 17)}`,
    outputs: (inputs, context, id) => ({
      arn: arnOf(
        service,
        `${member}/${id}`,
        inputs,
        context,
        globalServices.has(service) ? "global" : "regional",
      ),
    }),
  };
}

/** Adds `tagsAll`: the resource's own tags over the provider's default tags. */
function withTags(kind: ResourceKind): ResourceKind {
  return {
    ...kind,
    outputs: (inputs, context, id) => ({
      ...kind.outputs?.(inputs, context, id),
      ...tagsAll(inputs, context),
    }),
  };
}

function tagsAll(inputs: PropertyMap, context: ResourceContext): PropertyMap {
  if (!isMap(inputs["tags"])) return {};
  return { tagsAll: { ...map(map(context.config["defaultTags"])["tags"]), ...inputs["tags"] } };
}
