import * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { objectName, oidcProviderArn } from "../../naming";
import type { Placed, Tagged } from "../scope";
import type { IdentityLayout, ServiceLayout } from "../service-layout";
import { ConfigReader } from "./config-reader";
import { JobIdentity } from "./job-identity";
import { workloadTrust } from "./policy-document";
import { readerPolicy, writerPolicy } from "./vault-access";

/** Inputs of {@link ServiceIdentities}. */
export interface ServiceIdentitiesArgs extends Placed, Tagged {
  readonly service: Service;
  readonly config: Pick<Settings, "accountId" | "oidcProvider">;
  readonly layout: ServiceLayout;
}

/** Who the jobs of a service are, in the cluster and in AWS: each with the least it needs. */
export class ServiceIdentities extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ServiceIdentities", name, {}, opts);
    const { service, config, layout, labels, tags } = args;
    const prefixes = { dumps: service.backup.prefix, configuration: service.backup.configPrefix };
    const writer = writerPolicy(config.accountId, layout.own, prefixes);
    // On either side the other's copy is all that is read beside the own vault.
    const reader = readerPolicy(config.accountId, [layout.peer], layout.own, prefixes);
    const issuer = config.oidcProvider;
    const providerArn = oidcProviderArn(config.accountId, issuer);
    const identity = (duty: string, of: IdentityLayout, policy: string, does: string) =>
      new JobIdentity(
        `${name}-${duty}`,
        {
          namespace: args.namespace,
          serviceAccount: of.serviceAccount,
          role: {
            name: of.roleName,
            arn: of.roleArn,
            trust: workloadTrust({
              providerArn,
              issuer,
              namespace: layout.namespace,
              serviceAccount: of.serviceAccount,
            }),
            policy,
            description: `${service.title}: ${does}`,
          },
          labels,
          tags,
        },
        { parent: this },
      );
    identity("backup", layout.backup, writer, "writes database backups and cannot delete");
    identity("config-backup", layout.configBackup, writer, "writes configuration backups and cannot delete");
    identity("restore", layout.restore, reader, "reads backups to verify and restore them");
    new ServiceAccount(
      `${name}-probe`,
      {
        metadata: { name: layout.probeAccount, namespace: args.namespace, labels },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
    new ConfigReader(
      `${name}-config-reader`,
      {
        namespace: args.namespace,
        serviceAccount: layout.configBackup.serviceAccount,
        roleName: "lifeboat-config-reader",
        clusterRoleName: objectName("lifeboat-config-reader", layout.namespace),
        labels,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
