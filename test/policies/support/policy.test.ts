import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { rules } from "../../../policies/rules";
import { keyRotates } from "../../../policies/rules/state/key-rotates";
import { standbyLiesInAnotherRegion } from "../../../policies/rules/copy/standby-lies-in-another-region";
import { exemptionsOf, withExemptions } from "../../../policies/support/input/exemption";
import { violation } from "../../../policies/support/input/finding";
import { configSchema, description, toPolicy } from "../../../policies/support/policy";
import type { Rule } from "../../../policies/support/rule";
import { resource } from "./cases";

const sdk: unknown = createRequire(__filename)("@pulumi/policy/proxy");

/** A member of the SDK's module that makes reading an unknown throw; its types do not show it. */
function member(name: string): unknown {
  return typeof sdk === "object" && sdk !== null ? Reflect.get(sdk, name) : undefined;
}

/** What the engine hands to a policy: the inputs behind the SDK's own proxy. */
function proxied(props: object): unknown {
  const wrap = member("unknownCheckingProxy");
  if (typeof wrap !== "function") throw new Error("the SDK has no unknownCheckingProxy any more");
  return Reflect.apply(wrap, undefined, [props]);
}

/** Runs a rule on one key, as the SDK would, or on another resource. */
function run(
  stack: string,
  props: object,
  config: object = {},
  rule: Rule = keyRotates,
  more: object = {},
): readonly unknown[] {
  const reports: unknown[] = [];
  const policy = toPolicy(rule);
  const validate = "validateResource" in policy ? policy.validateResource : undefined;
  if (typeof validate !== "function") throw new Error("one check of a resource is expected");
  const type = "aws:kms/key:Key";
  const args = {
    type,
    name: "vault",
    urn: `urn:pulumi:${stack}::app::${type}::vault`,
    props: proxied(props),
    opts: { protect: true, additionalSecretOutputs: [] },
    getConfig: () => config,
    ...more,
  };
  Reflect.apply(validate, undefined, [args, (report: unknown) => reports.push(report)]);
  return reports;
}

const broken = "Key vault: enableKeyRotation is absent; true is required; set enableKeyRotation: true";

describe("the level of a report", () => {
  it("is the policy's own, mandatory, in prod and dr", () => {
    for (const stack of ["prod", "dr"])
      expect(run(stack, {})).toEqual([
        { message: broken, urn: `urn:pulumi:${stack}::app::aws:kms/key:Key::vault` },
      ]);
    expect(toPolicy(keyRotates).enforcementLevel).toBe("mandatory");
  });
  it("is advisory in any other stack", () => {
    expect(run("dev", {})).toMatchObject([{ message: broken, enforcementLevel: "advisory" }]);
  });
  it("follows the setting mandatoryStacks", () => {
    expect(run("live", {}, { mandatoryStacks: ["live"] })[0]).not.toHaveProperty("enforcementLevel");
    expect(run("prod", {}, { mandatoryStacks: ["live"] })[0]).toHaveProperty("enforcementLevel", "advisory");
  });
  it("is advisory for what is not known, in prod too", () => {
    expect(run("prod", { enableKeyRotation: member("unknownBooleanValue") })).toMatchObject([
      {
        message: 'Key vault: undecided, enableKeyRotation is not known at preview; "pulumi up" decides',
        enforcementLevel: "advisory",
      },
    ]);
  });
  it("is nothing where the rule is kept", () => {
    expect(run("prod", { enableKeyRotation: true })).toEqual([]);
  });
});

it("gives a rule what the provider of a resource declares", () => {
  const bucket = (region: string) =>
    run("dr", {}, {}, standbyLiesInAnotherRegion, {
      type: "aws:s3/bucket:Bucket",
      provider: {
        type: "pulumi:providers:aws",
        props: proxied({ region }),
        urn: "urn:provider",
        name: "aws",
      },
    });
  expect(bucket("us-west-2")).toEqual([]);
  expect(bucket("us-east-1")).toHaveLength(1);
});

describe("an exemption", () => {
  const vault = resource("aws:kms/key:Key", "vault", {});
  const given = {
    resource: "vault",
    reason: "key of a past tenant",
    owner: "platform",
    expires: "2026-06-30",
  };
  const on = (now: string, exemption: object = given, findings = [violation(vault, "a", "b", "c")]) =>
    [
      ...withExemptions(
        [vault],
        findings,
        exemptionsOf({ exemptions: [{ ...given, ...exemption }] }),
        new Date(now),
      ),
    ].map(({ kind, message }) => `${kind} | ${message}`);
  const held = "notice | Key vault: a; b; c (exempted by platform until 2026-06-30: key of a past tenant)";
  const expired =
    "violation | Key vault: exempted by platform until 2026-06-30; an exemption ends on its date; fix the resource and remove the exemption, or have its owner renew it";

  it("holds to the end of its last day, and says so", () => {
    expect(on("2026-06-30T23:00:00Z")).toEqual([held]);
  });
  it("fails once expired, beside what it hid", () => {
    expect(on("2026-07-01T00:00:00Z")).toEqual([expired, "violation | Key vault: a; b; c"]);
  });
  it("fails once expired even where nothing is wrong any more", () => {
    expect(on("2026-07-01T00:00:00Z", {}, [])).toEqual([expired]);
  });
  it("fails when its date is none", () => {
    expect(on("2026-01-01T00:00:00Z", { expires: "2026-13-99" })[0]).toContain(
      "exempted by platform until 2026-13-99",
    );
  });
  it("fails when no month has its day", () => {
    expect(on("2026-01-01T00:00:00Z", { expires: "2026-02-31" })[0]).toContain(
      "exempted by platform until 2026-02-31",
    );
  });
  it("is for no other resource", () => {
    expect(on("2026-06-30T00:00:00Z", { resource: "other" })).toEqual(["violation | Key vault: a; b; c"]);
  });
  it("counts for nothing without an owner", () => {
    expect(on("2026-06-30T00:00:00Z", { owner: undefined })).toEqual(["violation | Key vault: a; b; c"]);
  });
});

describe("the pack", () => {
  it("names every rule once", () => {
    const names = rules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
  it.each(rules)("$name says what it follows, and takes exemptions", (rule) => {
    expect(rule.sources.length).toBeGreaterThan(0);
    expect(description(rule)).toMatch(/^[A-Z].*\. \[.+\]$/);
    expect(Object.keys(configSchema(rule).properties)).toEqual(
      expect.arrayContaining(["exemptions", "mandatoryStacks"]),
    );
  });
});
