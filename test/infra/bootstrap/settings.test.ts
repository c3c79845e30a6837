import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseSettings } from "../../../infra/bootstrap/settings";
import { bootstrapConfig } from "../../support/bootstrap-fixture";

const OWN = "lifeboat-bootstrap:";
const given = (change: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries({ ...bootstrapConfig, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
const problems = (change: Readonly<Record<string, string | undefined>>) => {
  const read = parseSettings(given(change));
  return "problems" in read ? read.problems : [];
};

describe("config of the bootstrap stack", () => {
  it("is accepted with all, with defaults of what is left out", () => {
    expect(parseSettings(bootstrapConfig)).toMatchObject({
      settings: {
        github: { branch: "main", previewEnvironment: "preview", deployEnvironment: "production" },
        databaseAccess: [{ port: 5432 }, { port: 5433 }],
      },
    });
  });

  it("names everything that is missing at once, each with a command for this stack", () => {
    const read = parseSettings({});
    const found = "problems" in read ? read.problems : [];
    expect(found.map(({ thing }) => thing)).toEqual([
      ...["accountId", "primaryRegion", "standbyRegion", "bucketSuffix"].map((key) => `config ${OWN}${key}`),
      ...["config aws:allowedAccountIds", "config aws:region"],
    ]);
    for (const { remedy } of found)
      expect(remedy).toMatch(/^pulumi -C infra\/bootstrap config set .*<.*>\S* --stack account$/);
  });

  it.each([
    ["a placeholder of the committed file", { [`${OWN}bucketSuffix`]: "example" }, "bucketSuffix"],
    ["an account of the documentation", { [`${OWN}accountId`]: "123456789012" }, "accountId"],
    ["one region for both", { [`${OWN}standbyRegion`]: "us-east-1" }, "standbyRegion"],
    ["a suffix that makes a name too long", { [`${OWN}bucketSuffix`]: "a".repeat(21) }, "bucketSuffix"],
    ["a key that there is not", { [`${OWN}gitHub`]: "acme/lifeboat" }, "gitHub"],
    ["operators without anybody", { [`${OWN}operators`]: "{}" }, "operators"],
    [
      "a subject that any branch could have",
      { [`${OWN}github`]: '{"repository":"a/b","subject":"repo:a/*"}' },
      "github",
    ],
    ["an owner's every repository", { [`${OWN}github`]: '{"repository":"acme/*"}' }, "github"],
    [
      "a zone that is neither made nor there",
      { [`${OWN}hostedZones`]: '{"acme.internal":"make"}' },
      "hostedZones",
    ],
    ["an example of a zone", { [`${OWN}hostedZones`]: '{"acme.internal":"Z0000EXAMPLE"}' }, "hostedZones"],
    [
      "databases that are open to the world",
      {
        [`${OWN}databaseAccess`]: '[{"region":"us-east-1","securityGroup":"sg-01234567","from":"0.0.0.0/0"}]',
      },
      "databaseAccess",
    ],
    [
      "databases of a third region",
      {
        [`${OWN}databaseAccess`]:
          '[{"region":"eu-west-1","securityGroup":"sg-01234567","from":"10.0.0.0/8"}]',
      },
      "databaseAccess",
    ],
  ])("refuses %s", (_title, change, key) => {
    const found = problems(change);
    expect(found.map(({ thing }) => thing)).toContain(`config ${OWN}${key}`);
    for (const { remedy } of found) expect(remedy).toContain("--stack account");
  });

  it("refuses a provider that may work in any account, or elsewhere", () => {
    expect(
      problems({ "aws:allowedAccountIds": '["210987654321","1"]', "aws:region": "us-east-1" }),
    ).toMatchObject([
      { thing: "config aws:allowedAccountIds", remedy: expect.stringContaining("210987654321") as string },
      { thing: "config aws:region", remedy: expect.stringContaining("us-west-2") as string },
    ]);
  });

  it("is refused as it is committed, and by nothing but its placeholders", () => {
    expect(
      problems({
        ...Object.fromEntries(Object.keys(bootstrapConfig).map((key) => [key, undefined])),
        ...committed(),
      }).map(({ value }) => value),
    ).toEqual(['"123456789012"', '"example"']);
  });
});

/** The committed file's config, as the engine passes it. */
function committed(): Readonly<Record<string, string>> {
  const { config } = z
    .object({ config: z.record(z.string(), z.unknown()) })
    .parse(parse(readFileSync(join(__dirname, "../../../infra/bootstrap/Pulumi.account.yaml"), "utf8")));
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
