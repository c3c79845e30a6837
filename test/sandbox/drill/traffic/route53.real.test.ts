import { beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";
import { createClock } from "../../../../sandbox/drill/clock";
import { parseRoute53 } from "../../../../sandbox/drill/traffic/read-route53";
import { startIngress, type Ingress } from "../../../../sandbox/drill/traffic/ingress";
import {
  probeLimits,
  startRoute53,
  type Route53,
  type Route53Data,
} from "../../../../sandbox/drill/traffic/route53";
import { behind, Opened, until } from "./traffic-fixture";

// A question every 20 ms: three failures in a row take 40 to 60 ms.
const clock = createClock(500);

const record = (name: string, value: string, more: object = {}): object => ({
  ...{ Name: `${name}.`, Type: "CNAME", TTL: 60, ResourceRecords: [{ Value: value }] },
  ...more,
});
const check = (id: string, host: string, more: object = {}): object => ({
  Id: id,
  HealthCheckConfig: {
    ...{ Type: "HTTPS", FullyQualifiedDomainName: host, ResourcePath: "/health" },
    ...{ RequestInterval: 10, FailureThreshold: 3, ...more },
  },
});
const sum = (id: string, children: readonly string[]): object => ({
  Id: id,
  HealthCheckConfig: { Type: "CALCULATED", ChildHealthChecks: children, HealthThreshold: children.length },
});

/** As the two stacks declare a service: the primary gets no traffic while the standby serves. */
const stacks = (standbyText = "healthy"): Route53Data =>
  parseRoute53({
    zones: [],
    recordSets: [
      record("primary.example.com", "lb.east"),
      record("dr.example.com", "lb.west"),
      record("api.example.com", "primary.example.com", {
        ...{ SetIdentifier: "primary", Failover: "PRIMARY", HealthCheckId: "primary" },
      }),
      record("api.example.com", "dr.example.com", {
        ...{ SetIdentifier: "standby", Failover: "SECONDARY", HealthCheckId: "standby" },
      }),
    ],
    healthChecks: [
      check("own", "primary.example.com"),
      check("not-peer", "dr.example.com", { Inverted: true }),
      sum("primary", ["own", "not-peer"]),
      check("standby", "dr.example.com", { Type: "HTTPS_STR_MATCH", SearchString: standbyText }),
    ],
  });

describe("Route 53", () => {
  const opened = new Opened();
  const sockets = new Map<string, string>();
  const paths = new Set<string | undefined>();
  let east: Ingress;
  let west: Ingress;
  let application: string;
  let body = "healthy";
  let route53: Route53;

  beforeAll(async () => {
    application = await opened.application((request, response) => {
      paths.add(`${String(request.headers.host)}${String(request.url)}`);
      response.end(body);
    });
    const certificate = await opened.certificate();
    const ingress = async (): Promise<Ingress> =>
      opened.add(await startIngress({ certificate, find: behind(sockets) }));
    east = await ingress();
    west = await ingress();
  });
  beforeEach(() => {
    body = "healthy";
    sockets.clear();
    sockets.set("primary.example.com", application);
    const addresses = new Map([
      ["lb.east", east.port],
      ["lb.west", west.port],
    ]);
    route53 = startRoute53({ data: stacks(), addresses, clock });
  });
  afterEach(async () => {
    east.mend();
    await route53.close();
  });

  const side = (): string | undefined => route53.answer("api.example.com")?.setIdentifier;
  const settled = (): Promise<void> =>
    until(() => route53.isHealthy("primary") && !route53.isHealthy("standby"), "first questions");

  it("holds new checks for healthy, inverted ones for unhealthy", () => {
    expect(["own", "standby", "not-peer", "primary"].map((id) => route53.isHealthy(id))).toEqual([
      ...[true, true, false, false],
    ]);
    expect(route53.changes).toEqual([]);
  });
  it("finds out who serves, by the own host's health path", async () => {
    await settled();
    expect(side()).toBe("primary");
    expect(route53.follow("api.example.com")).toMatchObject({ host: "lb.east", port: east.port });
    expect([...paths]).toContain("primary.example.com/health");
  });
  it("answers with the primary while neither serves, and with the standby once it does", async () => {
    await settled();
    const faultMs = clock.now();
    east.cut();
    await until(() => !route53.isHealthy("own"), "detection");
    const [change] = route53.changes.filter(({ id }) => id === "own");
    expect(change).toMatchObject({ subject: "https://primary.example.com/health", healthy: false });
    // Three locations must see three failures each, at least two intervals apart.
    expect(clock.toTrueSeconds((change?.at ?? 0) - faultMs)).toBeGreaterThan(19);
    expect(side()).toBe("primary");
    sockets.set("dr.example.com", application);
    await until(() => side() === "standby", "failover");
  });
  it("leaves traffic with the standby when the primary comes back to life beside it", async () => {
    await settled();
    east.cut();
    sockets.set("dr.example.com", application);
    await until(() => side() === "standby", "failover");
    east.mend();
    await until(() => route53.isHealthy("own"), "return of the primary");
    expect(side()).toBe("standby");
    sockets.delete("dr.example.com");
    await until(() => side() === "primary", "failback");
  });
  it("wants the text that a check looks for, in the first 5120 bytes", async () => {
    sockets.set("dr.example.com", application);
    body = `${"x".repeat(5113)}healthy`;
    await until(() => route53.isHealthy("own") && !route53.isHealthy("not-peer"), "statuses");
    expect(route53.isHealthy("standby")).toBe(true);
    body = `${"x".repeat(5114)}healthy`;
    await until(() => !route53.isHealthy("standby"), "text out of reach");
    expect(route53.isHealthy("not-peer")).toBe(false);
  });
  it("keeps what it found when records and checks are loaded again, and asks by the new settings", async () => {
    await settled();
    route53.load(stacks());
    expect(route53.isHealthy("standby")).toBe(false);
    expect(side()).toBe("primary");
    sockets.set("dr.example.com", application);
    await until(() => route53.isHealthy("standby"), "standby");
    route53.load(stacks("other text"));
    await until(() => !route53.isHealthy("standby"), "changed text");
  });
  it("refuses records and checks that count on a check that is not there, and stays as it was", async () => {
    const { recordSets, healthChecks } = stacks();
    const without = (id: string) => ({
      recordSets,
      healthChecks: healthChecks.filter((one) => one.id !== id),
    });
    expect(() => {
      route53.load(without("standby"));
    }).toThrow("record api.example.com: health check standby does not exist");
    expect(() => {
      route53.load(without("own"));
    }).toThrow("health check primary → own: does not exist");
    await settled();
  });
  it("asks nothing any more once it is closed", async () => {
    await settled();
    await route53.close();
    // A question that was broken off may still be on its way through the ingress.
    await clock.sleep(30);
    paths.clear();
    await clock.sleep(50);
    expect([...paths]).toEqual([]);
  });
  it("leaves a busy machine two real seconds for an answer, whatever the scale", () => {
    expect(probeLimits(createClock(1))).toEqual({ connectLimitMs: 4000, answerLimitMs: 2000 });
    expect(probeLimits(createClock(120))).toEqual({ connectLimitMs: 2000, answerLimitMs: 2000 });
  });
});
