import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { describeReal } from "../support/describe-real";
import type { Proof } from "../support/proof";
import { lastGood, takeBackup, victim, type Good } from "../support/proof-day";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";

const DAY_MILLISECONDS = 24 * 3600 * 1000;
/** The locks were set up to some minutes ago. */
const SLACK_MILLISECONDS = DAY_MILLISECONDS / 4;

const statement = z.object({ Effect: z.string(), Action: z.union([z.string(), z.array(z.string())]) });
const policy = z.object({ Statement: z.array(statement) });

describeReal("tiers of a vault", PROOF_NEEDS, () => {
  let proof: Proof;
  let first: Good;
  let second: Good;
  beforeAll(async () => {
    proof = await sharedProof();
    first = await lastGood(proof);
    second = await takeBackup(proof);
  });

  it("take every backup by the hour, and one of each day, week and month", async () => {
    const vault = proof.vault(victim);
    expect(await vault.ids("hourly")).toEqual(expect.arrayContaining([first.id, second.id]));
    for (const { name } of vault.tiers.filter(({ period }) => period !== "run")) {
      const ids = await vault.ids(name);
      expect(ids.length, name).toBeGreaterThan(0);
      // A day begins at 02:00, so a run of the tests sees two days at most, and then both backups may be in.
      const periods = new Set(ids.map((id) => periodOf(id)));
      expect(periods.size, name).toBe(ids.length);
    }
  });

  it("lock object and manifest for the tier's days, in the declared mode", async () => {
    const vault = proof.vault(victim);
    for (const { name, lockDays } of vault.tiers) {
      const [id = ""] = await vault.ids(name);
      for (const key of [vault.object(id, name), vault.manifest(id, name)]) {
        const lock = await vault.bucket.lock(key);
        expect(lock?.mode, key).toBe("GOVERNANCE");
        const left = (lock?.until.getTime() ?? 0) - Date.now();
        expect(Math.abs(left - lockDays * DAY_MILLISECONDS), key).toBeLessThan(SLACK_MILLISECONDS);
      }
    }
  });

  it("take a new backup when the one of the period has lost its manifest", async () => {
    const vault = proof.vault(victim);
    const gone = (await vault.ids("daily")).at(-1) ?? "";
    await vault.overlaid(new Map([[vault.manifest(gone, "daily"), undefined]]), async () => {
      const added = await takeBackup(proof);
      expect(await vault.ids("daily")).toContain(added.id);
      expect(await vault.ids("weekly")).not.toContain(added.id);
      await vault.bucket.remove(vault.manifest(added.id, "daily"));
    });
  });

  it("refuse to lose a locked version", async () => {
    const vault = proof.vault(victim);
    const key = vault.object(second.id);
    const { versionId } = z
      .object({ versionId: z.string() })
      .parse(await vault.bucket.json(vault.manifest(second.id)));
    const one = new DeleteObjectCommand({ Bucket: vault.bucket.name, Key: key, VersionId: versionId });
    await expect(vault.bucket.client.send(one)).rejects.toMatchObject({
      name: "AccessDenied",
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describeReal("the roles of the jobs", PROOF_NEEDS, () => {
  it("name every action, and none that deletes, lifts a lock or changes the vault", async () => {
    const { resources } = await sharedProof();
    const policies = resources.filter(
      ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && /-(backup|restore)-policy$/.test(name),
    );
    expect(policies.length).toBeGreaterThanOrEqual(15);
    for (const { name, inputs } of policies) {
      const text = z.string().parse(inputs["policy"]);
      const allowed = policy
        .parse(JSON.parse(text))
        .Statement.filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action }) => Action);
      expect(allowed.length, name).toBeGreaterThan(0);
      for (const action of allowed)
        expect(action, name).toMatch(
          /^(s3:(ListBucket|GetBucketLocation|GetObject(Version)?|PutObject(Retention)?|AbortMultipartUpload|ListMultipartUploadParts)|kms:(Decrypt|GenerateDataKey))$/,
        );
    }
  });
});

/** The day that an id is of, by a day that begins at 02:00 UTC. */
function periodOf(id: string): string {
  const hour = Number(id.slice(9, 11));
  return `${id.slice(0, 8)}${hour < 2 ? "-early" : ""}`;
}
