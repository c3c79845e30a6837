import type * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { Workload } from "../catalog/types";
import { contentName, objectName } from "../naming";
import { FILES_DIRECTORY, fileTexts } from "./workload-files";

/** What an application pod is made of beside its containers. */
export interface ApplicationPartsArgs {
  /** Kubernetes name of the account; those of Secret and ConfigMap begin with it. */
  readonly object: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** Secrets by name; none makes no Secret. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Workload whose configuration files it has; none makes no ConfigMap. */
  readonly workload: Pick<Workload, "files" | "filesDirectory">;
}

/** Names of what was made, and the resources that a pod has to wait for. */
export interface ApplicationParts {
  readonly serviceAccount: string;
  readonly secret: string | undefined;
  /** ConfigMap of the files and where they go. */
  readonly files: { readonly configMap: string; readonly directory: string } | undefined;
  readonly resources: readonly pulumi.Resource[];
}

/**
 * Makes the account of an application pod, its Secret and the ConfigMap of its files.
 *
 * @param name logical name that theirs begin with.
 */
export function applicationParts(
  name: string,
  args: ApplicationPartsArgs,
  parent: pulumi.Resource,
): ApplicationParts {
  const metadata = (object: string) => ({ name: object, namespace: args.namespace, labels: args.labels });
  const serviceAccount = objectName(args.object);
  const resources: pulumi.Resource[] = [
    new ServiceAccount(
      `${name}-account`,
      { metadata: metadata(serviceAccount), automountServiceAccountToken: false },
      { parent },
    ),
  ];
  const secret = Object.keys(args.secrets).length > 0 ? objectName(args.object, "secrets") : undefined;
  if (secret !== undefined)
    resources.push(
      new Secret(
        `${name}-secrets`,
        { metadata: metadata(secret), type: "Opaque", stringData: args.secrets },
        { parent },
      ),
    );
  if (args.workload.files.length === 0) return { serviceAccount, secret, files: undefined, resources };
  const data = fileTexts(args.workload.files);
  const configMap = contentName(`${args.object}-files`, data);
  resources.push(
    new ConfigMap(`${name}-files`, { metadata: metadata(configMap), immutable: true, data }, { parent }),
  );
  const directory = args.workload.filesDirectory ?? FILES_DIRECTORY;
  return { serviceAccount, secret, files: { configMap, directory }, resources };
}
