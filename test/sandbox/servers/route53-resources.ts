import type { AwsResource } from "../../../sandbox/servers/apply-aws";

const resource = (
  kind: "healthCheck" | "record",
  name: string,
  inputs: AwsResource["inputs"],
): AwsResource => ({
  type: `aws:route53/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
  name,
  inputs,
});

const check = (side: string, name: string, inputs: AwsResource["inputs"]): AwsResource => ({
  ...resource("healthCheck", name, inputs),
  outputs: { arn: `arn:aws:route53:::healthcheck/${side}-${name}` },
});

/** What a finished deployment of one environment has in Route 53: the logical names of both environments are the same. */
export function route53Of(side: "primary" | "standby", weight = 90): readonly AwsResource[] {
  const own = `${side}.orders.example`;
  const cname = (name: string, target: string, inputs: AwsResource["inputs"]) => ({
    zoneId: "ZORDERS",
    name,
    type: "CNAME",
    ttl: 60,
    records: [target],
    ...inputs,
  });
  const weighted = (version: string, share: number) =>
    resource(
      "record",
      `own-${version}`,
      cname(own, `${version}.${side}.ingress.example`, {
        setIdentifier: version,
        weightedRoutingPolicies: [{ weight: share }],
      }),
    );
  return [
    resource(
      "record",
      "public",
      cname("www.orders.example", own, {
        setIdentifier: side,
        failoverRoutingPolicies: [{ type: side === "primary" ? "PRIMARY" : "SECONDARY" }],
        healthCheckId: `${side}-all`,
      }),
    ),
    weighted("stable", weight),
    weighted("canary", 100 - weight),
    check(side, "all", {
      type: "CALCULATED",
      childHealthchecks: [`${side}-endpoint`],
      childHealthThreshold: 1,
      tags: { Name: "all" },
    }),
    check(side, "endpoint", {
      type: "HTTPS_STR_MATCH",
      fqdn: own,
      port: 443,
      resourcePath: "/health",
      searchString: '"healthy"',
      requestInterval: 10,
      failureThreshold: 3,
      enableSni: true,
      invertHealthcheck: side === "standby",
      measureLatency: false,
      regions: ["us-west-1", "eu-west-1", "ap-northeast-1"],
      tags: { Name: own },
    }),
  ];
}
