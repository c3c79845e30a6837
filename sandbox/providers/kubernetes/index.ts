import type { ProviderModel, ResourceContext, ResourceKind } from "../model";
import { getPath, type PropertyMap, isSecret, map, text } from "../value";
import { checkObjectMeta } from "./object-name";
import { checkPods } from "./pod-rules";
import { isClusterKind, refusedChanges, replacingProperties } from "./replacement";

const shape = /^kubernetes:([a-z0-9.-]+\/v[0-9a-z]+):([A-Z][A-Za-z0-9]*)$/;

/** The Kubernetes provider: every kind there is, custom ones included, is one table entry and the rules of its name. */
export const kubernetes: ProviderModel = {
  name: "kubernetes",
  tokenShape: "kubernetes:apps/v1:Deployment",
  replaceConfig: ["clusterIdentifier"],
  kind: (type) => (shape.test(type) ? object : undefined),
  defaults: withNamespace,
  replaceUnder: (type, config, after) => replacingProperties(groupKind(type), config, after),
  checkUpdate: refuseUpdate,
  functions: {},
};

const groupKind = (type: string): string => type.slice("kubernetes:".length);

/** What the API says of an update that it refuses; a change of such a property must be another object. */
function refuseUpdate(type: string, before: PropertyMap, after: PropertyMap): string | undefined {
  const refused = refusedChanges(groupKind(type), before, after);
  if (refused.length === 0) return undefined;
  const [, kind = ""] = groupKind(type).split(":");
  const reasons = refused.map(({ property, reason }) => `${property}: ${reason}`).join(", ");
  const name = text(getPath(after, "metadata.name")) ?? "";
  return `${kind} "${name}" is invalid: ${reasons}. Name what changes in the resource's replaceOnChanges.`;
}

const object: ResourceKind = {
  autoname: { property: "metadata.name", maxLength: 253, suffix: 8, lowerCase: true },
  required: ["apiVersion", "kind"],
  identity: ["kind", "metadata.name", "metadata.namespace"],
  check: (inputs) => [...checkObjectMeta(inputs), ...checkPods(inputs)],
  id(inputs) {
    const name = text(getPath(inputs, "metadata.name")) ?? "<name>";
    const namespace = text(getPath(inputs, "metadata.namespace"));
    return namespace === undefined ? name : `${namespace}/${name}`;
  },
  outputs: (inputs, context) => ({
    metadata: {
      uid: uid(context),
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    ...service(inputs, context),
  }),
};

function withNamespace(inputs: PropertyMap, context: ResourceContext): PropertyMap {
  const metadata = inputs["metadata"];
  if (isClusterKind(text(inputs["kind"]) ?? "") || isSecret(metadata)) return {};
  if ((map(metadata)["namespace"] ?? null) !== null) return {};
  return { metadata: { ...map(metadata), namespace: text(context.config["namespace"]) ?? "default" } };
}

/** What the cluster gives a Service: an address, and a host name where a load balancer is asked for. */
function service(inputs: PropertyMap, context: ResourceContext): PropertyMap {
  if (inputs["kind"] !== "Service") return {};
  const spec = map(inputs["spec"]);
  const third = parseInt(context.hex("address", 2), 16);
  const fourth = 1 + (parseInt(context.hex("address", 4).slice(2), 16) % 254);
  const address = spec["clusterIP"] === undefined ? { spec: { clusterIP: `10.96.${third}.${fourth}` } } : {};
  const hostname = `${context.hex("balancer", 16)}.elb.amazonaws.com`;
  const balanced = spec["type"] === "LoadBalancer" ? { loadBalancer: { ingress: [{ hostname }] } } : {};
  return { ...address, status: balanced };
}

function uid(context: ResourceContext): string {
  const hex = context.hex("uid", 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
