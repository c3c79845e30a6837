import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { rules } from "../../../policies/rules";
import { keyRotates } from "../../../policies/rules/state/key-rotates";
import { standbyLiesInAnotherRegion } from "../../../policies/rules/copy/standby-lies-in-another-region";
import { exemptionsOf, withExemptions } from "../../../policies/support/input/exemption";
import { violation } from "../../../policies/support/input/finding";
import { configSchema, Pack } from "../../../policies/support/pack";
import { description, policiesOf, toPolicy } from "../../../policies/support/policy";
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
  pack = new Pack(),
): readonly unknown[] {
  const reports: unknown[] = [];
  const policy = toPolicy(rule, pack);
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
    expect(toPolicy(keyRotates, new Pack()).enforcementLevel).toBe("mandatory");
  });
  it("is advisory in any other stack", () => {
    expect(run("dev", {})).toMatchObject([{ message: broken, enforcementLevel: "advisory" }]);
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
  const pack = new Pack();
  Reflect.apply(pack.first().validateResource as () => void, undefined, [
    { getConfig: () => ({ profiles: ["recovery"] }) },
  ]);
  const more = (region: string) => ({
    type: "aws:s3/bucket:Bucket",
    provider: { type: "pulumi:providers:aws", props: proxied({ region }), urn: "urn:provider", name: "aws" },
  });
  const bucket = (region: string) =>
    run("dr", { tags: { purpose: "backup" } }, {}, standbyLiesInAnotherRegion, more(region), pack);
  expect(bucket("us-west-2")).toEqual([]);
  expect(bucket("us-east-1")).toHaveLength(1);
});

describe("the pack's configuration", () => {
  /** Runs a policy of the pack, as the engine would. @returns the messages */
  function told(policy: object | undefined, more: object): readonly unknown[] {
    const reports: unknown[] = [];
    const check: unknown =
      Reflect.get(policy ?? {}, "validateResource") ?? Reflect.get(policy ?? {}, "validateStack");
    if (typeof check !== "function") throw new Error("the policy checks nothing");
    Reflect.apply(check, undefined, [more, (report: unknown) => reports.push(report)]);
    return reports;
  }
  const vault = { name: "vault", urn: "urn:pulumi:live::app::aws:kms/key:Key::vault" };
  /** What is refused at the end of a run on the stack `live`. */
  const refused = (own: object, config: object) => {
    const pack = new Pack();
    told(pack.first(), { getConfig: () => own });
    run("live", {}, config, keyRotates, {}, pack);
    return told(pack.last(), { resources: [vault] });
  };

  it("makes findings mandatory in the stacks that its patterns name, and in no other", () => {
    const pack = new Pack();
    told(pack.first(), { getConfig: () => ({ mandatoryStacks: ["*live*"] }) });
    const level = (stack: string) => run(stack, {}, {}, keyRotates, {}, pack)[0];
    expect(level("eu-live-1")).not.toHaveProperty("enforcementLevel");
    expect(level("prod")).toHaveProperty("enforcementLevel", "advisory");
  });
  it("is read before the first rule, and judged after the last", () => {
    const names = policiesOf(rules).map(({ name }) => name);
    expect([names[0], names.at(-1)]).toEqual(["pack-settings", "configuration-is-known"]);
    expect(names.slice(1, -1)).toEqual(rules.map(({ name }) => name));
  });
  it("is refused where a rule has no such setting, each rule once, with those that it has", () => {
    expect(refused({ mandatory: ["live"] }, { minimumDays: 3, mandatoryStacks: [] })).toEqual([
      "pack-settings: no setting mandatory; its settings are mandatoryStacks, profiles; fix the file of --policy-pack-config",
      "key-rotates: no setting minimumDays, mandatoryStacks; its settings are exemptions; it is set once for all rules, under pack-settings; fix the file of --policy-pack-config",
    ]);
  });
  it("is refused where an exemption is for nothing that this stack has", () => {
    const exemption = (name: string) => ({
      exemptions: [{ resource: name, reason: "r", owner: "o", expires: "2099-01-01" }],
    });
    expect(refused({}, exemption("vualt"))).toEqual([
      "key-rotates: an exemption is for vualt; this stack has no such resource; remove it, or name the resource of another stack by its URN",
    ]);
    expect(refused({}, exemption(vault.urn.replace("vault", "vualt")))).toHaveLength(1);
    for (const name of ["vault", vault.urn, vault.urn.replace("live", "other")])
      expect(refused({}, exemption(name))).toEqual([]);
  });
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
    expect(Object.keys(configSchema(rule).properties)).toEqual(expect.arrayContaining(["exemptions"]));
  });
});
