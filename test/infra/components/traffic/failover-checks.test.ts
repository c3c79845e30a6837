import { beforeAll, describe, expect, it } from "vitest";
import { FailoverChecks, healthCheckSpec } from "../../../../infra/components/traffic/failover-checks";
import type { Endpoint } from "../../../../infra/failover/endpoints";
import { declared, valueOf, type Resources } from "../../../support/pulumi-mocks";
import type { Role } from "../../../../infra/catalog/types";

const CHECK = "aws:route53/healthCheck:HealthCheck";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const first: Endpoint = {
  host: "catalogue.library.example",
  ownHost: "one.library.example",
  peerHost: "two.library.example",
  port: 443,
  healthPath: "/health",
  healthContains: '"open"',
};
const second: Endpoint = {
  ...first,
  host: "readers.library.example",
  ownHost: "one-readers.library.example",
  peerHost: "two-readers.library.example",
  healthContains: undefined,
};

const make = async (role: Role, endpoints: readonly [Endpoint, ...Endpoint[]]) =>
  declared(
    () =>
      new FailoverChecks("checks", {
        service: { id: "library", title: "Library" },
        role,
        endpoints,
        alarmTopicArn: TOPIC,
        tags: { owner: "reading-room" },
      }),
  );

const childrenOf = (resources: Resources, name: string) => {
  const { childHealthchecks, childHealthThreshold, type } = resources.one(CHECK, name).inputs;
  return { childHealthchecks, childHealthThreshold, type };
};

describe("FailoverChecks of the primary", () => {
  let resources: Resources;
  let checks: FailoverChecks;
  beforeAll(async () => {
    ({ resources, result: checks } = await make("primary", [first, second]));
  });

  it("ask each endpoint at the environment's own host", () => {
    const asked = [first, second].map(({ host }) => resources.one(CHECK, `checks-${host}`).inputs);
    expect(asked.map(({ fqdn, type, searchString }) => [fqdn, type, searchString])).toEqual([
      ["one.library.example", "HTTPS_STR_MATCH", '"open"'],
      ["one-readers.library.example", "HTTPS", undefined],
    ]);
    expect(asked[0]?.["tags"]).toEqual({ owner: "reading-room", Name: "one.library.example" });
  });

  it("are healthy together while every endpoint is", async () => {
    expect(childrenOf(resources, "checks-endpoints")).toEqual({
      type: "CALCULATED",
      childHealthchecks: ["checks-catalogue.library.example-id", "checks-readers.library.example-id"],
      childHealthThreshold: 2,
    });
    expect(await valueOf(checks.endpointsCheckId)).toBe("checks-endpoints-id");
  });

  it("let records follow the primary only until the standby serves", async () => {
    expect(resources.one(CHECK, "checks-standby-silent").inputs).toMatchObject({
      type: "HTTPS_STR_MATCH",
      fqdn: "two.library.example",
      invertHealthcheck: true,
    });
    expect(childrenOf(resources, "checks-routing")).toEqual({
      type: "CALCULATED",
      childHealthchecks: [
        "checks-catalogue.library.example-id",
        "checks-readers.library.example-id",
        "checks-standby-silent-id",
      ],
      childHealthThreshold: 3,
    });
    expect(await valueOf(checks.recordCheckId)).toBe("checks-routing-id");
  });

  it("put no calculated check into another", () => {
    const calculated = resources.all(CHECK).filter(({ inputs }) => inputs["type"] === "CALCULATED");
    const ids = calculated.map(({ name }) => `${name}-id`);
    for (const { inputs } of calculated)
      for (const id of ids) expect(inputs["childHealthchecks"]).not.toContain(id);
  });

  it("sound one alarm, in us-east-1, when an endpoint is down or nothing is known of it", () => {
    expect(resources.one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs).toEqual({
      name: "lifeboat-library-endpoints-primary",
      region: "us-east-1",
      alarmDescription:
        "Library: an endpoint of the primary does not answer as it should [service=library area=infrastructure severity=P0]",
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: "checks-endpoints-id" },
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 1,
      treatMissingData: "breaching",
      alarmActions: [TOPIC],
      okActions: [TOPIC],
      tags: { owner: "reading-room" },
    });
  });
});

describe("FailoverChecks of the standby", () => {
  it("are its endpoints and their sum, which records follow: of the primary they ask nothing", async () => {
    const { resources, result } = await make("standby", [{ ...first, ownHost: "two.library.example" }]);
    expect(resources.all(CHECK).map(({ name }) => name)).toEqual([
      "checks-catalogue.library.example",
      "checks-endpoints",
      "checks-peer",
    ]);
    expect(childrenOf(resources, "checks-endpoints")).toMatchObject({
      childHealthchecks: ["checks-catalogue.library.example-id"],
      childHealthThreshold: 1,
    });
    expect(await valueOf(result.recordCheckId)).toBe("checks-endpoints-id");
  });

  it("sound no alarm while the primary serves and they wait: it is of neither side serving", async () => {
    const { resources } = await make("standby", [{ ...first, ownHost: "two.library.example" }]);
    expect(resources.one(CHECK, "checks-peer").inputs).toMatchObject({ fqdn: first.peerHost });
    const metric = (id: string) => ({
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: id },
      stat: "Minimum",
      period: 60,
    });
    const { inputs } = resources.one("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(inputs).not.toHaveProperty("metricName");
    expect(inputs["metricQueries"]).toEqual([
      { id: "own", metric: metric("checks-endpoints-id"), returnData: false },
      { id: "peer", metric: metric("checks-peer-id"), returnData: false },
      { id: "either", expression: "MAX([own, peer])", label: "a side serves", returnData: true },
    ]);
    expect(resources.one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs).toMatchObject({
      name: "lifeboat-library-endpoints-standby",
      alarmDescription: expect.stringContaining("neither the standby nor the primary") as string,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
  });
});

describe("healthCheckSpec", () => {
  const endpoint = { port: 8443, healthPath: "/ready", healthContains: undefined };

  it("asks a host over HTTPS, every ten seconds, from three regions", () => {
    expect(healthCheckSpec("one.library.example", endpoint)).toEqual({
      type: "HTTPS",
      fqdn: "one.library.example",
      port: 8443,
      resourcePath: "/ready",
      requestInterval: 10,
      failureThreshold: 3,
      enableSni: true,
      measureLatency: false,
      regions: ["us-west-1", "eu-west-1", "ap-northeast-1"],
    });
  });

  it("looks for a text where the service answers with one", () => {
    expect(healthCheckSpec("one.library.example", { ...endpoint, healthContains: '"open"' })).toMatchObject({
      type: "HTTPS_STR_MATCH",
      searchString: '"open"',
    });
  });
});
