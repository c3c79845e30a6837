import { beforeAll, describe, expect, it } from "vitest";
import { LegalVault } from "../../../../infra/components/storage/legal-vault";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { libraryWithLegal, primary, standby } from "../../../support/service-fixture";

const make = (place: typeof primary) =>
  declared(
    () =>
      new LegalVault("library-legal", {
        accountId: place.accountId,
        service: "library",
        title: "Library",
        legal: libraryWithLegal.legal,
        place,
        logBucket: "logs",
        tags: {},
      }),
  );

describe("LegalVault", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await make(primary));
  });

  it("has a bucket and a key of its own", () => {
    expect(resources.one("aws:s3/bucket:Bucket").inputs["bucket"]).toBe("library-legal");
    expect(resources.one("aws:kms/alias:Alias").inputs["name"]).toBe("alias/lifeboat/library-legal-primary");
  });

  it("locks each record for as long as the law asks, and expires it no sooner", () => {
    expect(
      resources.one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration").inputs["rule"],
    ).toEqual({ defaultRetention: { mode: "COMPLIANCE", days: 1095 } });
    expect(
      resources.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"],
    ).toMatchObject([
      { filter: { prefix: "gdpr-deletions/" }, expiration: { days: 1095 } },
      { id: "debris" },
    ]);
  });

  it("is the standby's own on the standby", async () => {
    const other = (await make(standby)).resources;
    expect(other.one("aws:s3/bucket:Bucket").inputs).toMatchObject({
      bucket: "library-legal-dr",
      region: "us-west-2",
    });
    expect(other.one("aws:kms/alias:Alias").inputs["name"]).toBe("alias/lifeboat/library-legal-standby");
  });
});
