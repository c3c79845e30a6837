import { describe, expect, it } from "vitest";
import type { CdnPurge, Domain } from "../../../../infra/catalog/types";
import { purgeSetting } from "../../../../infra/components/jobs/purge-settings";

const cdn: CdnPurge = {
  host: "cdn.library.example",
  scope: "files",
  files: ["/cover.png", "/app.js?v=1"],
  expectStatuses: ["MISS", "HIT"],
  intervalSeconds: 5,
};
const domain: Domain = { host: cdn.host, serves: "cdn", port: 443, healthPath: "/", failover: false };
const config = { cloudflareZones: { "library.example": "0".repeat(32) }, cloudflareApiUrl: undefined };

describe("purgeSetting", () => {
  it("makes URLs of the catalog's paths, and asks Cloudflare's own API", () => {
    expect(purgeSetting({ cdn, domains: [domain] }, config)).toEqual({
      apiUrl: "https://api.cloudflare.com/client/v4",
      zoneId: "0".repeat(32),
      scope: "files",
      files: ["https://cdn.library.example/cover.png", "https://cdn.library.example/app.js?v=1"],
      expectStatuses: ["MISS", "HIT"],
      intervalSeconds: 5,
    });
  });

  it("takes the domain's port and the config's API", () => {
    const setting = purgeSetting(
      { cdn, domains: [{ ...domain, port: 8443 }] },
      { ...config, cloudflareApiUrl: "http://127.0.0.1:1" },
    );
    expect(setting).toMatchObject({ apiUrl: "http://127.0.0.1:1" });
    expect(setting?.files[0]).toBe("https://cdn.library.example:8443/cover.png");
  });

  it("is nothing for a service without a CDN", () => {
    expect(purgeSetting({ domains: [] }, config)).toBeUndefined();
  });

  it("fails where the host lies in no zone", () => {
    expect(() => purgeSetting({ cdn, domains: [] }, { ...config, cloudflareZones: {} })).toThrow(
      "no zone of cdn",
    );
  });
});
