import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { afterEach, describe, expect, it, vi } from "vitest";
import { services } from "../../../infra/catalog";
import { kybPlatform } from "../../../infra/catalog/kyb-platform";
import { readConfig } from "../../../infra/config";
import { secretValues, validRaw } from "./valid";

const secretKeys = [
  "lifeboat:databaseSecrets",
  "lifeboat:workloadSecrets",
  "lifeboat:cloudflareTokens",
  "lifeboat:ageIdentity",
  "lifeboat:oncall",
];

function configure(raw: Readonly<Record<string, string>>, encrypted: readonly string[] = secretKeys): void {
  const all: Record<string, string> = { "aws:region": "us-east-1" };
  for (const [key, value] of Object.entries(raw)) all[`lifeboat:${key}`] = value;
  setAllConfig(all, [...encrypted]);
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", JSON.stringify(encrypted));
}

afterEach(() => {
  vi.unstubAllEnvs();
  setAllConfig({});
});

describe("readConfig", () => {
  it("gives settings in the clear and secrets as Pulumi secrets", async () => {
    configure(validRaw());
    const config = readConfig(services);
    expect(config.role).toBe("primary");
    const identity = config.secrets.ageIdentity ?? expect.fail("no private key");
    const outputs = [
      identity,
      ...Object.values(config.secrets.oncall),
      config.secrets.cloudflare?.purge ?? expect.fail("no token of the purge"),
      config.secrets.cloudflare?.settings ?? expect.fail("no token of the settings"),
      ...Object.values(config.secrets.databases).flatMap(
        ({ admin, backup, restore, migrate, app }): pulumi.Output<string>[] =>
          [admin, backup, restore, migrate, app].map((word) => word ?? expect.fail("no password of a login")),
      ),
    ];
    expect(outputs).toHaveLength(4 + 5 * services.length);
    for (const output of outputs) expect(await pulumi.isSecret(output)).toBe(true);
    const value = await new Promise((resolve) => identity.apply(resolve));
    expect(value).toBe(secretValues.identity);
  });

  it("stops with one list of what is wrong with config and catalog", () => {
    configure({ ...validRaw(), role: "boss", surprise: "1" });
    const odd = { ...kybPlatform, backup: { ...kybPlatform.backup, schedule: "0 2 * * *" } };
    const stop = (): unknown =>
      readConfig(services.map((service) => (service.id === odd.id ? odd : service)));
    expect(stop).toThrow(pulumi.RunError);
    expect(stop).toThrow(
      /^3 problems.*lifeboat:role.*lifeboat:surprise.*kyb-platform: objectives\.rpoMinutes/s,
    );
  });

  it("stops where a CDN has no zone or no token, and names both", () => {
    const { cloudflareTokens, ...rest } = validRaw();
    expect(cloudflareTokens).toBeDefined();
    configure({ ...rest, cloudflareZones: '{"elsewhere.example": "' + "0".repeat(32) + '"}' });
    expect(() => readConfig(services)).toThrow(
      /^4 problems.*name the zone of cdn\.tasks-app\.example.*cloudflareTokens\.purge.*cloudflareTokens\.settings.*cloudflareZones\.elsewhere\.example/s,
    );
    configure({ ...rest, cloudflareZones: "{}", services: '["kyb-platform"]' });
    expect(readConfig(services).secrets.cloudflare).toBeUndefined();
  });

  it("stops when a secret is stored in plain text", () => {
    configure(validRaw(), ["lifeboat:databaseSecrets"]);
    expect(() => readConfig(services)).toThrow(/lifeboat:ageIdentity: \(stored in plain text\)/);
    expect(() => readConfig(services)).toThrow(/lifeboat:oncall: \(stored in plain text\)/);
  });

  it("fails if a paging severity notifies nobody", () => {
    configure({ ...validRaw(), oncall: "{}" });
    expect(() => readConfig(services)).toThrow(/^1 problem.*lifeboat:oncall: \(missing\)/s);
  });

  it("stops when a mail server's login has no password", () => {
    const to = { default: "oncall@example.com" };
    const oncallMail = { smarthost: "smtp.example.com:587", from: "a@example.com", username: "a", to };
    configure({ ...validRaw(), oncallMail: JSON.stringify(oncallMail) });
    expect(() => readConfig(services)).toThrow(/^1 problem.*lifeboat:oncall\.smtpPassword: \(missing\)/s);
  });

  it("uses the config's suffix and horizon for the catalog's checks", () => {
    configure({ ...validRaw(), capacityHorizon: "12" });
    expect(() => readConfig(services)).toThrow(/stock-analysis: objectives\.rpoMinutes at 500 GiB/);
  });
});
