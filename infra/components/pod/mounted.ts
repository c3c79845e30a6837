import type * as pulumi from "@pulumi/pulumi";
import type { core } from "@pulumi/kubernetes/types/input";

/** A volume of a pod and where a container has it; containers that give the same name share the volume. */
export interface Mounted {
  readonly name: string;
  /** What the volume is made from. */
  readonly source: Omit<core.v1.Volume, "name">;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/** Where a pod that is not a job's has its secrets, one file each, named as the variable would be (KYB-4). */
export const SECRETS_DIRECTORY = "/var/run/secrets/app";

/** Files: read by the pod's group (KYB-3 asks for 0640 at most). */
const FILE_MODE = 0o440;

/** The volume group widens this to 0440, so only the pod's own user and group read a secret (KYB-3). */
const SECRET_MODE = 0o400;

/** The files of a ConfigMap. @param defaultMode @default 0440 */
export const mountedConfigMap = (
  name: string,
  configMap: string,
  mountPath: string,
  defaultMode = FILE_MODE,
): Mounted => ({ name, source: { configMap: { name: configMap, defaultMode } }, mountPath, readOnly: true });

/** The keys of a Secret, each a file; undefined without a Secret. */
export const mountedSecret = (
  name: string,
  secretName: pulumi.Input<string> | undefined,
  mountPath: string,
): Mounted | undefined =>
  secretName === undefined
    ? undefined
    : { name, source: { secret: { secretName, defaultMode: SECRET_MODE } }, mountPath, readOnly: true };

/** A directory to write to, gone with its pod. @param medium where it is. @default the node's disk */
export const scratch = (name: string, mountPath: string, sizeMib: number, medium?: "Memory"): Mounted => ({
  name,
  source: { emptyDir: { ...(medium === undefined ? {} : { medium }), sizeLimit: `${sizeMib}Mi` } },
  mountPath,
  readOnly: false,
});
