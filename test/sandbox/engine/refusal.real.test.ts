import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary, runOnDev, type Ended, type TemporarySandbox } from "./temporary-sandbox";

const overrides = {
  "lifeboat:role": "boss",
  "lifeboat:bucketSuffix": "a-suffix-that-no-bucket-has-room-for",
  "lifeboat:databaseHosts": { "tasks-app": "db.example.com" },
  "lifeboat:oncall": { deadManToken: "word" },
};

describe("config and catalog with everything wrong, by the real engine", () => {
  let temporary: TemporarySandbox;
  let up: Ended;

  beforeAll(async () => {
    temporary = await openTemporary("broken", { values: { dev: { secrets: () => ({}), overrides } } });
    up = await runOnDev(temporary, [], "up", "--yes", "--skip-preview");
  });
  afterAll(() => {
    temporary.dispose();
  });

  it.each([
    ["an unknown role", /config lifeboat:role: "boss"\s+must: be primary or standby/],
    ["a bucket's name that is too long", /config lifeboat:bucketSuffix/],
    [
      "no cluster",
      /config kubernetes:context: \(missing\)[^]*set kubernetes:context '<context>' --stack dev/,
    ],
    ["no account", /config aws:allowedAccountIds: \(missing\)/],
    ["a placeholder", /config lifeboat:databaseHosts\.tasks-app: "db\.example\.com" \(a placeholder\)/],
    [
      "a part of a secret that is not encrypted",
      /config lifeboat:oncall\.deadManToken: \(stored in plain text\)/,
    ],
    ["a missing secret", /config lifeboat:databaseSecrets: \(missing\)/],
    ["an RPO that no engine keeps", /kyb-platform: objectives\.rpoMinutes/],
    ["a malformed schedule", /tasks-app: backup\.schedule: "\*\/30 \* \* \*/],
    ["an unknown time zone", /stock-analysis: backup\.timeZone: "Mars\/Olympus/],
    ["a service without tiers", /dotmac-platform: backup\.tiers/],
    ["two services with one namespace", /namespace of kyb-platform and jackpot-service/],
  ])("tells %s", (_what, message) => {
    expect(up.output).toMatch(message);
  });

  it("is one error, and deploys nothing", async () => {
    expect(up.code).not.toBe(0);
    expect(up.output.match(/^ *error: /gm)).toHaveLength(1);
    const exported = await runOnDev(temporary, [], "stack", "export");
    expect(exported.output).not.toContain("aws:sns/topic:Topic");
  });
});
