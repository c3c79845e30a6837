import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../catalog/types";
import type { Config } from "../config";
import { serviceLayout, type ServiceLayout } from "./service-layout";
import type { ServiceSecrets } from "./service-secrets";

/** One service in one environment, as its parts are given it. */
export interface Scope {
  readonly service: Service;
  readonly config: Omit<Config, "secrets">;
  /** Every physical name. */
  readonly layout: ServiceLayout;
  readonly secrets: ServiceSecrets;
  /** Namespace of everything that is in the cluster; an Output of the Namespace itself, so that all waits for it. */
  readonly namespace: pulumi.Input<string>;
  /** Labels of every object in the cluster. */
  readonly labels: Readonly<Record<string, string>>;
  /** Tags of every resource in AWS. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Where an object of the cluster belongs. */
export type Placed = Pick<Scope, "namespace" | "labels">;

/** The owner of a resource in AWS, as its tags. */
export type Tagged = Pick<Scope, "tags">;

/** All of a scope but its namespace, which is declared with it. */
export function scopeOf(
  service: Service,
  config: Scope["config"],
  secrets: ServiceSecrets,
): Omit<Scope, "namespace"> {
  return {
    service,
    config,
    secrets,
    layout: serviceLayout(service, config),
    labels: { "app.kubernetes.io/part-of": service.id, "app.kubernetes.io/managed-by": "pulumi" },
    tags: {
      service: service.id,
      owner: service.owner,
      dataClass: service.dataClass,
      managedBy: "pulumi",
    },
  };
}
