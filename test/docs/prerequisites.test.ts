import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { recordedResources } from "../../sandbox/render/expected-files";

const PAGE = readFileSync(join(__dirname, "../../docs/prerequisites.md"), "utf8");
const types = z
  .array(z.object({ type: z.string() }))
  .parse([...recordedResources("prod"), ...recordedResources("dr")])
  .map(({ type }) => type);

/** Groups of the API that every cluster has. */
const BUILT_IN =
  /^(core|apps|batch|policy|autoscaling|rbac[.]authorization[.]k8s[.]io|scheduling[.]k8s[.]io|networking[.]k8s[.]io)$/;

it("names every part of AWS that both stacks declare, and no other", () => {
  const declared = new Set(types.flatMap((type) => /^(aws:\w+)[/]/.exec(type)?.[1] ?? []));
  const named = new Set([...PAGE.matchAll(/\| `(aws:\w+)` +\|/g)].map(([, part = ""]) => part));
  expect([...named].sort()).toEqual([...declared].sort());
});

it("names every kind of the clusters' that an add-on brings", () => {
  const kinds = new Set(
    types.flatMap((type) => {
      const [, group = "core", kind = ""] = /^kubernetes:([^/]+)[/]?[^:]*:(\w+)$/.exec(type) ?? [];
      return type.startsWith("kubernetes:") && !BUILT_IN.test(group) ? [`${group} ${kind}`] : [];
    }),
  );
  expect(kinds.size).toBeGreaterThan(3);
  for (const each of kinds) {
    const [group = "", kind = ""] = each.split(" ");
    expect(
      PAGE.split("\n").some((line) => line.includes(`\`${group}/`) && line.includes(kind)),
      each,
    ).toBe(true);
  }
});
