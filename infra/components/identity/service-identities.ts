import * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { objectName, oidcProviderArn } from "../../naming";
import type { Placed, Tagged } from "../scope";
import type { IdentityLayout, ServiceLayout } from "../service-layout";
import { ConfigReader, ConfigWriter } from "./config-reader";
import { JobIdentity } from "./job-identity";
import { workloadTrust } from "./policy-document";
import { serverPolicy } from "./repository-access";
import { configReaderPolicy, readerPolicy, writerPolicy } from "./vault-access";
import { workloadRole } from "./workload-role";

/** Inputs of {@link ServiceIdentities}. */
export interface ServiceIdentitiesArgs extends Placed, Tagged {
  readonly service: Service;
  readonly config: Pick<Settings, "accountId" | "oidcProvider">;
  readonly layout: ServiceLayout;
}

/** Who the jobs and the database server of a service are, in the cluster and in AWS: each with the least it needs. */
export class ServiceIdentities extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ServiceIdentities", name, {}, opts);
    const { service, config, layout, labels, tags } = args;
    const prefixes = { dumps: service.backup.prefix, configuration: service.backup.configPrefix };
    const writer = writerPolicy(config.accountId, layout.own, prefixes);
    // On either side the other's copy is all that is read beside the own vault.
    const reader = readerPolicy(config.accountId, [layout.peer], layout.own, prefixes);
    const configReader = configReaderPolicy(config.accountId, [layout.peer, layout.own], prefixes);
    const issuer = config.oidcProvider;
    const providerArn = oidcProviderArn(config.accountId, issuer);
    const role = (of: IdentityLayout, policy: string, does: string) => ({
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
    });
    const identity = (duty: string, of: IdentityLayout, policy: string, does: string) =>
      new JobIdentity(
        `${name}-${duty}`,
        {
          namespace: args.namespace,
          serviceAccount: of.serviceAccount,
          role: role(of, policy, does),
          labels,
          tags,
        },
        { parent: this },
      );
    identity("backup", layout.backup, writer, "writes database backups and cannot delete");
    identity("config-backup", layout.configBackup, writer, "writes configuration backups and cannot delete");
    identity(
      "config-restore",
      layout.configRestore,
      configReader,
      "reads configuration backups to restore them",
    );
    identity("restore", layout.restore, reader, "reads backups to verify and restore them");
    if (layout.repositories !== undefined) {
      const { own, other } = layout.repositories;
      const policy = serverPolicy(config.accountId, [own, other]);
      const does = "archives to the repositories of both regions and deletes no version";
      workloadRole(`${name}-server`, { ...role(layout.server, policy, does), tags }, this);
    }
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
    new ConfigWriter(
      `${name}-config-writer`,
      {
        namespace: args.namespace,
        serviceAccount: layout.configRestore.serviceAccount,
        roleName: "lifeboat-config-writer",
        clusterRoleName: objectName("lifeboat-config-writer", layout.namespace),
        labels,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
