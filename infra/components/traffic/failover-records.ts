import * as pulumi from "@pulumi/pulumi";
import { Record as DnsRecord } from "@pulumi/aws/route53/record";
import { failover } from "../../catalog/failover";
import type { Service, Role } from "../../catalog/types";
import { canaryProblem, trafficSteps, type Canary } from "../../failover/canary";
import { failoverEndpoints, type Endpoint } from "../../failover/endpoints";
import { zoneOf, zoneProblems, type HostedZones } from "../../failover/hosted-zones";
import { ProblemError } from "../../problem";
import { FailoverChecks } from "./failover-checks";
import type { Tagged } from "../scope";

/** Inputs of {@link FailoverRecords}. */
export interface FailoverRecordsArgs extends Tagged {
  readonly service: Pick<Service, "id" | "title" | "domains" | "workloads">;
  /** Whose records they are. */
  readonly role: Role;
  /** Host name of the load balancer before this environment's ingress. */
  readonly ingressHost: string;
  /** Hosted zone id by domain; every failover host lies below one. */
  readonly hostedZones: HostedZones;
  /** A second version and its share of the traffic. @default none */
  readonly canary?: Canary;
  /** SNS topic in us-east-1. */
  readonly alarmTopicArn: pulumi.Input<string>;
}

/** Where an environment's own host leads: one answer, or answers that share the questions by weight. */
export interface OwnAnswer {
  /** Set identifier; undefined for a record that stands alone. */
  readonly version: "stable" | "canary" | undefined;
  /** Host name that answers. */
  readonly target: string;
  /** Share of the questions, 0 to 100; undefined for a record that stands alone. */
  readonly weight: number | undefined;
}

/**
 * The answers of an environment's own host.
 *
 * A service that shifts its traffic in steps has a weighted record from the beginning: Route 53 takes no weighted record
 * beside one that stands alone, so the first step of a roll-out would otherwise have to delete the name first.
 */
export function ownAnswers(
  service: Pick<Service, "workloads">,
  ingressHost: string,
  canary?: Canary,
): readonly OwnAnswer[] {
  if (trafficSteps(service).length === 0)
    return [{ version: undefined, target: ingressHost, weight: undefined }];
  const stable = { version: "stable", target: ingressHost, weight: 100 - (canary?.percent ?? 0) } as const;
  return canary === undefined
    ? [stable]
    : [stable, { version: "canary", target: canary.host, weight: canary.percent }];
}

function refuse({ service, hostedZones, canary }: FailoverRecordsArgs): void {
  const problems = [
    ...zoneProblems([service], hostedZones),
    ...(canary === undefined ? [] : canaryProblem(service, canary)),
  ];
  if (problems.length > 0) throw new ProblemError(problems);
}

/**
 * One environment's side of a service's failover, made beforehand: its own host names, its health checks, and the
 * PRIMARY or SECONDARY record of every public host. A failover then needs no write to Route 53 at all.
 *
 * A service whose domains others run declares nothing.
 */
export class FailoverRecords extends pulumi.ComponentResource {
  /** Public hosts that fail over. */
  readonly hosts: readonly string[];

  /** @throws ProblemError when a host has no zone or is a zone's apex, or the canary's share is no step of the service */
  constructor(name: string, args: FailoverRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:FailoverRecords", name, {}, opts);
    refuse(args);
    const [first, ...rest] = failoverEndpoints(args.service, args.role);
    const endpoints = first === undefined ? [] : [first, ...rest];
    this.hosts = endpoints.map(({ host }) => host);
    if (first !== undefined) {
      const own = endpoints.flatMap((endpoint) => this.ownRecords(name, args, endpoint));
      const checks = new FailoverChecks(
        `${name}-checks`,
        {
          service: args.service,
          role: args.role,
          endpoints: [first, ...rest],
          alarmTopicArn: args.alarmTopicArn,
          tags: args.tags,
        },
        // A check of a name that is not there yet would begin with failures.
        { parent: this, dependsOn: own },
      );
      for (const endpoint of endpoints) this.failoverRecord(name, args, endpoint, checks.recordCheckId, own);
    }
    this.registerOutputs({ hosts: this.hosts });
  }

  private ownRecords(name: string, args: FailoverRecordsArgs, endpoint: Endpoint): readonly DnsRecord[] {
    return ownAnswers(args.service, args.ingressHost, args.canary).map(
      ({ version, target, weight }) =>
        new DnsRecord(
          [name, endpoint.ownHost, ...(version === undefined ? [] : [version])].join("-"),
          {
            ...cname(endpoint.ownHost, target, args.hostedZones),
            ...(version === undefined || weight === undefined
              ? {}
              : { setIdentifier: version, weightedRoutingPolicies: [{ weight }] }),
          },
          { parent: this },
        ),
    );
  }

  private failoverRecord(
    name: string,
    { role, hostedZones }: FailoverRecordsArgs,
    { host, ownHost }: Endpoint,
    healthCheckId: pulumi.Output<string>,
    own: readonly DnsRecord[],
  ): void {
    new DnsRecord(
      `${name}-${host}-${role}`,
      {
        ...cname(host, ownHost, hostedZones),
        setIdentifier: role,
        failoverRoutingPolicies: [{ type: role === "primary" ? "PRIMARY" : "SECONDARY" }],
        healthCheckId,
      },
      { parent: this, dependsOn: [...own] },
    );
  }
}

function cname(host: string, target: string, hostedZones: HostedZones) {
  const zone = zoneOf(host, hostedZones);
  if (zone === undefined) throw new Error(`${host}: no hosted zone, although the check of zones passed`);
  return { zoneId: zone.zoneId, name: host, type: "CNAME", ttl: failover.dnsTtlSeconds, records: [target] };
}
