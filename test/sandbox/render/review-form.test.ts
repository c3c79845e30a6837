import { describe, expect, it } from "vitest";
import { firstDifferences } from "../../../sandbox/render/differences";
import { reviewForm } from "../../../sandbox/render/review-form";

const resource = (name: string, inputs: Record<string, unknown>) => ({ type: "a:i:T", name, inputs });

describe("reviewForm", () => {
  it("opens JSON inside a text, so that a review sees the line that changed", () => {
    const text = reviewForm([resource("x", { policy: '{"Version":"2012-10-17"}' })]);
    expect(JSON.parse(text)).toEqual([resource("x", { policy: { json: { Version: "2012-10-17" } } })]);
  });

  it("tells each panel of a dashboard in one line, however long", () => {
    const panel = { title: "p".repeat(500), gridPos: { x: 0, y: 0, w: 24, h: 1 } };
    const text = reviewForm([resource("x", { data: JSON.stringify({ panels: [panel] }) })]);
    expect(JSON.parse(text)).toEqual([
      resource("x", { data: { json: { panels: [JSON.stringify(panel)] } } }),
    ]);
  });

  it("gives a long text as a digest that changes with one byte", () => {
    const long = "a".repeat(401);
    const text = reviewForm([resource("x", { script: long })]);
    expect(text).toContain("(401 characters)");
    expect(text).not.toContain(long);
    expect(reviewForm([resource("x", { script: `${long.slice(1)}b` })])).not.toBe(text);
  });

  it("gives a schema as a digest", () => {
    const schema = JSON.stringify({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "x".repeat(400),
    });
    const form = reviewForm([resource("x", { schema })]);
    expect(form).toMatch(/"schema": "sha256:[0-9a-f]{64} \(\d+ characters\)"/);
  });

  it("is the same for another name that the provider made of the logical one", () => {
    const job = (name: string) => [resource("gate", { metadata: { name, labels: { app: "x" } }, spec: {} })];
    expect(reviewForm(job("gate-0123abcd"))).toBe(reviewForm(job("gate-98765432")));
    expect(reviewForm(job("gate-0123abcd"))).toContain('"name": "gate-[assigned]"');
    expect(reviewForm(job("gate-of-today"))).toContain('"name": "gate-of-today"');
  });

  it("is the same for other throw-away secrets, whose digests are in names and in what refers to them", () => {
    const secret = (digest: string, immutable = true) => [
      {
        type: "kubernetes:core/v1:Secret",
        name: "s",
        inputs: { metadata: { name: `word-${digest}` }, ...(immutable ? { immutable } : {}) },
      },
      resource("pod", { volumes: [{ secretName: `word-${digest}` }] }),
    ];
    const [one, other] = [secret("0123456789"), secret("9876543210")];
    expect(reviewForm(one)).toBe(reviewForm(other));
    expect(reviewForm(one).match(/"word-\[digest\]"/g)).toHaveLength(2);
    expect(reviewForm(secret("0123456789", false))).toContain("word-0123456789");
  });

  it("leaves a short text, and what only looks like JSON, as it is", () => {
    expect(JSON.parse(reviewForm([resource("x", { a: "short", b: "[secret]" })]))).toEqual([
      resource("x", { a: "short", b: "[secret]" }),
    ]);
  });
});

describe("firstDifferences", () => {
  const record = (...resources: readonly unknown[]): string => JSON.stringify(resources);

  it("names what came, went and changed", () => {
    const before = record(resource("gone", {}), resource("same", {}), resource("changed", { a: 1 }));
    const after = record(resource("new", {}), resource("same", {}), resource("changed", { a: 2 }));
    expect(firstDifferences(before, after).split("\n")).toEqual([
      "  + a:i:T new",
      "  - a:i:T gone",
      "  ~ a:i:T changed",
    ]);
  });

  it("takes no record for an empty one, and stops at twenty lines", () => {
    const many = record(...Array.from({ length: 25 }, (_, index) => resource(`r${String(index)}`, {})));
    const lines = firstDifferences("", many).split("\n");
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("  … and 5 more");
  });
});
