import { describe, expect, it } from "vitest";
import {
  CLUSTER_RESOURCES,
  NAMESPACED_RESOURCES,
  configPaths,
  rulesFor,
} from "../../../../infra/components/identity/config-reader";

describe("configPaths", () => {
  const paths = configPaths("library-system");

  it("asks the core group under /api and every other under /apis", () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        "/api/v1/namespaces/library-system/configmaps",
        "/api/v1/namespaces/library-system/secrets",
        "/api/v1/namespaces/library-system/persistentvolumeclaims",
        "/apis/apps/v1/namespaces/library-system/deployments",
        "/apis/batch/v1/namespaces/library-system/cronjobs",
        "/apis/networking.k8s.io/v1/namespaces/library-system/ingresses",
        "/apis/rbac.authorization.k8s.io/v1/namespaces/library-system/roles",
      ]),
    );
  });

  it("asks for custom resource definitions of the whole cluster", () => {
    expect(paths.filter((path) => !path.includes("/namespaces/"))).toEqual([
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    ]);
  });

  it("asks for each list once, and for no other namespace's", () => {
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths)
      expect(path).toMatch(/^\/(api|apis\/[a-z0-9.]+)\/v\d(\/namespaces\/library-system)?\/[a-z]+$/);
  });
});

describe("rulesFor", () => {
  it.each([
    ["namespace", NAMESPACED_RESOURCES],
    ["cluster", CLUSTER_RESOURCES],
  ] as const)("lets the kinds of the %s be read and nothing else", (_scope, kinds) => {
    const rules = rulesFor(kinds, ["get", "list"]);
    for (const { verbs } of rules) expect(verbs).toEqual(["get", "list"]);
    const allowed = rules.flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
    );
    expect([...allowed].sort()).toEqual(kinds.map(({ group, resource }) => `${group}/${resource}`).sort());
  });

  it("has one rule for each group and never a wildcard", () => {
    const rules = rulesFor(NAMESPACED_RESOURCES, ["get"]);
    const groups = rules.flatMap(({ apiGroups }) => apiGroups);
    expect(new Set(groups).size).toBe(groups.length);
    expect(JSON.stringify(rules)).not.toContain("*");
  });

  it("has none without kinds", () => {
    expect(rulesFor([], ["get"])).toEqual([]);
  });
});
