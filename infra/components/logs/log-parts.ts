import type * as pulumi from "@pulumi/pulumi";
import type { networking } from "@pulumi/kubernetes/types/input";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Settings } from "../../config";
import { collector } from "../../logs/collector";
import { objectName } from "../../naming";
import { imageOf } from "../pod/container";
import { contentConfigMap } from "../pod/content-objects";
import { mountedConfigMap, mountedSecret, SECRETS_DIRECTORY } from "../pod/mounted";
import { secretObject, type SecretSource, type SecretValue } from "../pod/secret-object";
import type { Placed } from "../scope";
import type { LogStoreConfig } from "./log-store";

/** What a pod of the log collection is given, whichever it is. */
export interface LogPodArgs extends Pick<Placed, "labels"> {
  /** Image by digest: the collector's. */
  readonly image: string;
  /** ConfigMap with programs, configuration and settings. */
  readonly files: string;
  /** Secret with the password of the store's login. */
  readonly secret: pulumi.Input<string>;
  readonly serviceAccount: string;
}

/** Inputs of {@link logParts}. */
export interface LogPartsArgs {
  /** Name of the pod's objects; those of Secret and ConfigMap begin with it. */
  readonly object: string;
  readonly labels: LogPodArgs["labels"];
  readonly config: Pick<Settings, "images" | "monitoringNamespace"> & { readonly logs: LogStoreConfig };
  /** Programs, configuration and settings, by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** Password of the store's login: its file, its property in a store of secrets, and its value. */
  readonly password: { readonly file: string; readonly property: string; readonly value: SecretValue };
  /** Where the password in the cluster comes from. */
  readonly secretSource: SecretSource;
  readonly policy: networking.v1.NetworkPolicySpec;
}

/** Labels that choose what belongs to a part of the log collection, and all that it carries. */
export function logLabels(name: string, component: string) {
  const selector = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "lifeboat" };
  const labels = {
    ...selector,
    "app.kubernetes.io/component": component,
    "app.kubernetes.io/managed-by": "pulumi",
  };
  return { selector, labels };
}

/** Programs and settings at a directory, and the password. */
export const logMounts = ({ files, secret }: Pick<LogPodArgs, "files" | "secret">, directory: string) => [
  mountedConfigMap("files", files, directory),
  mountedSecret("secrets", secret, SECRETS_DIRECTORY),
];

/**
 * Declares what a pod of the log collection needs: account, files, password and network.
 *
 * @param name logical name that theirs begin with.
 */
export function logParts(
  name: string,
  args: LogPartsArgs,
  parent: pulumi.Resource,
): { readonly pod: LogPodArgs; readonly resources: readonly pulumi.Resource[] } {
  const { config, labels, password } = args;
  const namespace = config.monitoringNamespace;
  const object = objectName(args.object);
  const metadata = { name: object, namespace, labels };
  const place = (part: string) => ({ base: objectName(args.object, part), namespace, labels });
  const account = new ServiceAccount(
    `${name}-account`,
    { metadata, automountServiceAccountToken: false },
    { parent },
  );
  const files = contentConfigMap(`${name}-files`, { ...place("files"), data: args.files }, parent);
  const data = { [password.file]: { value: password.value, property: password.property } };
  const secret = secretObject(`${name}-secret`, { ...place("login"), data }, args.secretSource, parent);
  const policy = new NetworkPolicy(`${name}-policy`, { metadata, spec: args.policy }, { parent });
  return {
    pod: {
      image: imageOf(config.images, collector.repository),
      files: files.name,
      secret: secret.name,
      serviceAccount: object,
      labels,
    },
    resources: [account, files.resource, secret.resource, policy],
  };
}
