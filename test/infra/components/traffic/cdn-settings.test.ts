import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Service } from "../../../../infra/catalog/types";
import { cacheRule, cdnSettings, CdnSettings } from "../../../../infra/components/traffic/cdn-settings";
import { declared } from "../../../support/pulumi-mocks";
import { library, libraryWithCdn } from "../../../support/service-fixture";

const [one, two] = ["1".repeat(32), "2".repeat(32)];
const service: Service = libraryWithCdn;
const config = {
  role: "primary",
  cloudflareZones: { "library.example": one },
  cloudflareApiUrl: undefined,
} as const;
const tokens = { purge: pulumi.secret("purge-word"), settings: pulumi.secret("zone-word") };

describe("cacheRule", () => {
  it("keeps what the host serves as the origin says, and no error of the origin", () => {
    expect(cacheRule("cdn.library.example")).toMatchObject({
      expression: '(http.host eq "cdn.library.example")',
      action: "set_cache_settings",
      actionParameters: {
        cache: true,
        edgeTtl: { mode: "respect_origin", statusCodeTtls: [{ statusCodeRange: { from: 500 }, value: -1 }] },
      },
    });
  });
});

describe("cdnSettings", () => {
  it("answers nothing below TLS 1.2 and nothing by plain HTTP, with a token of its own", async () => {
    const { resources } = await declared(() => cdnSettings([service], config, tokens));
    expect(resources.counts()).toEqual({
      "cloudflare:index/ruleset:Ruleset": 1,
      "cloudflare:index/zoneSetting:ZoneSetting": 2,
      "lifeboat:index:CdnSettings": 1,
      "pulumi:providers:cloudflare": 1,
    });
    const settings = resources.all("cloudflare:index/zoneSetting:ZoneSetting").map(({ inputs }) => inputs);
    expect(settings).toEqual([
      { zoneId: one, settingId: "always_use_https", value: "on" },
      { zoneId: one, settingId: "min_tls_version", value: "1.2" },
    ]);
    const provider = resources.one("pulumi:providers:cloudflare");
    expect(provider.inputs).toEqual({ apiToken: "zone-word" });
    expect(provider.secretPaths).toEqual(["apiToken"]);
    for (const { name, type, provider: used } of resources.all())
      if (type.startsWith("cloudflare:")) expect(used, name).toBe("cdn-cloudflare");
  });

  it("has one ruleset for a zone, with a rule for each host", async () => {
    const zones = [
      { domain: "library.example", zoneId: one, hosts: ["a.library.example", "b.library.example"] },
      { domain: "museum.example", zoneId: two, hosts: ["cdn.museum.example"] },
    ];
    const apiUrl = "https://gateway.internal/client/v4";
    const { resources } = await declared(() => new CdnSettings("cdn", { zones, token: "t", apiUrl }));
    const rulesets = resources.all("cloudflare:index/ruleset:Ruleset");
    expect(rulesets.map(({ name }) => name)).toEqual([
      "cdn-library.example-cache",
      "cdn-museum.example-cache",
    ]);
    expect(rulesets[0]?.inputs).toMatchObject({
      zoneId: one,
      kind: "zone",
      phase: "http_request_cache_settings",
      rules: [{ ref: "lifeboat-a.library.example" }, { ref: "lifeboat-b.library.example" }],
    });
    expect(resources.one("pulumi:providers:cloudflare").inputs).toMatchObject({ baseUrl: apiUrl });
  });

  it("is the primary's alone, by role: two stacks would undo each other's changes", async () => {
    const { resources } = await declared(() =>
      cdnSettings([service], { ...config, role: "standby" }, tokens),
    );
    expect(resources.counts()).toEqual({});
  });

  it("is nothing where no service has a CDN", async () => {
    const { resources } = await declared(() => cdnSettings([library], config, undefined));
    expect(resources.counts()).toEqual({});
  });

  it("fails without its token", async () => {
    const { purge } = tokens;
    await expect(
      declared(() => cdnSettings([service], config, { purge, settings: undefined })),
    ).rejects.toThrow("cloudflareTokens.settings: missing");
  });
});
