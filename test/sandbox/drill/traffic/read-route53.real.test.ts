import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRoute53 } from "../../../../sandbox/drill/traffic/read-route53";
import { startMoto, type Moto } from "../../../../sandbox/servers/moto";
import { describeReal } from "../../../support/describe-real";

/** Two checks, a zone with a failover pair and more records than one page of the API holds. */
const APPLY = `
import sys, boto3
client = boto3.client("route53", region_name="us-east-1", endpoint_url=sys.argv[1],
                      aws_access_key_id="sandbox", aws_secret_access_key="sandbox")
own = client.create_health_check(CallerReference="own", HealthCheckConfig={
    "Type": "HTTPS_STR_MATCH", "FullyQualifiedDomainName": "primary.example.com", "Port": 443,
    "ResourcePath": "/health", "SearchString": "ok", "RequestInterval": 10, "FailureThreshold": 3,
    "EnableSNI": True, "Regions": ["us-east-1", "eu-west-1", "sa-east-1"]})["HealthCheck"]["Id"]
both = client.create_health_check(CallerReference="both", HealthCheckConfig={
    "Type": "CALCULATED", "ChildHealthChecks": [own], "HealthThreshold": 1, "Inverted": True})["HealthCheck"]["Id"]
zone = client.create_hosted_zone(Name="example.com", CallerReference="z")["HostedZone"]["Id"]
def cname(name, value, **more):
    return {"Action": "CREATE", "ResourceRecordSet": {"Name": name, "Type": "CNAME", "TTL": 60,
            "ResourceRecords": [{"Value": value}], **more}}
client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
    cname("api.example.com", "primary.example.com", SetIdentifier="primary", Failover="PRIMARY", HealthCheckId=own),
    cname("own.example.com", "lb.net", SetIdentifier="stable", Weight=95),
    *[cname(f"n{index:03}.example.com", "lb.net") for index in range(320)],
]})
print(own, both)
`;

describeReal("reading Route 53", ["moto", "boto3"], () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(async () => {
    await moto.stop();
  });

  it("finds nothing where nothing is", async () => {
    expect(await readRoute53(moto.url)).toEqual({ recordSets: [], healthChecks: [] });
  });
  it("gives record sets of all pages and health checks in the API's words", async () => {
    const { stdout } = await promisify(execFile)("/usr/bin/python3", ["-c", APPLY, moto.url]);
    const [own = "", both = ""] = stdout.trim().split(" ");
    const { recordSets, healthChecks } = await readRoute53(moto.url);
    expect(recordSets).toHaveLength(322);
    expect(recordSets.find(({ name }) => name === "api.example.com")).toEqual({
      ...{ name: "api.example.com", target: "primary.example.com", ttlSeconds: 60 },
      ...{ setIdentifier: "primary", failover: "PRIMARY", weight: undefined, healthCheckId: own },
    });
    expect(recordSets.find(({ name }) => name === "own.example.com")).toMatchObject({ weight: 95 });
    expect(healthChecks).toEqual([
      {
        ...{ id: own, inverted: false, disabled: false, kind: "endpoint", host: "primary.example.com" },
        ...{ path: "/health", search: "ok", intervalSeconds: 10, failureThreshold: 3 },
      },
      {
        ...{ id: both, inverted: true, disabled: false, kind: "calculated" },
        ...{ children: [own], healthThreshold: 1 },
      },
    ]);
  });
  it("says so when nobody answers", async () => {
    await expect(readRoute53("http://127.0.0.1:1")).rejects.toThrow(/Could not connect to the endpoint/);
  });
});
