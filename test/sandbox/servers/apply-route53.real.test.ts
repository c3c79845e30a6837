import { expect, it } from "vitest";
import { z } from "zod";
import { applyAws, hostedZones } from "../../../sandbox/servers/apply-aws";
import { describeReal } from "../../support/describe-real";
import { motoCli } from "./moto-cli";
import { route53Of } from "./route53-resources";

describeReal("declared resources of Route 53", ["moto", "boto3", "awscli"], () => {
  const moto = motoCli();
  const { aws } = moto;

  const zones = hostedZones({ "orders.example": "ZORDERS" });
  const route53 = async (...args: string[]): Promise<unknown> =>
    JSON.parse(await aws("route53", ...args, "--output", "json"));

  async function zoneId(): Promise<string> {
    const ids = z.array(z.string()).parse(await route53("list-hosted-zones", "--query", "HostedZones[].Id"));
    expect(ids).toHaveLength(1);
    return ids[0] ?? "";
  }
  const records = async () =>
    z
      .array(
        z.looseObject({
          SetIdentifier: z.string(),
          ResourceRecords: z.array(z.object({ Value: z.string() })),
        }),
      )
      .parse(
        await route53(
          ...["list-resource-record-sets", "--hosted-zone-id", await zoneId()],
          ...["--query", "ResourceRecordSets[?Type=='CNAME']"],
        ),
      );
  const checks = async () =>
    z
      .array(
        z.looseObject({
          Id: z.string(),
          CallerReference: z.string(),
          HealthCheckConfig: z.looseObject({}),
        }),
      )
      .parse(await route53("list-health-checks", "--query", "HealthChecks"));

  it("exist as declared, the health checks of both environments beside each other", async () => {
    await applyAws(moto.url, [...zones, ...route53Of("primary")]);
    const { applied } = await applyAws(moto.url, [...zones, ...route53Of("standby")]);
    expect(applied.filter(({ type }) => type.endsWith(":Record")).map(({ id }) => id)).toContain(
      "www.orders.example CNAME standby",
    );
    const made = await checks();
    const of = (reference: string) => made.find(({ CallerReference }) => CallerReference === reference);
    expect(made).toHaveLength(4);
    expect(of("primary-endpoint")?.HealthCheckConfig).toMatchObject({
      Type: "HTTPS_STR_MATCH",
      FullyQualifiedDomainName: "primary.orders.example",
      Port: 443,
      ResourcePath: "/health",
      SearchString: '"healthy"',
      RequestInterval: 10,
      FailureThreshold: 3,
      EnableSNI: true,
      Inverted: false,
    });
    expect(of("standby-endpoint")?.HealthCheckConfig["Inverted"]).toBe(true);
    expect(of("primary-all")?.HealthCheckConfig).toMatchObject({
      Type: "CALCULATED",
      HealthThreshold: 1,
      ChildHealthChecks: [of("primary-endpoint")?.Id],
    });
    const failover = (await records()).filter((record) => record["Failover"] !== undefined);
    expect(failover).toEqual([
      {
        Name: "www.orders.example.",
        Type: "CNAME",
        TTL: 60,
        SetIdentifier: "primary",
        Failover: "PRIMARY",
        HealthCheckId: of("primary-all")?.Id,
        ResourceRecords: [{ Value: "primary.orders.example" }],
      },
      expect.objectContaining({ Failover: "SECONDARY", HealthCheckId: of("standby-all")?.Id }),
    ]);
  });

  it("may be applied again: what changed is changed, and nothing is there twice", async () => {
    await applyAws(moto.url, [...zones, ...route53Of("primary", 99)]);
    const before = await checks();
    await applyAws(moto.url, [...zones, ...route53Of("primary", 0)]);
    expect(await checks()).toEqual(before);
    const weights = (await records()).map(({ SetIdentifier, Weight }) => [SetIdentifier, Weight]);
    expect(weights).toHaveLength(3);
    expect(weights).toEqual(
      expect.arrayContaining([
        ["primary", undefined],
        ["stable", 0],
        ["canary", 100],
      ]),
    );
  });

  it("are left out where nobody made their zone, or where only a deployment knows their children", async () => {
    const [all] = route53Of("primary").filter(({ name }) => name === "all");
    const previewed = {
      type: all?.type ?? "",
      name: "all",
      inputs: { ...all?.inputs, childHealthchecks: ["[unknown]"] },
    };
    const { skipped } = await applyAws(moto.url, [...route53Of("primary"), previewed]);
    expect(skipped.map(({ name, reason }) => `${name}: ${reason.split(":")[0] ?? ""}`)).toEqual([
      "all: childHealthchecks is unknown",
      "public: zoneId ZORDERS",
      "own-stable: zoneId ZORDERS",
      "own-canary: zoneId ZORDERS",
    ]);
  });
});
