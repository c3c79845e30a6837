import { expect, it } from "vitest";
import type { Change } from "../../review/change";
import { groupOf } from "../../review/services";

const change = (type: string, name: string, component?: string): Change => ({
  operation: "update",
  type,
  name,
  replacedBy: [],
  ...(component === undefined ? {} : { component }),
});

it.each([
  ["its service, where the program has some", change("a:b:C", "shop-db", "outer"), ["shop"], "shop"],
  ["its component", change("aws:s3/bucket:Bucket", "shop-db", "outer"), [], "outer"],
  ["its type's module", change("aws:s3/bucket:Bucket", "logs"), [], "aws:s3"],
  ["its type's group and version", change("kubernetes:apps/v1:Deployment", "web"), [], "kubernetes:apps/v1"],
  ["its provider", change("random:index/randomPet:RandomPet", "pet"), [], "random"],
])("shows a change with %s", (_, of, services, group) => {
  expect(groupOf(of, services)).toBe(group);
});
