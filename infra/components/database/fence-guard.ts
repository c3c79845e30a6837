import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { objectName } from "../../naming";
import type { Placed } from "../scope";

/** Inputs of {@link FenceGuard}. */
export interface FenceGuardArgs extends Placed {
  /** Scripts, file name to text; those that the guard needs are picked. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Text of the settings file. */
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

/**
 * Files of the init container that keeps writers from starting while the other environment serves. Their names are fixed
 * and their content may change: a pod takes what is there when it starts, and an edited script rolls no application.
 */
export class FenceGuard extends pulumi.ComponentResource {
  readonly scriptsConfigMap = objectName("lifeboat", "guard", "scripts");
  readonly settingsConfigMap = objectName("lifeboat", "guard", "settings");

  constructor(name: string, args: FenceGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:FenceGuard", name, {}, opts);
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
