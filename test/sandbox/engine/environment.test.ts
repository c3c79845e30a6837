import { describe, expect, it } from "vitest";
import { cliEnvironment, scrubbed } from "../../../sandbox/engine/environment";
import { newAgeIdentity } from "../../../sandbox/engine/age-identity";
import { sandboxPaths } from "../../../sandbox/engine/paths";

describe("the CLI's environment", () => {
  const user = {
    HOME: "/home/user",
    PATH: "/bin",
    PULUMI_HOME: "/home/user/.pulumi",
    PULUMI_ACCESS_TOKEN: "t",
    AWS_PROFILE: "production",
    KUBECONFIG: "/home/user/.kube/config",
    PGPASSWORD: "p",
    CLOUDFLARE_API_TOKEN: "c",
  };

  it("has nothing that leads to the user's own accounts", () => {
    expect(scrubbed(user)).toEqual({
      HOME: "/home/user",
      PATH: "/bin",
      LIFEBOAT_PULUMI: "npm run sandbox --",
    });
  });

  it("keeps everything in the sandbox's folder and attaches to the stand-ins", () => {
    const attach = {
      language: 1,
      providers: new Map([
        ["aws", 2],
        ["kubernetes", 3],
      ]),
    };
    expect(cliEnvironment(sandboxPaths("/s"), "pass", user, attach)).toMatchObject({
      PATH: "/bin",
      PULUMI_HOME: "/s/home",
      PULUMI_BACKEND_URL: "file:///s/state",
      PULUMI_CONFIG_PASSPHRASE: "pass",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_LANGUAGES: "nodejs:1",
      PULUMI_DEBUG_PROVIDERS: "aws:2,kubernetes:3",
    });
    const genuine = { providers: attach.providers };
    expect(cliEnvironment(sandboxPaths("/s"), "pass", user, genuine)).not.toHaveProperty(
      "PULUMI_DEBUG_LANGUAGES",
    );
  });
});

describe("newAgeIdentity", () => {
  it("makes well-formed keys, another each time", () => {
    const keys = [newAgeIdentity(), newAgeIdentity()];
    for (const key of keys) expect(key).toMatch(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });
});
