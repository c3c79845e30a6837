import { expect, it } from "vitest";
import type { EngineEvent } from "../../../sandbox/engine/engine-events";
import { previewSummary } from "../../../sandbox/engine/preview-summary";

const step = (op: string, name: string, ...diffs: readonly string[]): EngineEvent => ({
  resourcePreEvent: { metadata: { op, urn: `urn:pulumi:dev::p::a:b:C$x:y:Z::${name}`, diffs: [...diffs] } },
});
const told = (severity: string, message: string, ephemeral = false, urn = ""): EngineEvent => ({
  diagnosticEvent: {
    urn,
    prefix: severity === "info" ? "" : `<{%fg 1%}>${severity}: <{%reset%}>`,
    message,
    severity,
    ephemeral,
  },
});
const violation = (enforcementLevel: string, policyName: string): EngineEvent => ({
  policyEvent: {
    resourceUrn: "urn:pulumi:dev::p::x:y:Z::kyb-vault",
    message: "why\nand how",
    policyName,
    enforcementLevel,
  },
});
const ended: EngineEvent = { summaryEvent: { PolicyPacks: { "pack|local|/here": "v1" } } };

it("counts each resource once, by the service that its name begins with", () => {
  const summary = previewSummary(
    [
      ...[
        step("create", "kyb"),
        step("same", "kyb-vault"),
        step("create", "kybernetes"),
        step("import", "logs"),
      ],
      ...[
        step("create-replacement", "kyb-job"),
        step("replace", "kyb-job"),
        step("delete-replaced", "kyb-job"),
      ],
      {
        resourcePreEvent: {
          metadata: { op: "create", urn: "urn:pulumi:dev::p::pulumi:providers:x::default_1_0_0" },
        },
      },
      ended,
    ],
    ["kyb", "tasks"],
  );
  expect(summary.split("\n\n")[0]?.split("\n")).toEqual([
    "dev     create  update  replace  delete  same",
    "------  ------  ------  -------  ------  ----",
    "shared       2       0        0       0     0",
    "kyb          1       0        1       0     1",
    "all          3       0        1       0     1",
  ]);
});

it("names what is there already and changes, when too much is new to be named", () => {
  const many = Array.from({ length: 50 }, (_, index) => step("create", `new-${index}`));
  const summary = previewSummary([...many, step("update", "old", "spec", "metadata"), ended], []);
  expect(summary).toContain("\n~ old (x:y:Z): spec, metadata\n");
  expect(summary).not.toContain("new-1 ");
  expect(previewSummary([...many.map(() => step("same", "a")), step("create", "b")], [])).toContain(
    "+ b (x:y:Z)",
  );
});

it("says how much more there is than it names", () => {
  const many = Array.from({ length: 45 }, (_, index) => step("delete", `old-${index}`));
  expect(previewSummary(many, [])).toMatch(/- old-39 \(x:y:Z\)\nand 5 more\n/);
});

it("has what people must see last: warnings, violations that stop an update, errors", () => {
  const summary = previewSummary(
    [
      ...[
        told("error", "stopped"),
        told("warning", "careful"),
        told("info", "the table\n"),
        told("info", "gone", true),
      ],
      ...[told("debug", "noise"), violation("mandatory", "must"), violation("advisory", "should"), ended],
    ],
    [],
  );
  expect(summary.split("\n\n")).toEqual([
    "the table",
    "warning: careful",
    [
      "policies: pack v1: 2 violations",
      "  advisory: should: kyb-vault: why\n  and how",
      "  mandatory: must: kyb-vault: why\n  and how",
    ].join("\n"),
    "error: stopped",
  ]);
});

it("says whose an error is, that it is incomplete, and that policies may have judged only a part", () => {
  const failed = told("error", "connection refused", false, "urn:pulumi:dev::p::x:y:Z::kyb-role");
  expect(previewSummary([step("create", "kyb"), failed], [], false).split("\n\n")).toEqual([
    "incomplete: the preview did not come to its end",
    expect.stringContaining("all "),
    "+ kyb (x:y:Z)",
    "policies: not judged to the end",
    "error: kyb-role: connection refused",
  ]);
  expect(previewSummary([violation("mandatory", "must")], [], false)).toContain(
    "policies: 1 violation\n  mandatory: must: kyb-vault: why",
  );
});

it("does not take the deletion of an old copy for the resource's own", () => {
  expect(previewSummary([step("same", "kyb"), step("delete", "kyb")], [])).toMatch(/^all +0 +0 +0 +0 +1$/m);
});
