import { beforeAll, describe, expect, it } from "vitest";
import { ServiceIdentities } from "../../../../infra/components/identity/service-identities";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { allowedActions, statementOf } from "../../../support/policy-json";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { archivedLibrary, library, standby } from "../../../support/service-fixture";

const layout = serviceLayout(library, standby);
const duties = ["backup", "config-backup", "config-restore", "restore"] as const;

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

  it("lets config-restore read configuration backups of both environments, and write none", () => {
    expect(statementOf(policyOf("config-restore"), "Read").Resource).toEqual([
      "arn:aws:s3:::library-backups-replica/k8s-configs/*",
      "arn:aws:s3:::library-backups-dr/k8s-configs/*",
    ]);
    expect(allowedActions(policyOf("config-restore")).join()).not.toMatch(/Put|Delete|Generate|\*/);
  });
});

describe.each([
  ["config-reader", "config-backup", ["get", "list"]],
  ["config-writer", "config-restore", ["get", "list", "create", "patch"]],
] as const)("the rights of a service's %s", (part, duty, verbs) => {
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

  const of = (kind: string, name: string) =>
    resources.one(`kubernetes:rbac.authorization.k8s.io/v1:${kind}`, `ids-${part}-${name}`);

  it.each([
    ["Role", "role", verbs],
    ["ClusterRole", "cluster-role", ["get", "list"]],
  ])("are a %s of just these verbs", (kind, name, wanted) => {
    const rules = of(kind, name).inputs["rules"];
    expect(rules).toEqual(expect.arrayContaining([expect.objectContaining({ verbs: wanted })]));
    const others = [...JSON.stringify(rules).matchAll(/"verbs":(\[[^\]]*\])/g)].map(([, text]) => text);
    expect(new Set(others)).toEqual(new Set([JSON.stringify(wanted)]));
  });

  it.each([
    ["RoleBinding", "binding"],
    ["ClusterRoleBinding", "cluster-binding"],
  ])("have a %s for one account alone", (kind, name) => {
    expect(of(kind, name).inputs["subjects"]).toEqual([
      { kind: "ServiceAccount", name: `lifeboat-${duty}`, namespace: "library-system-dr" },
    ]);
  });

  it("name the cluster's role by the namespace, so that both environments fit in one cluster", () => {
    const { inputs } = of("ClusterRole", "cluster-role");
    expect(inputs["metadata"]).toMatchObject({ name: `lifeboat-${part}-library-system-dr` });
  });

  it("read secrets of the namespace only", () => {
    expect(JSON.stringify(of("ClusterRole", "cluster-role").inputs)).not.toContain("secrets");
  });
});

describe("ServiceIdentities of an archiving server", () => {
  it("has its role, for the server's account in this cluster and namespace; the server brings the account", async () => {
    const its = serviceLayout(archivedLibrary, standby);
    const { resources } = await declared(
      () =>
        new ServiceIdentities("ids", {
          service: archivedLibrary,
          config: standby,
          layout: its,
          namespace: its.namespace,
          labels: {},
          tags: {},
        }),
    );
    const { inputs } = resources.one("aws:iam/role:Role", "ids-server-role");
    expect(inputs["name"]).toBe("lifeboat-library-server-standby");
    expect(statementOf(inputs["assumeRolePolicy"], "OneServiceAccount").Condition).toMatchObject({
      StringEquals: {
        [`${standby.oidcProvider}:sub`]: "system:serviceaccount:library-system-dr:postgresql",
      },
    });
    const policy = resources.one("aws:iam/rolePolicy:RolePolicy", "ids-server-policy").inputs["policy"];
    expect(statementOf(policy, "List").Resource).toEqual([
      "arn:aws:s3:::library-backups-wal-dr",
      "arn:aws:s3:::library-backups-wal",
    ]);
    const accounts = resources.all("kubernetes:core/v1:ServiceAccount");
    expect(accounts.map(({ name }) => name).filter((name) => name.includes("server"))).toEqual([]);
  });
});
