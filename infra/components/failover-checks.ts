import * as pulumi from "@pulumi/pulumi";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import { HealthCheck } from "@pulumi/aws/route53/healthCheck";
import type { Endpoint } from "../failover/endpoints";
import type { Role } from "../naming";
import { alarmRegion, endpointsAlarmName } from "../naming/failover";
import { healthCheckSpec } from "./health-check-spec";

/** Inputs of {@link FailoverChecks}. */
export interface FailoverChecksArgs {
  readonly service: {
    readonly id: string;
    /** Name for people. */
    readonly title: string;
  };
  /** Whose endpoints they are. */
  readonly role: Role;
  /** Domains that fail over; the first one's peer tells whether the other environment serves. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  /** SNS topic in us-east-1. */
  readonly alarmTopicArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A standby that waits does not serve, so its alarm stands from the first day; its end says that the standby serves. It
 * does not depend on the posture: a failover then writes nothing in us-east-1, which may be the region that is lost.
 */
const MEANWHILE: Readonly<Record<Role, string>> = { primary: "", standby: ", as is right while it waits" };

/** Whether an environment's endpoints of one service are well, asked from outside, and an alarm for when they are not. */
export class FailoverChecks extends pulumi.ComponentResource {
  /** Id of the check that is healthy while every endpoint is. */
  readonly endpointsCheckId: pulumi.Output<string>;
  /** Id of the check that this environment's failover records follow. */
  readonly recordCheckId: pulumi.Output<string>;

  constructor(name: string, args: FailoverChecksArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:FailoverChecks", name, {}, opts);
    const checks = args.endpoints.map(
      (endpoint) =>
        new HealthCheck(
          `${name}-${endpoint.host}`,
          { ...healthCheckSpec(endpoint.ownHost, endpoint), tags: { ...args.tags, Name: endpoint.ownHost } },
          { parent: this },
        ),
    );
    const endpoints = this.all(`${name}-endpoints`, args, checks);
    this.endpointsCheckId = endpoints.id;
    this.recordCheckId = args.role === "primary" ? this.untilStandbyServes(name, args, checks) : endpoints.id;
    this.alarm(name, args);
    this.registerOutputs({ endpointsCheckId: this.endpointsCheckId, recordCheckId: this.recordCheckId });
  }

  /** A check that is healthy while all of these are. */
  private all(name: string, args: FailoverChecksArgs, children: readonly HealthCheck[]): HealthCheck {
    return new HealthCheck(
      name,
      {
        type: "CALCULATED",
        childHealthchecks: children.map((child) => child.id),
        childHealthThreshold: children.length,
        tags: { ...args.tags, Name: name },
      },
      { parent: this },
    );
  }

  /**
   * Healthy while the primary is and the standby does not serve.
   *
   * A primary that comes back to life after a failover has old data; its traffic returns by a change of posture, which
   * ends the standby's service first, and never by itself.
   */
  private untilStandbyServes(
    name: string,
    args: FailoverChecksArgs,
    checks: readonly HealthCheck[],
  ): pulumi.Output<string> {
    const [first] = args.endpoints;
    const silent = new HealthCheck(
      `${name}-standby-silent`,
      {
        ...healthCheckSpec(first.peerHost, first),
        invertHealthcheck: true,
        tags: { ...args.tags, Name: `not ${first.peerHost}` },
      },
      { parent: this },
    );
    return this.all(`${name}-routing`, args, [...checks, silent]).id;
  }

  private alarm(name: string, args: FailoverChecksArgs): void {
    const topic = [args.alarmTopicArn];
    new MetricAlarm(
      `${name}-alarm`,
      {
        name: endpointsAlarmName(args.service.id, args.role),
        region: alarmRegion,
        alarmDescription: `${args.service.title}: an endpoint of the ${args.role} does not answer as it should${MEANWHILE[args.role]}`,
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensions: { HealthCheckId: this.endpointsCheckId },
        statistic: "Minimum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: 60,
        evaluationPeriods: 1,
        treatMissingData: "breaching",
        alarmActions: topic,
        okActions: topic,
        tags: args.tags,
      },
      { parent: this },
    );
  }
}
