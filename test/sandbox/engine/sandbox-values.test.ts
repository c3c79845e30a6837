import { expect, it } from "vitest";
import { sandboxValues } from "../../../sandbox/engine/sandbox-values";

it("makes passwords for services of the catalog only: a name that was mistyped leaves nothing behind", () => {
  const databaseHosts = { "tasks-app": "db.example.com", nope: "h.example.com" };
  const names = Object.keys(
    sandboxValues["prod"]?.secrets({ "lifeboat:databaseHosts": databaseHosts }) ?? {},
  );
  expect(names).toContain("lifeboat:databaseSecrets.tasks-app.admin");
  expect(names).toContain("lifeboat:workloadSecrets.tasks-app.ADMIN_TOKEN");
  expect(names.filter((name) => name.includes("nope"))).toEqual([]);
});
