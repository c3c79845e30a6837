import * as pulumi from "@pulumi/pulumi";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { Service } from "../../catalog/types";
import type { Config } from "../../config";
import { channelsOf, credentialFiles, credentialSecret, givenCredentials } from "../../oncall/channels";
import { alertmanagerConfig } from "../../oncall/configuration";
import { messageTemplates } from "../../oncall/templates";

/** Inputs of {@link OncallConfig}. */
export interface OncallConfigArgs {
  /** Services whose alerts are routed. */
  readonly services: readonly Pick<Service, "id" | "escalation" | "maintenance">[];
  readonly config: Pick<Config, "role" | "oncallMail" | "deadManUrl" | "monitoringNamespace">;
  /** Credentials of the channels, by name in config. */
  readonly credentials: Config["secrets"]["oncall"];
}

/** Name of the Secret that Alertmanager reads its configuration from (`spec.configSecret` of the operator). */
export const configurationSecret = "lifeboat-alertmanager";

/**
 * Who is notified of what, as Alertmanager reads it: a Secret with its configuration and templates, and one with the
 * credentials that these name as files. The namespace belongs to Alertmanager's operator, so none is declared.
 */
export class OncallConfig extends pulumi.ComponentResource {
  constructor(name: string, args: OncallConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    const { services, config, credentials } = args;
    const channels = channelsOf(config, givenCredentials(credentials));
    const configuration = alertmanagerConfig(services, channels);
    const templates = messageTemplates(config.role);
    // The Secret's data is hidden from a review, and it holds no secret: the component shows it.
    super("lifeboat:index:OncallConfig", name, { configuration, templates }, opts);
    const secret = (part: string, object: string, data: Readonly<Record<string, pulumi.Input<string>>>) =>
      new Secret(
        `${name}-${part}`,
        {
          metadata: {
            name: object,
            namespace: config.monitoringNamespace,
            labels: { "app.kubernetes.io/part-of": "lifeboat", "app.kubernetes.io/managed-by": "pulumi" },
          },
          type: "Opaque",
          stringData: data,
        },
        { parent: this },
      );
    // JSON is YAML, and needs no library at every preview.
    secret("alertmanager", configurationSecret, {
      "alertmanager.yaml": `${JSON.stringify(configuration, null, 2)}\n`,
      "lifeboat.tmpl": templates,
    });
    const files = Object.entries(credentialFiles).flatMap(([key, file]) => {
      const value = credentials[key];
      return value === undefined ? [] : [[file, value] as const];
    });
    if (files.length > 0) secret("credentials", credentialSecret, Object.fromEntries(files));
    this.registerOutputs({});
  }
}
