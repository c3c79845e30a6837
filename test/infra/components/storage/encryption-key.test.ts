import { beforeAll, describe, expect, it } from "vitest";
import { EncryptionKey, type EncryptionKeyArgs } from "../../../../infra/components/storage/encryption-key";
import { statementOf } from "../../../support/policy-json";
import { declared, valueOf, type Resources } from "../../../support/pulumi-mocks";

const single: EncryptionKeyArgs = {
  accountId: "123456789012",
  region: "us-east-1",
  alias: "alias/lifeboat/library-backups-primary",
  description: "Backups of Library",
  tags: { owner: "reading-room" },
};
const args = { ...single, replicaRegion: "us-west-2" };

describe("EncryptionKey with a replica", () => {
  let resources: Resources;
  let key: EncryptionKey;
  beforeAll(async () => {
    ({ resources, result: key } = await declared(() => new EncryptionKey("vault-key", args)));
  });

  it("is a protected multi-region key that rotates and takes thirty days to delete", () => {
    const made = resources.one("aws:kms/key:Key", "vault-key-key");
    expect(made.inputs).toMatchObject({
      region: "us-east-1",
      multiRegion: true,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      description: "Backups of Library",
      tags: { owner: "reading-room" },
    });
    expect(made.protect).toBe(true);
  });

  it("has a protected replica of that key in the second region", () => {
    const replica = resources.one("aws:kms/replicaKey:ReplicaKey", "vault-key-replica-key");
    expect(replica.inputs).toMatchObject({
      region: "us-west-2",
      primaryKeyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-vault-key-key",
      deletionWindowInDays: 30,
    });
    expect(replica.protect).toBe(true);
  });

  it("leaves both to the account's IAM", () => {
    for (const type of ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"])
      expect(statementOf(resources.one(type).inputs["policy"], "DelegateToIam").Principal).toEqual({
        AWS: "arn:aws:iam::123456789012:root",
      });
  });

  it("names each by the same alias in its own region, by which policies find it", () => {
    expect(resources.all("aws:kms/alias:Alias").map(({ inputs }) => inputs)).toEqual([
      { name: args.alias, region: "us-east-1", targetKeyId: "mrk-vault-key-key" },
      { name: args.alias, region: "us-west-2", targetKeyId: "mrk-vault-key-replica-key" },
    ]);
  });

  it("gives the ARN of each", async () => {
    expect(await valueOf(key.arn)).toBe("arn:aws:kms:us-east-1:123456789012:key/mrk-vault-key-key");
    expect(key.replicaArn && (await valueOf(key.replicaArn))).toBe(
      "arn:aws:kms:us-west-2:123456789012:key/mrk-vault-key-replica-key",
    );
  });
});

describe("EncryptionKey of one region", () => {
  it("is a key and its alias alone", async () => {
    const { resources, result } = await declared(() => new EncryptionKey("vault-key", single));
    expect(resources.counts()).toEqual({
      "aws:kms/alias:Alias": 1,
      "aws:kms/key:Key": 1,
      "lifeboat:index:EncryptionKey": 1,
    });
    expect(result.replicaArn).toBeUndefined();
  });
});
