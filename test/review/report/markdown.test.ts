import { describe, expect, it } from "vitest";
import { changesBetween, type Resource } from "../../../review/change";
import { exitCodeOf, review } from "../../../review/review";
import { approvalsOf } from "../../../review/approval";
import { json } from "../../../review/report/json";
import { markdown } from "../../../review/report/markdown";
import type { StackReview } from "../../../review/stack-review";

/** What GitHub accepts as a comment. */
const GITHUB_LIMIT = 65_536;
const versions = { base: "abc", head: "def" };
const SECRET = "correct-horse-battery";
const options = { services: ["kyb"], secrets: [SECRET] };

const stackOf = (stack: string, before: readonly Resource[], after: readonly Resource[]): StackReview => ({
  stack,
  changes: changesBetween(before, after, () => []),
  unchanged: 3,
  before,
  outputs: { before: {}, after: {} },
  violations: [],
  errors: [],
});

const lock = (days: number): Resource => ({
  type: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  name: "kyb-vault-lock",
  inputs: { rule: { defaultRetention: { days } } },
});
const shortened = (more: Partial<StackReview> = {}) =>
  review([{ ...stackOf("prod", [lock(7)], [lock(1)]), ...more }], options);

const many = (count: number, image: string): readonly Resource[] =>
  Array.from({ length: count }, (_, index) => ({
    type: "kubernetes:apps/v1:Deployment",
    name: `kyb-${index}`,
    inputs: { spec: { replicas: image.length, template: { spec: { containers: [{ name: "c", image }] } } } },
  }));

describe("the report", () => {
  it("begins with the verdicts, names flags with their remedy, and changes by service", () => {
    const text = markdown(shortened(), versions, options);
    expect(text).toContain("| prod | **needs approval: 1 data loss** | 1 updated, 3 unchanged |");
    expect(text).toContain(
      "### Data loss\n\n**object-lock-shortened.** Keep mode and length; objects that are there keep their own lock.\n\n- prod: `kyb-vault-lock` new objects are locked for 7 → 1 days.",
    );
    expect(text).toContain("**kyb**\n\n| resource | prod | what differs |");
    expect(text).toContain(
      "| `kyb-vault-lock` BucketObjectLockConfiguration | `~` | `rule.defaultRetention.days: 7 → 1` |",
    );
    expect(text).toContain('  - "prod/object-lock-shortened/kyb-vault-lock"');
  });

  it("is one line where both stacks are alike", () => {
    const both = review(
      ["prod", "dr"].map((stack) => stackOf(stack, [lock(7)], [lock(1)])),
      options,
    );
    expect(markdown(both, versions, options)).toContain("- prod, dr: `kyb-vault-lock`");
    expect(markdown(both, versions, options)).toContain(
      "| `~` | `~` | `rule.defaultRetention.days: 7 → 1` |",
    );
  });

  it.each([1, 20, 200, 2000])(
    "stays below GitHub's limit for %i resources, and counts what it leaves out",
    (count) => {
      const wide = "i".repeat(300);
      const found = review(
        ["prod", "dr"].map((stack) => stackOf(stack, many(count, wide), many(count, `${wide}/new`))),
        options,
      );
      const text = markdown(found, versions, options);
      expect(text.length).toBeLessThan(GITHUB_LIMIT);
      const rows = text.split("\n").filter((line) => line.startsWith("| `kyb-")).length;
      const left = Number(/\*\*(\d+) more resources/.exec(text)?.[1] ?? 0);
      expect(rows + left).toBe(count);
      const flags = text.split("\n").filter((line) => line.startsWith("- prod, dr: `kyb-")).length;
      const leftFlags = Number(/\*\*(\d+) more flags/.exec(text)?.[1] ?? 0);
      expect(flags + leftFlags).toBe(count);
      expect(text.match(/<details/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
      expect(text).toContain("| prod | **");
    },
  );

  it("shows no secret: not on the other side of one, not in a Secret, not by a known value", () => {
    const pair = (type: string, before: object, after: object): readonly [Resource, Resource] => [
      { type, name: `kyb-${type}`, inputs: { ...before } },
      { type, name: `kyb-${type}`, inputs: { ...after } },
    ];
    const pairs = [
      pair("x:y:Z", { password: "plain-old-value" }, { password: "[secret]" }),
      pair(
        "kubernetes:core/v1:Secret",
        { stringData: { a: "plain-old-value" } },
        { stringData: { a: "another" } },
      ),
      pair("x:y:Url", { url: "https://u:plain-old-value@h" }, { url: `see ${SECRET}` }),
      pair("x:y:Base", { note: "a" }, { note: Buffer.from(SECRET).toString("base64") }),
      pair(
        "x:y:Key",
        { note: "a" },
        { note: "-----BEGIN PRIVATE KEY-----\nplain-old-value\n-----END PRIVATE KEY-----" },
      ),
    ];
    const found = review(
      [
        stackOf(
          "prod",
          pairs.map(([old]) => old),
          pairs.map(([, now]) => now),
        ),
      ],
      options,
    );
    for (const text of [markdown(found, versions, options), json(found, versions, options)]) {
      for (const secret of ["plain-old-value", SECRET, Buffer.from(SECRET).toString("base64")])
        expect(text).not.toContain(secret);
      expect(text).toContain("[secret]");
    }
  });

  it("lets no value be read as Markdown", () => {
    const nasty = "a|b `c` <img src=x> @team\n# x";
    const text = markdown(
      review(
        [
          stackOf(
            "prod",
            [{ type: "a:b:C", name: "kyb", inputs: { v: "1" } }],
            [{ type: "a:b:C", name: "kyb", inputs: { v: nasty } }],
          ),
        ],
        options,
      ),
      { ...versions, notes: [nasty] },
      options,
    );
    expect(text).toContain("`v: 1 → a\\|b 'c' <img src=x> @team # x`");
    expect(text).toContain("> a\\|b `c` &lt;img src=x> &#64;team # x");
  });

  it("is the same text each time", () => {
    expect(markdown(shortened(), versions, options)).toBe(markdown(shortened(), versions, options));
    expect(json(shortened(), versions, options)).toBe(json(shortened(), versions, options));
  });
});

describe("the exit code", () => {
  const approval = {
    reason: "the tenant is gone",
    owner: "anna",
    date: "2026-12-01",
    flags: ["prod/object-lock-shortened/kyb-vault-lock"],
  };

  it("is 0 where nothing is flagged, 1 where a preview failed, and 10 where an approval is missing", () => {
    expect(exitCodeOf(review([stackOf("prod", [], [])], options))).toBe(0);
    expect(exitCodeOf(review([{ ...stackOf("prod", [], []), errors: ["boom"] }], options))).toBe(1);
    expect(exitCodeOf(shortened())).toBe(10);
    expect(exitCodeOf(shortened({ errors: ["boom"] }))).toBe(10);
  });

  it("is 0 with an approval, which stays in the report", () => {
    const found = review([stackOf("prod", [lock(7)], [lock(1)])], {
      ...options,
      approvals: approvalsOf("f", approval),
    });
    expect(exitCodeOf(found)).toBe(0);
    const text = markdown(found, versions, options);
    expect(text).toContain("**approved: 1 data loss**");
    expect(text).toContain("*Approved by anna, 2026-12-01: the tenant is gone.*");
    expect(text).not.toContain("To approve");
  });

  it("is 10 where the approval is of another flag", () => {
    const other = approvalsOf("f", { ...approval, flags: ["dr/object-lock-shortened/kyb-vault-lock"] });
    expect(
      exitCodeOf(review([stackOf("prod", [lock(7)], [lock(1)])], { ...options, approvals: other })),
    ).toBe(10);
  });

  it("does not take an approval that is not whole", () => {
    expect(() => approvalsOf("f.yaml", { ...approval, owner: " ", date: "soon" })).toThrow(
      "f.yaml: 0.owner: must not be empty; 0.date: must be a day, as YYYY-MM-DD. Remedy:",
    );
    expect(() => approvalsOf("f.yaml", null)).toThrow("f.yaml: 0:");
  });
});
