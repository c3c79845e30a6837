import { expect, it } from "vitest";
import type { Settings } from "../../../sandbox/engine/config-merge";
import { sandboxValues, withFixedSecrets, type SandboxValues } from "../../../sandbox/engine/sandbox-values";

it("makes passwords for services of the catalog only: a name that was mistyped leaves nothing behind", () => {
  const databaseHosts = { "tasks-app": "db.example.com", nope: "h.example.com" };
  const names = Object.keys(
    sandboxValues["prod"]?.secrets({ "lifeboat:databaseHosts": databaseHosts }) ?? {},
  );
  expect(names).toContain("lifeboat:databaseSecrets.tasks-app.admin");
  expect(names).toContain("lifeboat:workloadSecrets.tasks-app.ADMIN_TOKEN");
  expect(names.filter((name) => name.includes("nope"))).toEqual([]);
});

it("makes passphrases of repositories where a server archives, the same in both stacks", () => {
  const settings = {
    "lifeboat:databaseHosts": { "tasks-app": "h.example.com", "kyb-platform": "h.example.com" },
    "lifeboat:databaseServers": { "kyb-platform": "cluster" },
  };
  const made = (stack: string, more: Settings = {}) =>
    Object.fromEntries(
      Object.entries(sandboxValues[stack]?.secrets({ ...settings, ...more }) ?? {})
        .filter(([key]) => key.startsWith("lifeboat:repositorySecrets."))
        .map(([key, make]) => [key, make()]),
    );
  const prod = made("prod");
  expect(Object.keys(prod)).toEqual([
    "lifeboat:repositorySecrets.kyb-platform.primary",
    "lifeboat:repositorySecrets.kyb-platform.standby",
  ]);
  expect(new Set(Object.values(prod)).size).toBe(2);
  for (const word of Object.values(prod)) expect(word).toMatch(/^[!-~]{32,}$/);
  expect(made("dr")).toEqual(prod);
  expect(made("prod", { "lifeboat:databaseServers": { "kyb-platform": "external" } })).toEqual({});
});

it("has secrets of their own form that are the same each time where they are to be, and new ones elsewhere", () => {
  const hosts = { "lifeboat:role": "primary", "lifeboat:databaseHosts": { "tasks-app": "h.example.com" } };
  const made = (values: SandboxValues) =>
    Object.entries(values["prod"]?.secrets(hosts) ?? {}).map(([key, make]) => `${key}=${make()}`);
  const fixed = made(withFixedSecrets(sandboxValues));
  expect(made(withFixedSecrets(sandboxValues))).toEqual(fixed);
  expect(new Set(fixed.map((pair) => pair.split("=")[1])).size).toBe(fixed.length);
  expect(fixed).toContainEqual(
    expect.stringMatching(/^lifeboat:ageIdentity=AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/),
  );
  const fresh = made(sandboxValues);
  expect(made(sandboxValues).filter((pair) => fresh.includes(pair))).toEqual([]);
});
