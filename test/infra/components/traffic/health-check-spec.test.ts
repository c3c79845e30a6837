import { describe, expect, it } from "vitest";
import { healthCheckSpec } from "../../../../infra/components/traffic/health-check-spec";

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
