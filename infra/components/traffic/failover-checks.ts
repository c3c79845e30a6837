import * as pulumi from "@pulumi/pulumi";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import { HealthCheck, type HealthCheckArgs } from "@pulumi/aws/route53/healthCheck";
import { failover } from "../../catalog/failover";
import type { Role } from "../../catalog/types";
import type { Endpoint } from "../../failover/endpoints";
import { alarmRegion, endpointsAlarmName } from "../../naming/failover";
import { alarmDescription } from "../monitoring/alarm-words";
import type { Tagged } from "../scope";

/** Inputs of {@link FailoverChecks}. */
export interface FailoverChecksArgs extends Tagged {
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
}

/** The question to an environment's own host: the public one would be answered by whichever side serves. */
export function healthCheckSpec(
  host: string,
  { port, healthPath, healthContains }: Pick<Endpoint, "port" | "healthPath" | "healthContains">,
): HealthCheckArgs {
  return {
    type: healthContains === undefined ? "HTTPS" : "HTTPS_STR_MATCH",
    fqdn: host,
    port,
    resourcePath: healthPath,
    ...(healthContains === undefined ? {} : { searchString: healthContains }),
    requestInterval: failover.checkIntervalSeconds,
    failureThreshold: failover.failureThreshold,
    enableSni: true,
    measureLatency: false,
    regions: [...failover.checkRegions],
  };
}

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
    this.alarm(name, args, this.endpointsCheckId);
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

  /**
   * A standby that waits does not serve, and its alarm must not stand all the time: it is of neither side serving.
   *
   * It does not depend on the posture: a failover then writes nothing in us-east-1, which may be the region that is lost.
   */
  private alarm(name: string, args: FailoverChecksArgs, endpoints: pulumi.Output<string>): void {
    const { service, role, tags } = args;
    const topic = [args.alarmTopicArn];
    const text = {
      primary: "an endpoint of the primary does not answer as it should",
      standby: "neither the standby nor the primary answers as it should",
    }[role];
    new MetricAlarm(
      `${name}-alarm`,
      {
        name: endpointsAlarmName(service.id, role),
        region: alarmRegion,
        alarmDescription: alarmDescription({ service, area: "infrastructure", severity: "P0" }, text),
        ...(role === "primary" ? status(endpoints) : this.eitherServes(name, args, endpoints)),
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: "breaching",
        alarmActions: topic,
        okActions: topic,
        tags,
      },
      { parent: this },
    );
  }

  /** 1 while this environment or the other serves. */
  private eitherServes(name: string, args: FailoverChecksArgs, endpoints: pulumi.Output<string>) {
    const [first] = args.endpoints;
    const peer = new HealthCheck(
      `${name}-peer`,
      { ...healthCheckSpec(first.peerHost, first), tags: { ...args.tags, Name: first.peerHost } },
      { parent: this },
    );
    const of = (id: string, check: pulumi.Output<string>) => {
      const { statistic: stat, ...metric } = status(check);
      return { id, metric: { ...metric, stat }, returnData: false };
    };
    const either = { id: "either", expression: "MAX([own, peer])", label: "a side serves", returnData: true };
    return { metricQueries: [of("own", endpoints), of("peer", peer.id), either] };
  }
}

/** The metric of a health check: 1 while it is well. */
const status = (check: pulumi.Output<string>) => ({
  namespace: "AWS/Route53",
  metricName: "HealthCheckStatus",
  dimensions: { HealthCheckId: check },
  statistic: "Minimum",
  period: 60,
});
