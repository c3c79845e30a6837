import * as pulumi from "@pulumi/pulumi";
import { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange";
import { ResourceQuota } from "@pulumi/kubernetes/core/v1/resourceQuota";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Horizon, Service, Role } from "../../catalog/types";
import { objectName } from "../../naming";
import { limitRangeSpec, quotaSpec } from "./namespace-quota";
import { networkPolicies, type NetworkArgs } from "./network-policies";
import { namespaceNeed, type Granted } from "../../capacity/namespace-need";
import { serverSize } from "../../capacity/server-size";
import { authorityObject } from "../pod/database-authority";
import { contentConfigMap } from "../pod/content-objects";
import type { Placed } from "../scope";

/** Inputs of {@link NamespaceBase}. */
export interface NamespaceBaseArgs extends Omit<NetworkArgs, "service">, Placed {
  readonly service: Service;
  readonly role: Role;
  /** Size of the capacity plan that the quota is made for. */
  readonly horizon: Horizon;
  /** Limits that config grants in place of what the service needs. */
  readonly granted: Granted | undefined;
  /** Certificates, in PEM, of the authority by which pods check the database server's. @default none */
  readonly databaseAuthority?: string | undefined;
}

/** What a namespace has before any pod: a bound of what it may use, and a network in which only named flows are open. */
export class NamespaceBase extends pulumi.ComponentResource {
  constructor(name: string, args: NamespaceBaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:NamespaceBase", name, {}, opts);
    const metadata = (object: string) => ({ name: object, namespace: args.namespace, labels: args.labels });
    const server =
      args.service.database.server?.kind === "cluster" ? serverSize(args.service, args.horizon) : undefined;
    const quota = quotaSpec(namespaceNeed(args.service, args.role, args.horizon), args.granted);
    // Pulumi waits until the cluster has counted it: before that the quota refuses every pod.
    new ResourceQuota(
      `${name}-quota`,
      { metadata: metadata(objectName("lifeboat", "quota")), spec: quota },
      { parent: this },
    );
    new LimitRange(
      `${name}-limits`,
      { metadata: metadata(objectName("lifeboat", "limits")), spec: limitRangeSpec(server) },
      { parent: this },
    );
    for (const policy of networkPolicies(args))
      new NetworkPolicy(
        `${name}-${policy.name}`,
        { metadata: metadata(objectName("lifeboat", policy.name)), spec: policy.spec },
        { parent: this },
      );
    if (args.databaseAuthority !== undefined)
      contentConfigMap(
        `${name}-database-authority`,
        { ...args, ...authorityObject(args.databaseAuthority) },
        this,
      );
    this.registerOutputs({});
  }
}
