import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { services } from "../../../infra/catalog";
import { kybPlatform } from "../../../infra/catalog/kyb-platform";
import type { Service } from "../../../infra/catalog/types";
import { readConfig } from "../../../infra/config";
import { dumpsAlone } from "../../support/dumps-alone";
import { configure, validWithKeys } from "./configured";

let valid: Record<string, string>;

beforeAll(async () => {
  valid = await validWithKeys();
});
afterEach(() => {
  vi.unstubAllEnvs();
  setAllConfig({});
});

describe("readConfig", () => {
  it("gives settings in the clear and secrets as Pulumi secrets", async () => {
    configure(valid);
    const config = await readConfig(services);
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
    expect(value).toBe(valid["ageIdentity"]);
  });

  it("stops with one list of what is wrong with config and catalog", async () => {
    configure({ ...valid, role: "boss", surprise: "1" });
    const odd = { ...kybPlatform, objectives: { ...kybPlatform.objectives, rpoMinutes: 1 } };
    const stop = (): Promise<unknown> =>
      readConfig(services.map((service) => (service.id === odd.id ? odd : service)));
    await expect(stop()).rejects.toThrow(pulumi.RunError);
    await expect(stop()).rejects.toThrow(
      /^3 problems.*lifeboat:role.*lifeboat:surprise.*kyb-platform: objectives\.rpoMinutes/s,
    );
  });

  it("stops where a CDN has no zone or no token, and names both", async () => {
    const { cloudflareTokens, ...rest } = valid;
    expect(cloudflareTokens).toBeDefined();
    configure({ ...rest, cloudflareZones: '{"elsewhere.example": "' + "c".repeat(32) + '"}' });
    await expect(readConfig(services)).rejects.toThrow(
      /^4 problems.*name the zone of cdn\.tasks-app\.example.*cloudflareTokens\.purge.*cloudflareTokens\.settings.*cloudflareZones\.elsewhere\.example/s,
    );
    configure({ ...rest, cloudflareZones: "{}", services: '["kyb-platform"]' });
    expect((await readConfig(services)).secrets.cloudflare).toBeUndefined();
  });

  it("stops when a secret is stored in plain text", async () => {
    configure(valid, ["lifeboat:databaseSecrets"]);
    await expect(readConfig(services)).rejects.toThrow(/lifeboat:ageIdentity: \(stored in plain text\)/);
    await expect(readConfig(services)).rejects.toThrow(/lifeboat:oncall: \(stored in plain text\)/);
  });

  it("fails if a paging severity notifies nobody", async () => {
    configure({ ...valid, oncall: "{}" });
    await expect(readConfig(services)).rejects.toThrow(/^1 problem.*lifeboat:oncall: \(missing\)/s);
  });

  it("stops when a mail server's login has no password", async () => {
    const to = { default: "oncall@lifeboat.internal" };
    const oncallMail = { smarthost: "smtp.internal:587", from: "a@lifeboat.internal", username: "a", to };
    configure({ ...valid, oncallMail: JSON.stringify(oncallMail) });
    await expect(readConfig(services)).rejects.toThrow(
      /^1 problem.*lifeboat:oncall\.smtpPassword: \(missing\)/s,
    );
  });

  it("uses the config's suffix and horizon for the catalog's checks", async () => {
    configure({ ...valid, capacityHorizon: "12" });
    const dumped = services.map((service) =>
      service.id === "stock-analysis" ? dumpsAlone(service) : service,
    );
    await expect(readConfig(dumped)).rejects.toThrow(
      /^1 problem.*stock-analysis: objectives\.rpoMinutes at 500 GiB.*do: +shorten its longest part/s,
    );
    configure({ ...valid, capacityHorizon: "6" });
    expect((await readConfig(dumped)).capacityHorizon).toBe("months6");
  });

  it("refuses a dump a day without an engine that keeps the RPO", async () => {
    const dailyOf = (service: Service): Service => ({
      ...service,
      backup: { ...service.backup, schedule: "0 2 * * *" },
    });
    configure(valid);
    const provided = services.map((each) => (each.id === "tasks-app" ? dailyOf(dumpsAlone(each)) : each));
    await expect(readConfig(provided)).rejects.toThrow(
      /^1 problem.*tasks-app: objectives\.rpoMinutes at 10 GiB/s,
    );
  });
});
