import { expect, it } from "vitest";
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
