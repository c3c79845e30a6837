import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { contentName, secretContentName } from "../../naming";

/** Inputs of {@link contentConfigMap} and {@link contentSecret}. */
export interface ContentObjectArgs<Value> {
  /** What the name begins with; ten hex digits follow. */
  readonly base: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** Key to text. */
  readonly data: Readonly<Record<string, Value>>;
}

/** An object, and the name that pods refer to it by. */
export interface NamedObject<Name extends pulumi.Input<string> = pulumi.Input<string>> {
  readonly name: Name;
  readonly resource: pulumi.Resource;
}

/**
 * Another content is another object, made before whatever refers to it changes; the old one stays in the cluster, for
 * a ReplicaSet that is rolled back to, or a Job that still runs, refers to it: docs/decisions/012.
 */
const kept = (parent: pulumi.Resource): pulumi.CustomResourceOptions => ({ parent, retainOnDelete: true });

/** An immutable ConfigMap with a digest of its content in its name (MAC-2). */
export function contentConfigMap(
  logicalName: string,
  { base, namespace, labels, data }: ContentObjectArgs<string>,
  parent: pulumi.Resource,
): NamedObject<string> {
  const name = contentName(base, data);
  const metadata = { name, namespace, labels };
  return { name, resource: new ConfigMap(logicalName, { metadata, immutable: true, data }, kept(parent)) };
}

/**
 * An immutable Secret with a keyed digest of its content in its name, which is no secret.
 *
 * @param digestKey without it, the name reveals nothing about a value.
 */
export function contentSecret(
  logicalName: string,
  { base, namespace, labels, data }: ContentObjectArgs<pulumi.Input<string>>,
  digestKey: pulumi.Input<string>,
  parent: pulumi.Resource,
): NamedObject<pulumi.Output<string>> {
  const name = pulumi.unsecret(
    pulumi.all([digestKey, data] as const).apply(([key, values]) => secretContentName(base, key, values)),
  );
  const metadata = { name, namespace, labels };
  const secret = { metadata, type: "Opaque", immutable: true, stringData: data };
  return { name, resource: new Secret(logicalName, secret, kept(parent)) };
}
