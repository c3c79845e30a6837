import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as naming from "../../../infra/naming";
import { problemsOf, ProblemError } from "../../../infra/problem";

describe("buckets", () => {
  it("carry the runbook's name, the suffix and what they are for", () => {
    expect(naming.primaryBucket("stock-analysis-backups")).toBe("stock-analysis-backups");
    expect(naming.primaryBucket("stock-analysis-backups", "acme")).toBe("stock-analysis-backups-acme");
    expect(naming.replicaBucket("stock-analysis-backups", "acme")).toBe(
      "stock-analysis-backups-acme-replica",
    );
    expect(naming.standbyBucket("stock-analysis-backups")).toBe("stock-analysis-backups-dr");
    expect(naming.vaultBucket("b-b", "primary", "x")).toBe("b-b-x");
    expect(naming.vaultBucket("b-b", "standby", "x")).toBe("b-b-x-dr");
  });

  it("tell the access logs of regions and environments apart", () => {
    const names = (["primary", "standby"] as const).flatMap((role) =>
      ["us-east-1", "us-west-2"].map((region) => naming.accessLogBucket(region, role, "acme")),
    );
    expect(new Set(names).size).toBe(4);
    expect(names[0]).toMatch(/^lifeboat-access-logs-.*acme$/);
  });

  it("of a repository are two, the suffix before their ends", () => {
    expect(naming.repositoryBucket("b-b", "primary")).toBe("b-b-wal");
    expect(naming.repositoryBucket("b-b", "standby", "acme")).toBe("b-b-acme-wal-dr");
    expect(() => naming.repositoryBucket("b".repeat(57), "standby")).toThrow(/repository bucket: .*64 long/);
  });

  it("may be 3 to 63 characters long", () => {
    expect(naming.primaryBucket("abc")).toBe("abc");
    expect(naming.primaryBucket("a".repeat(63))).toHaveLength(63);
    expect(naming.replicaBucket("a".repeat(55))).toHaveLength(63);
  });

  it.each([
    "ab",
    "a".repeat(64),
    "Upper",
    "under_score",
    "dot.ted",
    "-first",
    "last-",
    "two--hyphens",
    "xn--bucket",
    "sthree-bucket",
    "bucket-s3alias",
    "bucket--ol-s3",
    "ümlaut",
    "",
    "bucket\n",
  ])("refuse %j", (name) => {
    expect(() => naming.primaryBucket(name)).toThrow(ProblemError);
  });

  it("say by how much a name is too long", () => {
    const [problem] = problemsOf(() => naming.replicaBucket("a".repeat(60)));
    expect(problem).toMatchObject({
      thing: "replica bucket",
      value: `"${"a".repeat(60)}-replica" (68 long)`,
    });
    expect(problem?.remedy).toContain("by at least 5");
    expect(problem?.limit).toContain("3 to 63");
  });
});

describe("names of Secrets by their content", () => {
  const [key, values] = ["a key", { PASSWORD: "guessable" }];

  it("change with a value and with the key, and not with the order", () => {
    const name = naming.secretContentName("app-secrets", key, values);
    expect(name).toMatch(/^app-secrets-[0-9a-f]{10}$/);
    expect(naming.secretContentName("app-secrets", key, { PASSWORD: "other" })).not.toBe(name);
    expect(naming.secretContentName("app-secrets", "another key", values)).not.toBe(name);
    const two = { ...values, TOKEN: "t" };
    const reversed = { TOKEN: "t", ...values };
    expect(naming.secretContentName("a", key, two)).toBe(naming.secretContentName("a", key, reversed));
  });

  it("are not what somebody without the key can compute of a guess", () => {
    expect(naming.secretContentName("app-secrets", key, values)).not.toBe(
      naming.contentName("app-secrets", values),
    );
  });
});

describe("IAM roles", () => {
  it("name service, duty and side", () => {
    expect(naming.roleName("jackpot-service", "config-backup", "standby")).toBe(
      "lifeboat-jackpot-service-config-backup-standby",
    );
  });

  it("hold 64 characters and no more", () => {
    expect(naming.roleName("s".repeat(40), "backup", "primary")).toHaveLength(64);
    expect(() => naming.roleName("s".repeat(41), "backup", "primary")).toThrow(/1 to 64/);
  });

  it("refuse characters that IAM does not know", () => {
    expect(() => naming.roleName("a/b", "backup", "primary")).toThrow(ProblemError);
  });
});

describe("KMS aliases", () => {
  it("begin with alias/lifeboat/ and tell purposes and sides apart", () => {
    const names = (["primary", "standby"] as const).flatMap((role) => [
      naming.kmsAlias("kyb-platform", role),
      naming.kmsAlias("kyb-platform", role, "legal"),
    ]);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^alias\/lifeboat\/kyb-platform-(backups|legal)/);
  });

  it("refuse what KMS keeps for itself or is too long", () => {
    expect(() => naming.checkedName("kmsAlias", "alias", "alias/aws/s3")).toThrow(ProblemError);
    expect(() => naming.kmsAlias("s".repeat(260), "primary")).toThrow(ProblemError);
  });
});

describe("Kubernetes names", () => {
  it("add -dr to the standby's namespace (STOCK-5)", () => {
    expect(naming.namespaceName("stock-analysis-system", "primary")).toBe("stock-analysis-system");
    expect(naming.namespaceName("stock-analysis-system", "standby")).toBe("stock-analysis-system-dr");
    expect(naming.namespaceName("n".repeat(63), "primary")).toHaveLength(63);
    expect(() => naming.namespaceName("n".repeat(63), "standby")).toThrow(ProblemError);
  });

  it("leave a CronJob 52 characters", () => {
    expect(naming.cronJobName("s".repeat(45), "backup")).toHaveLength(52);
    expect(() => naming.cronJobName("s".repeat(46), "backup")).toThrow(/1 to 52/);
  });

  it("are lower-case labels", () => {
    expect(naming.objectName("stock-analysis", "settings")).toBe("stock-analysis-settings");
    expect(naming.serviceAccountName("config-backup")).toBe("lifeboat-config-backup");
    for (const name of ["Big", "under_score", "-a", "a-", "a.b", ""]) {
      expect(() => naming.objectName(name), name).toThrow(ProblemError);
    }
  });

  it("change with content, not with the order of its keys (MAC-2)", () => {
    const name = naming.contentName("jobs", { "a.sh": "1", "b.sh": "2" });
    expect(name).toMatch(/^jobs-[0-9a-f]{10}$/);
    expect(naming.contentName("jobs", { "b.sh": "2", "a.sh": "1" })).toBe(name);
    expect(naming.contentName("jobs", { "a.sh": "1", "b.sh": "3" })).not.toBe(name);
    expect(naming.contentName("jobs", { "a.sh": "1b.sh", "": "2" })).not.toBe(name);
    const digest = createHash("sha256").update("text").digest("hex").slice(0, 10);
    expect(naming.contentName("jobs", "text")).toBe(`jobs-${digest}`);
  });
});

describe("PostgreSQL names", () => {
  it("name roles and the restored database after the database", () => {
    expect(naming.databaseRole("jackpot_db", "backup")).toBe("jackpot_db_backup");
    expect(naming.databaseRole("jackpot_db", "restore")).toBe("jackpot_db_restore");
    expect(naming.restoreDatabase("jackpot_db", "20261121T090000Z_a1b2c3")).toBe(
      "jackpot_db_restore_20261121t090000z_a1b2c3",
    );
  });

  it("hold 63 bytes and need no quotes", () => {
    expect(naming.databaseRole("d".repeat(56), "backup")).toHaveLength(63);
    for (const name of ["d".repeat(57), "Upper", "1st", "with-hyphen", "pg_mine", "ü"]) {
      expect(() => naming.databaseRole(name, "backup"), name).toThrow(ProblemError);
    }
  });
});

describe("ARNs", () => {
  it("follow AWS's patterns", () => {
    expect(naming.roleArn("123456789012", "r")).toBe("arn:aws:iam::123456789012:role/r");
    expect(naming.bucketArn("b")).toBe("arn:aws:s3:::b");
    expect(naming.bucketArn("b", "staging/*")).toBe("arn:aws:s3:::b/staging/*");
    expect(naming.kmsAliasArn("us-east-1", "123456789012", "alias/x")).toBe(
      "arn:aws:kms:us-east-1:123456789012:alias/x",
    );
    expect(naming.oidcProviderArn("123456789012", "oidc.example/id/A")).toBe(
      "arn:aws:iam::123456789012:oidc-provider/oidc.example/id/A",
    );
    expect(naming.serviceAccountSubject("ns", "lifeboat-backup")).toBe(
      "system:serviceaccount:ns:lifeboat-backup",
    );
  });
});
