import { beforeAll, describe, expect, it } from "vitest";
import {
  FailoverRecords,
  ownAnswers,
  type FailoverRecordsArgs,
} from "../../../../infra/components/traffic/failover-records";
import { ProblemError } from "../../../../infra/problem";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { catalogue, images, libraryWith, readers } from "../../failover/fixture";

const RECORD = "aws:route53/record:Record";
const steps = [1, 5, 10, 25, 50, 100];
const args: FailoverRecordsArgs = {
  service: libraryWith([catalogue, images, readers]),
  role: "primary",
  ingressHost: "ingress.us-east-1.example.com",
  hostedZones: { "library.example": "ZLIBRARY" },
  alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
  tags: { owner: "reading-room" },
};
const make = async (change: Partial<FailoverRecordsArgs> = {}) =>
  declared(() => new FailoverRecords("failover", { ...args, ...change }));
const inputs = (resources: Resources, name: string) => resources.one(RECORD, name).inputs;

describe("FailoverRecords of the primary", () => {
  let resources: Resources;
  let records: FailoverRecords;
  beforeAll(async () => {
    ({ resources, result: records } = await make());
  });

  it("lead its own hosts to its ingress", () => {
    expect(inputs(resources, "failover-one.library.example")).toEqual({
      zoneId: "ZLIBRARY",
      name: "one.library.example",
      type: "CNAME",
      ttl: 60,
      records: ["ingress.us-east-1.example.com"],
    });
  });

  it("are PRIMARY for each public host, to its own host, while its check says so", () => {
    expect(inputs(resources, "failover-catalogue.library.example-primary")).toEqual({
      zoneId: "ZLIBRARY",
      name: "catalogue.library.example",
      type: "CNAME",
      ttl: 60,
      records: ["one.library.example"],
      setIdentifier: "primary",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
      healthCheckId: "failover-checks-routing-id",
    });
    expect(inputs(resources, "failover-readers.library.example-primary")).toMatchObject({
      records: ["one-readers.library.example"],
      healthCheckId: "failover-checks-routing-id",
    });
  });

  it("say nothing of the other environment's names, nor of what others run", () => {
    expect(resources.all(RECORD).map(({ inputs: made }) => made["name"])).toEqual([
      "catalogue.library.example",
      "one-readers.library.example",
      "one.library.example",
      "readers.library.example",
    ]);
    expect(records.hosts).toEqual(["catalogue.library.example", "readers.library.example"]);
  });

  it("come after the names that they lead to", () => {
    const { dependsOn } = resources.one(RECORD, "failover-catalogue.library.example-primary");
    expect(dependsOn).toEqual(
      expect.arrayContaining(["failover-one.library.example", "failover-one-readers.library.example"]),
    );
  });
});

describe("FailoverRecords of the standby", () => {
  it("are SECONDARY, by the check of its endpoints", async () => {
    const { resources } = await make({ role: "standby", ingressHost: "ingress.us-west-2.example.com" });
    expect(inputs(resources, "failover-two.library.example")["records"]).toEqual([
      "ingress.us-west-2.example.com",
    ]);
    expect(inputs(resources, "failover-catalogue.library.example-standby")).toMatchObject({
      records: ["two.library.example"],
      setIdentifier: "standby",
      failoverRoutingPolicies: [{ type: "SECONDARY" }],
      healthCheckId: "failover-checks-endpoints-id",
    });
  });
});

describe("a service that shifts its traffic in steps", () => {
  const service = libraryWith([catalogue], steps);

  it("has a weighted record of its own host from the beginning", async () => {
    const { resources } = await make({ service });
    expect(inputs(resources, "failover-one.library.example-stable")).toMatchObject({
      records: ["ingress.us-east-1.example.com"],
      setIdentifier: "stable",
      weightedRoutingPolicies: [{ weight: 100 }],
    });
    expect(resources.all(RECORD)).toHaveLength(2);
  });

  it("gives the canary its share, and the rest to the stable version", async () => {
    const canary = { host: "new.ingress.example.com", percent: 25 };
    const { resources } = await make({ service, canary });
    expect(inputs(resources, "failover-one.library.example-stable")["weightedRoutingPolicies"]).toEqual([
      { weight: 75 },
    ]);
    expect(inputs(resources, "failover-one.library.example-canary")).toMatchObject({
      name: "one.library.example",
      records: ["new.ingress.example.com"],
      setIdentifier: "canary",
      weightedRoutingPolicies: [{ weight: 25 }],
    });
  });

  it.each(steps)("shares a hundred at %i %", (percent) => {
    const shares = ownAnswers(service, "a.example", { host: "b.example", percent });
    expect(shares.map(({ weight }) => weight)).toEqual([100 - percent, percent]);
  });
});

describe("FailoverRecords", () => {
  it("are none where others run every domain", async () => {
    const { resources, result } = await make({ service: libraryWith([images]) });
    expect(resources.counts()).toEqual({ "lifeboat:index:FailoverRecords": 1 });
    expect(result.hosts).toEqual([]);
  });

  it.each<[string, Partial<FailoverRecordsArgs>, RegExp]>([
    [
      "a host without a zone",
      { hostedZones: { "museum.example": "ZM" } },
      /zone of catalogue\.library\.example/,
    ],
    [
      "the apex of a zone",
      { hostedZones: { "library.example": "ZL", "one.library.example": "ZO" } },
      /no CNAME at the apex/,
    ],
    [
      "a canary of a service that changes all at once",
      { canary: { host: "b.example", percent: 5 } },
      /lifeboat:canary\.library/,
    ],
    [
      "a share that is no step",
      { service: libraryWith([catalogue], steps), canary: { host: "b.example", percent: 30 } },
      /traffic steps: 1, 5, 10, 25, 50, 100/,
    ],
  ])("refuse %s", async (_, change, message) => {
    const refused = make(change);
    await expect(refused).rejects.toThrow(ProblemError);
    await expect(refused).rejects.toThrow(message);
  });
});
