import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { loginNames } from "../../infra/catalog/logins";
import { missingOf } from "../../setup/missing";
import { StackFile } from "../../setup/stack-file";
import { repositoryRoot } from "../../sandbox/engine/paths";
import { stackSettings } from "../../sandbox/engine/project";

const folder = mkdtempSync(join(tmpdir(), "lifeboat-setup-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const encrypted = { secure: "v1:word" };

/** What is missing of a stack whose plain settings are complete, with these on top. */
function missing(more: Readonly<Record<string, unknown>>): readonly string[] {
  const path = join(folder, "Pulumi.prod.yaml");
  const settings = stackSettings(repositoryRoot(__dirname), "prod");
  writeFileSync(path, stringify({ config: { ...settings, "lifeboat:services": ["kyb-platform"], ...more } }));
  return missingOf(StackFile.read(path), "prod").map(({ thing, remedy }) => {
    expect(remedy, thing).toContain("--stack prod");
    return thing.replace("config lifeboat:", "");
  });
}

const passwords = Object.fromEntries(["admin", ...loginNames].map((login) => [login, encrypted]));

it("names each secret that is not there, and none that is", () => {
  const whole = {
    "lifeboat:ageRecipients": ["age1lq0zk7g2wl8ayfz6cn3p4v3t4k4x8d0v3s7k5g0p8qj9y2m6c3qsx4z5n0"],
    "lifeboat:databaseSecrets": { "kyb-platform": passwords },
    "lifeboat:ageIdentity": encrypted,
    "lifeboat:logStorePassword": encrypted,
    "lifeboat:logRetentionPassword": encrypted,
    "lifeboat:oncall": {
      pagerdutyRoutingKey: encrypted,
      pagerdutyCloudwatchKey: encrypted,
      smtpPassword: encrypted,
    },
  };
  const nothing = missing(whole).filter((thing) => thing !== "ageRecipients.0");
  expect(nothing).toEqual([]);
  const others = Object.fromEntries(Object.entries(passwords).filter(([login]) => login !== "monitor"));
  expect(missing({ ...whole, "lifeboat:databaseSecrets": { "kyb-platform": others } })).toContain(
    "databaseSecrets.kyb-platform.monitor",
  );
  expect(missing({ ...whole, "lifeboat:ageIdentity": undefined })).toContain("ageIdentity");
});

it("names a secret in plain text, also beside encrypted ones", () => {
  const plain = { "kyb-platform": { ...passwords, backup: "word" } };
  expect(missing({ "lifeboat:databaseSecrets": plain })).toContain("databaseSecrets.kyb-platform.backup");
});

it("names what the committed file lacks, all of it", () => {
  const committed = missingOf(StackFile.read(join(repositoryRoot(__dirname), "Pulumi.prod.yaml")), "prod");
  const things = committed.map(({ thing }) => thing);
  expect(things).toEqual(
    expect.arrayContaining([
      "config kubernetes:context",
      "config lifeboat:accountId",
      "config lifeboat:bucketSuffix",
      "config lifeboat:databaseSecrets",
    ]),
  );
});
