import { expect, it } from "vitest";
import { rules } from "../../../review/rules";
import type { Fields } from "../../../review/value";
import { changeOf, resource, said } from "./pairs";
import { traps } from "../corpus/traps";
import { patchCases } from "../patches/patch-case";
import { ruleCases } from "./rule-cases";

it.each(ruleCases)("%s", (_, type, before, after, expected) => {
  const as = (inputs: Fields | undefined) => (inputs === undefined ? undefined : resource(type, inputs));
  expect(said(changeOf(as(before), as(after)))).toEqual(expected);
});

it("says of a replaced resource for which property, and that it may not be", () => {
  const [before, after] = [
    resource("aws:s3/bucket:Bucket", { bucket: "a" }),
    resource("aws:s3/bucket:Bucket", { bucket: "[unknown]" }),
  ];
  expect(said(changeOf(before, after, ["bucket"]))).toEqual([
    "stateful-resource-replaced: is replaced for bucket, if its value, which only the deployment knows, is another",
  ]);
});

it("does not warn of a deletion that leaves the resource where it is", () => {
  expect(said(changeOf(resource("aws:s3/bucket:Bucket", {}, { retainOnDelete: true }), undefined))).toEqual(
    [],
  );
});

it("names a Deployment that is replaced, and one that restarts", () => {
  const pod = (image: string) =>
    resource("kubernetes:apps/v1:Deployment", {
      spec: { template: { spec: { containers: [{ name: "c", image }] } } },
    });
  expect(said(changeOf(pod("a"), pod("b"), ["spec"]))).toEqual([
    "pods-restart: its pods start again for spec.containers.c.image",
    "workload-replaced: is deleted and created again for spec",
  ]);
});

it("says of a type of which nobody knows what replaces it that an update may, except for what never does", () => {
  const table = (inputs: Fields) => resource("warehouse:storage/shelf:FileShare", inputs);
  const change = (after: Fields) =>
    changeOf(table({ size: 1 }), table(after)).map((each) => ({ ...each, mayReplace: true }));
  expect(said(change({ size: 2, tags: { a: "b" } }))).toEqual([
    "replacement-unknown: is shown as updated for size; whether that replaces it, with what it holds, is not known here",
  ]);
  expect(said(change({ size: 1, tags: { a: "b" } }))).toEqual([]);
  expect(said(changeOf(table({ size: 1 }), table({ size: 2 })))).toEqual([]);
});

it.each([
  ["digitalocean:index/databaseCluster:DatabaseCluster", true],
  ["azure:storage/account:Account", false],
  ["minio:index/s3Bucket:S3Bucket", true],
  ["random:index/randomPet:RandomPet", false],
  ["kubernetes:core/v1:Volume", false],
])("takes the deletion of %s for a loss of data: %s", (type, isLoss) => {
  expect(said(changeOf(resource(type, {}), undefined))).toHaveLength(isLoss ? 1 : 0);
});

it("has one rule of each id, with all that a flag says", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, remedy } of rules) expect(`${id} ${remedy}`).toMatch(/^[a-z-]+ \S.*[^.]$/);
});

it("has a case for each rule: without it, one of them fails", () => {
  const inCases = ruleCases.flatMap(([, , , , flags]) => flags.map((flag) => flag.split(":")[0] ?? ""));
  const inTraps = [...traps, ...patchCases("traps")].flatMap(({ flags }) =>
    flags.map((flag) => flag.split("/")[1] ?? ""),
  );
  const covered = new Set([...inCases, ...inTraps, "workload-replaced", "replacement-unknown"]);
  expect(rules.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});
