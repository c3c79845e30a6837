import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { GUARD_SIZE } from "../../capacity/pod-sizes";
import { objectName } from "../../naming";
import type { ContainerArgs } from "../pod/container";
import { scriptContainer, type Scripts } from "../pod/scripts";
import type { Placed } from "../scope";

/** Inputs of {@link FenceGuard}. */
export interface FenceGuardArgs extends Placed {
  /** Image of the jobs, by digest. */
  readonly image: string;
  /** Scripts, file name to text; those that the guard needs are picked. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Text of the settings file, which names the URLs that are asked. */
  readonly settings: string;
}

/** What fence-check.sh reads. */
const GUARD_FILES = [
  "fence-check.sh",
  "lib.sh",
  "health-lib.sh",
  "health.py",
  "http_client.py",
  "settings.jq",
  "settings.schema.json",
];

const SCRATCH_MIB = 16;

/**
 * Three requests, 17 s if none is answered. The kubelet restarts a container that failed, and each restart asks again:
 * one slow response among many must not count as silence.
 */
const PATIENCE = { FENCE_CHECK_ATTEMPTS: "3", FENCE_CHECK_TIMEOUT_SECONDS: "5" };

/**
 * Init container that fails while the other environment serves.
 *
 * A primary that comes back to life with its writers declared must not write beside the standby (trap 9).
 */
export const guardContainer = ({ image, scriptsConfigMap, settingsConfigMap }: Scripts): ContainerArgs =>
  scriptContainer({
    name: "fence-check",
    image,
    scriptsConfigMap,
    settingsConfigMap,
    size: GUARD_SIZE,
    env: PATIENCE,
    mounted: [],
    scratchMib: SCRATCH_MIB,
  });

/**
 * Files of the init container that keeps writers from starting while the other environment serves. Their names are fixed
 * and their content may change: a pod takes what is there when it starts, and an edited script rolls no application.
 */
export class FenceGuard extends pulumi.ComponentResource implements Scripts {
  readonly image: string;
  readonly scriptsConfigMap = objectName("lifeboat", "guard", "scripts");
  readonly settingsConfigMap = objectName("lifeboat", "guard", "settings");

  constructor(name: string, args: FenceGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:FenceGuard", name, {}, opts);
    this.image = args.image;
    const configMap = (part: string, object: string, data: Readonly<Record<string, string>>) =>
      new ConfigMap(
        `${name}-${part}`,
        { metadata: { name: object, namespace: args.namespace, labels: args.labels }, data },
        { parent: this },
      );
    const scripts = Object.entries(args.scripts).filter(([file]) => GUARD_FILES.includes(file));
    configMap("scripts", this.scriptsConfigMap, Object.fromEntries(scripts));
    configMap("settings", this.settingsConfigMap, { "settings.json": args.settings });
    this.registerOutputs({});
  }
}
