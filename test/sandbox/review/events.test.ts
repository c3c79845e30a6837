import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { stackReview } from "../../../sandbox/review/events";

const folder = mkdtempSync(join(tmpdir(), "lifeboat-events-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const TYPE = "aws:s3/bucket:Bucket";

function read(events: readonly object[], isDone = true) {
  const file = join(folder, "events.json");
  writeFileSync(file, events.map((each) => `${JSON.stringify(each)}\n`).join(""));
  return stackReview("prod", file, isDone);
}

const step = (
  op: string,
  name: string,
  old: object | null,
  now: object | null,
  keys: readonly string[] = [],
) => ({
  resourcePreEvent: {
    metadata: {
      op,
      urn: `urn:pulumi:prod::p::a:b:C$${TYPE}::${name}`,
      type: TYPE,
      old: old === null ? null : { type: TYPE, inputs: old },
      new: now === null ? null : { type: TYPE, inputs: now },
      keys,
    },
  },
});

it("makes one change of the three steps of a replacement, with both versions and its cause", () => {
  const { changes } = read([
    step("create-replacement", "a", { bucket: "x" }, { bucket: "y" }, ["bucket"]),
    step("replace", "a", { bucket: "x" }, { bucket: "y" }, ["bucket"]),
    step("delete-replaced", "a", { bucket: "x" }, null, ["bucket"]),
  ]);
  expect(changes).toMatchObject([
    {
      operation: "replace",
      name: "a",
      replacedBy: ["bucket"],
      before: { inputs: { bucket: "x" } },
      after: { inputs: { bucket: "y" } },
    },
  ]);
});

it("has both versions of a replacement that deletes first", () => {
  const { changes } = read([
    step("delete-replaced", "a", { bucket: "x" }, null, ["region"]),
    step("replace", "a", { bucket: "x" }, { bucket: "x", region: "r" }, ["region"]),
    step("create-replacement", "a", { bucket: "x" }, { bucket: "x", region: "r" }, ["region"]),
  ]);
  expect(changes).toMatchObject([
    { operation: "replace", before: {}, after: { inputs: { region: "r" } }, replacedBy: ["region"] },
  ]);
});

it("counts what stays, knows the whole base, and leaves out the stack and default providers", () => {
  const { changes, unchanged, before } = read([
    step("same", "b", { bucket: "b" }, { bucket: "b" }),
    step("delete", "c", { bucket: "c" }, null),
    {
      resourcePreEvent: {
        metadata: {
          op: "create",
          urn: "urn:pulumi:prod::p::pulumi:providers:aws::default_7",
          type: "pulumi:providers:aws",
        },
      },
    },
    {
      resourcePreEvent: {
        metadata: {
          op: "update",
          urn: "urn:pulumi:prod::p::pulumi:pulumi:Stack::p-prod",
          type: "pulumi:pulumi:Stack",
        },
      },
    },
  ]);
  expect(unchanged).toBe(1);
  expect(changes.map(({ operation, name }) => `${operation} ${name}`)).toEqual(["delete c"]);
  expect(before.map(({ name }) => name)).toEqual(["b", "c"]);
});

it("has the order of the engine's steps", () => {
  const { order } = read([
    step("update", "z", { bucket: "a" }, { bucket: "b" }),
    step("create", "a", null, { bucket: "a" }),
    step("delete", "c", { bucket: "c" }, null),
  ]);
  expect(order).toEqual(["z", "a", "c"].map((name) => `${TYPE} ${name}`));
});

it("marks what is secret or not known", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: "x" };
  const { changes } = read([
    step("create", "a", null, { key: secret, arn: UNKNOWN, list: [{ in: `at ${UNKNOWN}` }], __defaults: [] }),
  ]);
  expect(changes[0]?.after?.inputs).toEqual({
    key: "[secret]",
    arn: "[unknown]",
    list: [{ in: "at [unknown]" }],
  });
});

it("has the outputs before and after, violations and errors in the engine's words", () => {
  const found = read(
    [
      {
        resOutputsEvent: {
          metadata: {
            op: "same",
            urn: "urn:pulumi:prod::p::pulumi:pulumi:Stack::p-prod",
            type: "pulumi:pulumi:Stack",
            old: { type: "pulumi:pulumi:Stack", outputs: { role: "a" } },
            new: { type: "pulumi:pulumi:Stack", outputs: { role: "b" } },
          },
        },
      },
      {
        policyEvent: {
          resourceUrn: `urn:pulumi:prod::p::${TYPE}::a`,
          message: "<{%fg 1%}>no<{%reset%}>\n",
          policyName: "p",
          enforcementLevel: "mandatory",
        },
      },
      { diagnosticEvent: { message: "<{%reset%}>stopped<{%reset%}>\n", severity: "error" } },
      { diagnosticEvent: { message: "noise", severity: "debug" } },
    ],
    false,
  );
  expect(found).toMatchObject({
    outputs: { before: { role: "a" }, after: { role: "b" } },
    violations: [{ policy: "p", level: "mandatory", resource: "a", message: "no" }],
    errors: ["stopped"],
  });
});

it("does not take a preview that ended without a word for one that found nothing", () => {
  expect(read([step("same", "b", {}, {})], false).errors).toEqual(["the preview did not come to its end"]);
});

it("takes the engine's last word on what policies refuse for no error of its own", () => {
  const refused = {
    policyEvent: {
      resourceUrn: `urn:pulumi:prod::p::${TYPE}::a`,
      message: "no",
      policyName: "p",
      enforcementLevel: "mandatory",
    },
  };
  const failed = (message: string) => ({ diagnosticEvent: { message, severity: "error" } });
  expect(read([refused, failed("preview failed")], false).errors).toEqual([]);
  expect(read([refused, failed("boom"), failed("preview failed")], false).errors).toEqual(["boom"]);
  expect(read([failed("preview failed")], false).errors).toEqual(["preview failed"]);
});

it("names the outermost component that a change is in", () => {
  const urn = (name: string, type = TYPE) => `urn:pulumi:prod::p::${type}::${name}`;
  const event = (name: string, type: string, custom: boolean, parent: string) => ({
    resourcePreEvent: {
      metadata: { op: "create", urn: urn(name, type), type, new: { type, custom, parent, inputs: {} } },
    },
  });
  const stack = urn("p-prod", "pulumi:pulumi:Stack");
  const { changes } = read([
    event("outer", "x:y:Outer", false, stack),
    event("inner", "x:y:Inner", false, urn("outer", "x:y:Outer")),
    event("bucket", TYPE, true, urn("inner", "x:y:Inner")),
    event("other", TYPE, true, stack),
  ]);
  expect(Object.fromEntries(changes.map(({ name, component }) => [name, component]))).toEqual({
    outer: "outer",
    inner: "outer",
    bucket: "outer",
    other: undefined,
  });
});
