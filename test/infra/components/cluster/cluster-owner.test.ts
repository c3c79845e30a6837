import { expect, it } from "vitest";
import { ClusterOwner } from "../../../../infra/components/cluster/cluster-owner";
import { declared } from "../../../support/pulumi-mocks";

const made = async (environment: string) => {
  const { resources } = await declared(() => new ClusterOwner("owner", { environment }));
  return resources.one("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").inputs;
};

it("says whose the cluster is, under one name, and grants nobody anything", async () => {
  const prod = await made("lifeboat:prod");
  expect(prod).toMatchObject({
    metadata: { name: "lifeboat-cluster-owner", namespace: "kube-public" },
    roleRef: { kind: "Role", name: "lifeboat:prod" },
  });
  expect(prod).not.toHaveProperty("subjects");
  const dr = await made("lifeboat:dr");
  expect(dr["metadata"]).toEqual(prod["metadata"]);
  expect(dr["roleRef"]).toMatchObject({ name: "lifeboat:dr" });
});
