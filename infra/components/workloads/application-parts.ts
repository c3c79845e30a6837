import type * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { Workload } from "../../catalog/types";
import { objectName } from "../../naming";
import { contentConfigMap } from "../pod/content-objects";
import { secretObject, type SecretEntry, type SecretSource } from "../pod/secret-object";
import { FILES_DIRECTORY, fileTexts } from "../pod/workload-files";
import type { Placed } from "../scope";
import type { ApplicationPodArgs } from "./application-pod";

/** What an application pod is made of beside its containers. */
export interface ApplicationPartsArgs extends Placed {
  /** Kubernetes name of the account; those of Secret and ConfigMap begin with it. */
  readonly object: string;
  /** Secrets by name; none makes no Secret. */
  readonly secrets: Readonly<Record<string, SecretEntry>>;
  readonly secretSource: SecretSource;
  /** Variables that are no secret, for the whole of the container's environment; none makes no ConfigMap. */
  readonly variables: Readonly<Record<string, string>>;
  /** Workload whose configuration files it has; none makes no ConfigMap. */
  readonly workload: Pick<Workload, "files" | "filesDirectory">;
}

/** What the pod is given of it, and the resources that it has to wait for. */
interface ApplicationParts extends Pick<
  ApplicationPodArgs,
  "serviceAccount" | "secret" | "variables" | "files"
> {
  readonly resources: readonly pulumi.Resource[];
}

/**
 * Makes the account of an application pod, its Secret, and the ConfigMaps of its variables and files.
 *
 * @param name logical name that theirs begin with.
 */
export function applicationParts(
  name: string,
  args: ApplicationPartsArgs,
  parent: pulumi.Resource,
): ApplicationParts {
  const { namespace, labels, secretSource } = args;
  const place = (part: string) => ({ base: objectName(args.object, part), namespace, labels });
  const serviceAccount = objectName(args.object);
  const metadata = { name: serviceAccount, namespace, labels };
  const account = new ServiceAccount(
    `${name}-account`,
    { metadata, automountServiceAccountToken: false },
    { parent },
  );
  const secret =
    Object.keys(args.secrets).length === 0
      ? undefined
      : secretObject(`${name}-secrets`, { ...place("secrets"), data: args.secrets }, secretSource, parent);
  const configMap = (part: string, data: Readonly<Record<string, string>>) =>
    Object.keys(data).length === 0
      ? undefined
      : contentConfigMap(`${name}-${part}`, { ...place(part), data }, parent);
  const variables = configMap("config", args.variables);
  const files = configMap("files", fileTexts(args.workload.files));
  const directory = args.workload.filesDirectory ?? FILES_DIRECTORY;
  return {
    serviceAccount,
    secret: secret?.name,
    variables: variables?.name,
    files: files && { configMap: files.name, directory },
    resources: [
      account,
      ...[secret, variables, files].flatMap((made) => (made === undefined ? [] : [made.resource])),
    ],
  };
}
