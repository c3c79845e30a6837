import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { checkAll } from "../../../infra/config";
import { parseConfig } from "../../../infra/config/parse";
import { keys } from "../../../infra/config/schema";
import { formatProblems } from "../../../infra/problem";
import { parse, storedWithout, things } from "./parsing";
import { secretValues, validRaw } from "./valid";

describe("a missing value", () => {
  it.each([
    "role",
    "region",
    "replicaRegion",
    "accountId",
    "oidcProvider",
    "jobImage",
    "ageRecipients",
    "databaseHosts",
  ])("is reported: %s", (key) => {
    const { problems } = parse({}, [key]);
    expect(problems.map((problem) => [problem.thing, problem.value])).toEqual([
      [`config lifeboat:${key}`, "(missing)"],
    ]);
  });

  it("is reported on the standby: primaryRegion", () => {
    expect(things({ role: "standby" }, ["replicaRegion"])).toEqual(["primaryRegion", "peerStack"]);
  });

  it("is reported for secrets as a whole and service by service", () => {
    expect(things({}, ["databaseSecrets", "ageIdentity"]).toSorted()).toEqual([
      "ageIdentity",
      "databaseSecrets",
    ]);
    const others = storedWithout("databaseSecrets", "tasks-app");
    expect(things({ databaseSecrets: JSON.stringify(others) })).toEqual(["databaseSecrets.tasks-app"]);
    const half = JSON.stringify({
      ...others,
      "tasks-app": { backup: "only", admin: "this", migrate: "a", monitor: "m", app: "b" },
    });
    expect(things({ databaseSecrets: half })).toEqual(["databaseSecrets.tasks-app.restore"]);
  });

  it("is reported beside a wrong entry of another service", () => {
    const others = storedWithout("databaseSecrets", "tasks-app");
    const both = JSON.stringify({
      ...others,
      "kyb-platform": { backup: "only", migrate: "a", monitor: "m", app: "b" },
    });
    expect(things({ databaseSecrets: both }).toSorted()).toEqual([
      "databaseSecrets.kyb-platform.admin",
      "databaseSecrets.kyb-platform.restore",
      "databaseSecrets.tasks-app",
    ]);
  });

  it("is reported for the host of one service", () => {
    const others = storedWithout("databaseHosts", "jackpot-service");
    expect(things({ databaseHosts: JSON.stringify(others) })).toEqual(["databaseHosts.jackpot-service"]);
  });
});

describe("a store of secrets", () => {
  const secretStore = '{"kind": "ClusterSecretStore", "name": "vault"}';
  const admins = JSON.stringify(Object.fromEntries(services.map(({ id }) => [id, { admin: "a" }])));
  const lacking = ["ageIdentity", "workloadSecrets"];
  const cloudflareTokens = JSON.stringify({ settings: secretValues.token });

  it("leaves the administrators' passwords and the settings' token as the secrets of config", () => {
    const parsed = parse({ secretStore, databaseSecrets: admins, cloudflareTokens }, lacking);
    expect(checkAll(parsed, services)).toEqual([]);
    expect(parsed.config?.settings.secretStore).toEqual({ kind: "ClusterSecretStore", name: "vault" });
  });

  it("is what makes them enough", () => {
    const parsed = parse({ databaseSecrets: admins, cloudflareTokens }, lacking);
    const refused = checkAll(parsed, services).map(({ thing }) => thing.replace("config lifeboat:", ""));
    expect(refused).toHaveLength(1 + 5 * services.length + 1 + 2);
    expect(refused).toEqual(
      expect.arrayContaining([
        "ageIdentity",
        "databaseSecrets.kyb-platform.app",
        "cloudflareTokens.purge",
        "workloadSecrets.tasks-app.ADMIN_TOKEN",
      ]),
    );
  });
});

describe("names that nobody knows", () => {
  it("are reported with the closest key", () => {
    const [problem] = parse({ databseHosts: "{}" }).problems;
    expect(problem?.thing).toBe("config lifeboat:databseHosts");
    expect(problem?.remedy).toContain("did you mean databaseHosts?");
  });

  it("are reported with the closest service", () => {
    const [problem] = parse({ databasePorts: '{"task-app": 5432}' }).problems;
    expect(problem?.thing).toBe("config lifeboat:databasePorts.task-app");
    expect(problem?.remedy).toContain("did you mean tasks-app?");
  });
});

describe("secrets", () => {
  it("never are in a problem, however wrong they are", () => {
    const wrong = `hunter2-${secretValues.password}`;
    const { problems } = parse({
      ageIdentity: wrong,
      databaseSecrets: JSON.stringify({ "kyb-platform": wrong }),
    });
    expect(problems.length).toBeGreaterThanOrEqual(2);
    expect(formatProblems(problems)).not.toContain("hunter2");
  });

  it("of the CDN must be stored encrypted", () => {
    const { problems } = parseConfig(validRaw(), services, (key) => key !== "cloudflareTokens");
    expect(problems.map(({ thing }) => thing)).toEqual(["config lifeboat:cloudflareTokens"]);
  });

  it("must be stored encrypted", () => {
    const { problems, config } = parseConfig(validRaw(), services, (key) => key !== "ageIdentity");
    expect(config).toBeUndefined();
    expect(problems.map((problem) => [problem.thing, problem.value])).toEqual([
      ["config lifeboat:ageIdentity", "(stored in plain text)"],
    ]);
  });

  it.each([
    ["a second line, which a password file would not hold", "b\n"],
    ["a letter that clients send as different bytes", "bücher"],
  ])("may not have %s", (_what, backup) => {
    const ids = services.map((service) => service.id);
    const value = { admin: "ä", backup, restore: "c", migrate: "d", monitor: "m", app: "e" };
    expect(
      things({ databaseSecrets: JSON.stringify(Object.fromEntries(ids.map((id) => [id, value]))) }),
    ).toHaveLength(services.length);
  });
});

describe("several problems", () => {
  it("are all reported at once, numbered, each with its rule and remedy", () => {
    const { problems } = parse({ role: "boss", region: "mars", colour: "red" }, ["jobImage", "ageIdentity"]);
    const text = formatProblems(problems);
    expect(problems).toHaveLength(5);
    expect(text).toMatch(/^5 problems in the declaration; nothing was deployed:/);
    for (const [index, thing] of ["role", "region", "jobImage", "ageIdentity", "colour"].entries()) {
      expect(text).toContain(`  ${index + 1}. config lifeboat:${thing}: `);
    }
    expect(text.match(/must: /g)).toHaveLength(5);
    expect(text.match(/do: /g)).toHaveLength(5);
  });

  it("are none for an empty list", () => {
    expect(formatProblems([])).toBe("");
  });
});

it("an empty config names every key that is needed", () => {
  const needed = things({}, Object.keys(validRaw()));
  // What depends on the services and on other keys is required by checks of their own.
  const perRole = [
    ...["replicaRegion", "hostedZones", "workloadSecrets", "repositorySecrets", "cloudflareZones"],
    ...["cloudflareTokens", "oncall"],
  ];
  expect(needed).toEqual(keys.filter((key) => key in validRaw() && !perRole.includes(key)));
});
