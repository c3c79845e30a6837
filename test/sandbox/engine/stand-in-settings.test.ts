import { describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { placeholderProblems } from "../../../infra/config/check/placeholders";
import { keys } from "../../../infra/config/schema";
import { repositoryRoot } from "../../../sandbox/engine/paths";
import { stackSettings } from "../../../sandbox/engine/project";
import { standInSettings } from "../../../sandbox/engine/stand-in-settings";

const own = (stack: string) => stackSettings(repositoryRoot(__dirname), stack);

describe.each(["prod", "dr"])("the settings of %s in the sandbox", (stack) => {
  it("have no placeholder", () => {
    const given = Object.fromEntries(
      Object.entries(own(stack)).map(([key, value]) => [key.replace("lifeboat:", ""), value]),
    );
    expect(given["jobImage"]).toMatch(/^registry\.sandbox\.internal\/lifeboat-jobs@sha256:[0-9a-f]{64}$/);
    expect(placeholderProblems(services, services, given, keys)).toEqual([]);
  });

  it("name nobody's cluster, the account that they are for, and no key that the sandbox has not made", () => {
    expect(own(stack)).toMatchObject({
      "kubernetes:context": "sandbox",
      "aws:allowedAccountIds": [own(stack)["lifeboat:accountId"]],
    });
    expect(own(stack)).not.toHaveProperty("lifeboat:ageRecipients");
  });
});

it("name the same zones in both stacks, and each image by a digest of its own", () => {
  const [prod, dr] = [own("prod"), own("dr")];
  expect(prod["lifeboat:hostedZones"]).toEqual(dr["lifeboat:hostedZones"]);
  const zones = Object.values(z.record(z.string(), z.string()).parse(prod["lifeboat:hostedZones"]));
  expect(new Set(zones).size).toBe(zones.length);
  const images = Object.values(z.record(z.string(), z.string()).parse(prod["lifeboat:images"]));
  expect(new Set(images.map((image) => image.split("@")[1])).size).toBe(images.length);
});

it("keep what is an environment's own, but for its cluster and its keys", () => {
  const genuine = {
    "kubernetes:kubeconfig": "~/.kube/config",
    "kubernetes:context": "production",
    "lifeboat:accountId": "012345678901",
    "lifeboat:ageRecipients": ["age1own"],
    "lifeboat:databaseHosts": { "tasks-app": "db.tasks.internal", "kyb-platform": "kyb.db.example.com" },
    "lifeboat:logs": { url: "https://logs.acme.example:9200/path" },
  };
  expect(standInSettings(genuine)).toEqual({
    "kubernetes:context": "sandbox",
    "aws:allowedAccountIds": ["012345678901"],
    "lifeboat:accountId": "012345678901",
    "lifeboat:databaseHosts": { "tasks-app": "db.tasks.internal", "kyb-platform": "kyb.db.sandbox.internal" },
    "lifeboat:logs": { url: "https://logs.acme.internal:9200/path" },
  });
  expect(standInSettings({ "app:host": "h.example.com" })).toEqual({ "app:host": "h.example.com" });
});
