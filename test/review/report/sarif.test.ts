import { expect, it } from "vitest";
import { z } from "zod";
import { changesBetween, type Resource } from "../../../review/change";
import { placeOf } from "../../../review/report/location";
import { sarif } from "../../../review/report/sarif";
import { review } from "../../../review/review";
import type { StackReview } from "../../../review/stack-review";

const text = z.strictObject({ text: z.string().min(1) });
/** What GitHub reads of SARIF 2.1.0, with nothing beside it: a property that the standard does not have is refused. */
const log = z.strictObject({
  $schema: z.literal("https://json.schemastore.org/sarif-2.1.0.json"),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string().regex(/^[a-z-]+$/),
              shortDescription: text,
              help: text,
              defaultConfiguration: z.strictObject({ level: z.enum(["error", "warning"]) }),
              properties: z.strictObject({ tags: z.array(z.string()) }),
            }),
          ),
        }),
      }),
      automationDetails: z.strictObject({ id: z.string().endsWith("/") }),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.boolean(),
          exitCode: z.int(),
          toolExecutionNotifications: z
            .array(z.strictObject({ level: z.literal("error"), message: text }))
            .optional(),
        }),
      ]),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.enum(["error", "warning"]),
          message: text,
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string().regex(/^[^/][^ ]*$/) }),
                region: z.strictObject({ startLine: z.int().min(1) }),
              }),
              logicalLocations: z.array(
                z.strictObject({ fullyQualifiedName: z.string(), kind: z.literal("resource") }),
              ),
            }),
          ]),
          partialFingerprints: z.record(z.string(), z.string()),
          suppressions: z
            .array(z.strictObject({ kind: z.literal("external"), justification: z.string() }))
            .optional(),
        }),
      ),
      columnKind: z.literal("utf16CodeUnits"),
      properties: z.strictObject({ base: z.string(), head: z.string() }),
    }),
  ]),
});

const lock = (days: number): Resource => ({
  type: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  name: "kyb-vault-lock",
  inputs: { rule: { defaultRetention: { days } } },
});
const server = (image: string): Resource => ({
  type: "kubernetes:apps/v1:Deployment",
  name: "kyb-api",
  inputs: { spec: { template: { spec: { containers: [{ name: "api", image }] } } } },
});
const stack = (more: Partial<StackReview> = {}): StackReview => {
  const before = [lock(7), server("a")];
  const after = [lock(1), server("b")];
  return {
    stack: "prod",
    changes: changesBetween(before, after, () => []),
    unchanged: 0,
    before,
    outputs: { before: {}, after: {} },
    violations: [],
    errors: [],
    ...more,
  };
};
const options = { services: ["kyb"], secrets: ["correct-horse"] };
const approvals = [
  {
    reason: "tried",
    owner: "anna",
    date: "2026-12-01",
    flags: ["prod/object-lock-shortened/kyb-vault-lock"],
  },
];
const read = (...given: Parameters<typeof sarif>) => log.parse(JSON.parse(sarif(...given))).runs[0];
const VERSIONS = { base: "abc", head: "def" };

it("has a result for each flag, with its rule, level and place", () => {
  const changed = [
    { file: "infra/catalog/kyb/index.ts", line: 12 },
    { file: "lib/tiers.ts", line: 3 },
  ];
  const { tool, results, invocations } = read(review([stack()], options), VERSIONS, options, changed);
  expect(
    results.map(({ ruleIndex, level, locations: [{ physicalLocation }] }) => [
      tool.driver.rules[ruleIndex]?.id,
      level,
      physicalLocation.artifactLocation.uri,
      physicalLocation.region.startLine,
    ]),
  ).toEqual([
    ["object-lock-shortened", "error", "infra/catalog/kyb/index.ts", 12],
    ["pods-restart", "warning", "infra/catalog/kyb/index.ts", 12],
  ]);
  expect(results[0]?.message.text).toBe(
    "prod: kyb-vault-lock: new objects are locked for 7 → 1 days. Keep mode and length; objects that are there keep their own lock.",
  );
  expect(invocations[0]).toEqual({ executionSuccessful: true, exitCode: 10 });
});

it("suppresses what is approved, notifies of errors, and shows no secret", () => {
  const found = review([stack({ errors: ["boom correct-horse"] })], { ...options, approvals });
  const { results, invocations } = read(found, VERSIONS, options);
  expect(results.map(({ suppressions }) => suppressions?.[0]?.justification)).toEqual([
    "anna, 2026-12-01: tried",
    undefined,
  ]);
  expect(invocations[0]).toEqual({
    executionSuccessful: false,
    exitCode: 1,
    toolExecutionNotifications: [{ level: "error", message: { text: "prod: boom [secret]" } }],
  });
});

it("is a run without results where nothing is flagged", () => {
  const { results, tool } = read(review([stack({ changes: [] })], options), VERSIONS, options);
  expect([results, tool.driver.rules]).toEqual([[], []]);
});

it.each([
  ["in its service's file", ["lib/a.ts", "infra/catalog/kyb/index.ts"], "infra/catalog/kyb/index.ts"],
  ["in its stack's settings", ["lib/a.ts", "Pulumi.dr.yaml", "Pulumi.prod.yaml"], "Pulumi.prod.yaml"],
  ["in the only source that changed", ["lib/a.ts", "docs/a.md"], "lib/a.ts"],
  ["at its stack's settings where nothing tells", ["lib/a.ts", "lib/b.ts"], "Pulumi.prod.yaml"],
])("shows a flag %s", (_, files, file) => {
  const changed = files.map((each) => ({ file: each, line: 1 }));
  expect(placeOf({ stack: "prod", resource: "kyb-api" }, changed, ["kyb"])).toEqual({ file, line: 1 });
});
