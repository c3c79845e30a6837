import type * as pulumi from "@pulumi/pulumi";
import { SECRETS_DIRECTORY } from "../workloads/workload-environment";
import type { Placed } from "../scope";

/** What tells one pod of the log collection from another's. */
export interface LogPodArgs extends Pick<Placed, "labels"> {
  /** Image by digest: the collector's. */
  readonly image: string;
  /** ConfigMap with programs, configuration and settings. */
  readonly files: string;
  /** Secret with the password of the store's login. */
  readonly secret: pulumi.Input<string>;
  readonly serviceAccount: string;
  readonly priorityClass: string;
}

/** A volume of such a pod. */
export interface LogVolume {
  readonly name: string;
  readonly configMap?: { readonly name: string; readonly defaultMode: number };
  readonly secret?: { readonly secretName: pulumi.Input<string>; readonly defaultMode: number };
  readonly hostPath?: { readonly path: string; readonly type: string };
  readonly emptyDir?: { readonly sizeLimit: string };
}

/** The volume group widens this to 0440, so only the pod's own user and group read it (KYB-3). */
const SECRET_MODE = 0o400;
/** KYB-3 asks for 0640 at most. */
const FILE_MODE = 0o440;

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

/** Volumes of {@link logMounts}. */
export const logVolumes = ({ files, secret }: Pick<LogPodArgs, "files" | "secret">): LogVolume[] => [
  { name: "files", configMap: { name: files, defaultMode: FILE_MODE } },
  { name: "secrets", secret: { secretName: secret, defaultMode: SECRET_MODE } },
];

/** Where programs and settings lie, and the password. */
export const logMounts = (directory: string) => [
  { name: "files", mountPath: directory, readOnly: true },
  { name: "secrets", mountPath: SECRETS_DIRECTORY, readOnly: true },
];
