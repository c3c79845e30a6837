import { beforeAll, describe, expect, it } from "vitest";
import { ServiceIdentities } from "../../../../infra/components/identity/service-identities";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { allowedActions, statementOf } from "../../../support/policy-json";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { library, standby } from "../../../support/service-fixture";

const layout = serviceLayout(library, standby);
const duties = ["backup", "config-backup", "restore"] as const;

describe("ServiceIdentities", () => {
  let resources: Resources;
  const policyOf = (duty: string) =>
    resources.one("aws:iam/rolePolicy:RolePolicy", `ids-${duty}-policy`).inputs["policy"];
  beforeAll(async () => {
    ({ resources } = await declared(
      () =>
        new ServiceIdentities("ids", {
          service: library,
          config: standby,
          layout,
          namespace: layout.namespace,
          labels: { "app.kubernetes.io/part-of": "library" },
          tags: {},
        }),
    ));
  });

  it.each(duties)("gives %s an account without token, bound to its role by annotation and no key", (duty) => {
    const account = resources.one("kubernetes:core/v1:ServiceAccount", `ids-${duty}-account`);
    expect(account.inputs).toMatchObject({
      automountServiceAccountToken: false,
      metadata: {
        name: `lifeboat-${duty}`,
        namespace: "library-system-dr",
        annotations: {
          "eks.amazonaws.com/role-arn": `arn:aws:iam::123456789012:role/lifeboat-library-${duty}-standby`,
        },
      },
    });
    expect(resources.all("aws:iam/accessKey:AccessKey")).toEqual([]);
  });

  it.each(duties)("makes the account of %s wait for what its role may do", (duty) => {
    const account = resources.one("kubernetes:core/v1:ServiceAccount", `ids-${duty}-account`);
    expect(account.dependsOn).toContain(`ids-${duty}-policy`);
  });

  it.each(duties)(
    "lets exactly the account of %s, in this cluster and namespace, assume its role",
    (duty) => {
      const role = resources.one("aws:iam/role:Role", `ids-${duty}-role`);
      expect(role.inputs["name"]).toBe(`lifeboat-library-${duty}-standby`);
      expect(statementOf(role.inputs["assumeRolePolicy"], "OneServiceAccount")).toMatchObject({
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${standby.oidcProvider}` },
        Condition: {
          StringEquals: {
            [`${standby.oidcProvider}:sub`]: `system:serviceaccount:library-system-dr:lifeboat-${duty}`,
            [`${standby.oidcProvider}:aud`]: "sts.amazonaws.com",
          },
        },
      });
    },
  );

  it("lets both backups write to the environment's own vault and nowhere else", () => {
    expect(policyOf("config-backup")).toBe(policyOf("backup"));
    expect(statementOf(policyOf("backup"), "StageAndPromote").Resource).toEqual(
      ["staging", "postgresql", "k8s-configs"].map((prefix) => `arn:aws:s3:::library-backups-dr/${prefix}/*`),
    );
  });

  it("lets restore read the replica and its own vault, and delete from neither", () => {
    expect(statementOf(policyOf("restore"), "List").Resource).toEqual([
      "arn:aws:s3:::library-backups-replica",
      "arn:aws:s3:::library-backups-dr",
    ]);
    expect(allowedActions(policyOf("restore")).join()).not.toMatch(/Delete|\*/);
  });
});

describe("ConfigReader of a service", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declared(
      () =>
        new ServiceIdentities("ids", {
          service: library,
          config: standby,
          layout,
          namespace: layout.namespace,
          labels: {},
          tags: {},
        }),
    ));
  });

  it.each(["Role", "ClusterRole"])("has a %s that gets and lists, and no more", (kind) => {
    const { inputs } = resources.one(`kubernetes:rbac.authorization.k8s.io/v1:${kind}`);
    const rules = inputs["rules"];
    expect(rules).toEqual(expect.arrayContaining([expect.objectContaining({ verbs: ["get", "list"] })]));
    expect(JSON.stringify(rules)).not.toMatch(/"(\*|watch|create|update|patch|delete\w*|bind|escalate)"/);
  });

  it.each(["RoleBinding", "ClusterRoleBinding"])(
    "has a %s for the account of config-backup alone",
    (kind) => {
      expect(resources.one(`kubernetes:rbac.authorization.k8s.io/v1:${kind}`).inputs["subjects"]).toEqual([
        { kind: "ServiceAccount", name: "lifeboat-config-backup", namespace: "library-system-dr" },
      ]);
    },
  );

  it("names the cluster's role by the namespace, so that both environments fit in one cluster", () => {
    const { inputs } = resources.one("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
    expect(inputs["metadata"]).toMatchObject({ name: "lifeboat-config-reader-library-system-dr" });
  });

  it("reads secrets of its namespace only", () => {
    const cluster = resources.one("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
    expect(JSON.stringify(cluster.inputs)).not.toContain("secrets");
  });
});
