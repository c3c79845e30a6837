import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type { SecretStore } from "../../config";
import { contentSecret, type ContentObjectArgs, type NamedObject } from "./content-objects";

/** A secret value; undefined where a store holds it and the stack does not know it. */
export type SecretValue = pulumi.Input<string> | undefined;

/** Where the values of a service's Secrets come from. */
export type SecretSource =
  | {
      /** Key of the digests in the Secrets' names. */
      readonly digestKey: pulumi.Input<string>;
    }
  | {
      /** Store that External Secrets Operator reads for the cluster. */
      readonly store: SecretStore;
      /** The service's entry in the store; its properties are the values. */
      readonly entry: string;
    };

/** One key of a Secret. */
export interface SecretEntry {
  readonly value: SecretValue;
  /** Property of the service's entry in a store. */
  readonly property: string;
  /** Makes a URL of the value, which is percent-encoded for it; absent where the key holds the value itself. */
  readonly url?: (encoded: string) => string;
}

/** How often the operator reads the store again. */
const REFRESH_INTERVAL = "15m";

/** Go template of a value inside a URL: `urlquery` writes a blank as `+`, which only a query part reads as one. */
const encodedValue = (key: string): string => `{{ index . "${key}" | urlquery | replace "+" "%20" }}`;

/** Spec of the ExternalSecret (external-secrets.io/v1) that makes a Secret of this name with these keys. */
export function externalSecretSpec(
  name: string,
  entries: Readonly<Record<string, SecretEntry>>,
  { store, entry }: Extract<SecretSource, { readonly store: SecretStore }>,
) {
  const all = Object.entries(entries);
  const data = all.map(
    ([key, { url }]) => [key, url?.(encodedValue(key)) ?? `{{ index . "${key}" }}`] as const,
  );
  return {
    refreshInterval: REFRESH_INTERVAL,
    secretStoreRef: { kind: store.kind, name: store.name },
    target: {
      name,
      creationPolicy: "Owner",
      // A store that lost an entry must not take it from what runs.
      deletionPolicy: "Retain",
      template: { engineVersion: "v2", type: "Opaque", data: Object.fromEntries(data) },
    },
    data: all.map(([secretKey, { property }]) => ({ secretKey, remoteRef: { key: entry, property } })),
  };
}

/** The value of a key as the Secret holds it. @throws Error where there is none */
function held(base: string, { value, property, url }: SecretEntry): pulumi.Output<string> {
  if (value === undefined)
    throw new Error(`Secret ${base}: ${property}: missing, although the config check passed`);
  const word = pulumi.secret(value);
  return url === undefined ? word : word.apply((text) => url(encodeURIComponent(text)));
}

/**
 * Declares a Secret: an immutable one with the values of config, or an ExternalSecret that makes one of the same keys.
 * What a store holds is not known here, so that Secret's name carries no digest, and it changes in place.
 */
export function secretObject(
  logicalName: string,
  { data, ...place }: ContentObjectArgs<SecretEntry>,
  source: SecretSource,
  parent: pulumi.Resource,
): NamedObject {
  const { base, namespace, labels } = place;
  if ("digestKey" in source) {
    const values = Object.entries(data).map(([key, entry]) => [key, held(base, entry)] as const);
    return contentSecret(
      logicalName,
      { ...place, data: Object.fromEntries(values) },
      source.digestKey,
      parent,
    );
  }
  const resource = new CustomResource(
    logicalName,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: base, namespace, labels },
      spec: externalSecretSpec(base, data, source),
    },
    { parent },
  );
  return { name: base, resource };
}
