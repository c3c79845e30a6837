import { beforeAll, expect, it } from "vitest";
import type { JobName } from "../../infra/catalog/jobs";
import { describeReal } from "../support/describe-real";
import { expectNoSecrets } from "../support/job-result";
import { newAgeKey, type Proof } from "../support/proof";
import {
  databaseNames,
  expectBadDay,
  expectRestores,
  takeBackup,
  victim,
  lastGood,
  type Good,
} from "../support/proof-day";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";
import { expectExit } from "../support/job-result";

type Damage = (body: Buffer) => Buffer;
const READERS = ["restore", "verify"] as const satisfies readonly JobName[];
const TRUNCATED: Damage = (body) => body.subarray(0, body.length - 1000);
const flipped =
  (place: number): Damage =>
  (body) => {
    const copy = Buffer.from(body);
    const at = Math.floor((copy.length - 1) * place);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

describeReal("a damaged backup", PROOF_NEEDS, () => {
  let proof: Proof;
  let older: Good;
  let newest: Good;
  beforeAll(async () => {
    proof = await sharedProof();
    older = await lastGood(proof);
    newest = await takeBackup(proof);
  });

  /** Refused by both readers with this exit code and message, and nothing is left. */
  async function expectRefused(exitCode: number, message: RegExp): Promise<void> {
    const names = await databaseNames(proof);
    for (const job of READERS) {
      const result = await proof.run(victim, job);
      expectExit(result, exitCode);
      expect(result.stderr).toMatch(message);
      expectNoSecrets([result], proof.secretValues);
    }
    expect(await databaseNames(proof)).toEqual(names);
  }

  it("whose objects are all truncated is refused, naming the older one, which restores by its id", async () => {
    await withObjects(proof, newest.id, TRUNCATED, async () => {
      await expectRefused(
        1,
        new RegExp(`has \\d+ bytes, its manifest says \\d+.*older backup is ${older.id}`),
      );
      await expectRestores(proof, older, { env: { RESTORE_BACKUP: older.id } });
    });
  });

  it.each([
    ["first", 0],
    ["middle", 0.5],
    ["last", 1],
  ] as const)("whose %s byte has one flipped bit is refused", async (_name, place) => {
    await withObjects(proof, newest.id, flipped(place), () => expectRefused(1, /"level":"error"/));
  });

  it("that is damaged on its way is refused, and restores when the way is clear", async () => {
    const good = await lastGood(proof);
    let turned = 0;
    const result = await expectBadDay(proof, { exitCode: 1, message: /is damaged: part 1 of 1/ }, () =>
      proof.gate.during(
        ({ method, path }) => {
          if (method !== "GET" || !path.endsWith(`${good.id}.dump.zst.age`)) return "pass";
          // The first request is for the head alone, whose table of contents would stumble already.
          turned += 1;
          return turned === 1 ? "pass" : { flipDown: 200_000 };
        },
        () => proof.run(victim, "restore"),
      ),
    );
    expect(turned, result.stderr).toBe(2);
  });

  it("without its manifest is none: the older one is the newest", async () => {
    await withoutManifests(
      proof,
      (key) => key.includes(newest.id),
      async () => {
        await expectRestores(proof, older);
        const result = await proof.run(victim, "restore", { env: { RESTORE_BACKUP: newest.id } });
        expectExit(result, 4);
        expect(result.stderr).toContain(`for ${newest.id}`);
      },
    );
  });

  it("answers 4 when no object has a manifest", async () => {
    await withoutManifests(
      proof,
      () => true,
      async () => {
        for (const job of READERS) {
          const result = await proof.run(victim, job);
          expectExit(result, 4);
          expect(result.stderr).toMatch(/no backup in s3:.* for latest \(0 exist/);
        }
      },
    );
    await expectRestores(proof, newest);
  });

  it("answers 6 to a key that opens nothing, and tells neither key", async () => {
    const { identity } = newAgeKey();
    const secrets = { "lifeboat-restore-identity": { "identity.txt": identity } };
    for (const job of READERS) {
      const result = await expectBadDay(
        proof,
        { exitCode: 6, message: /the private key .* does not open backup/ },
        () => proof.run(victim, job, { secrets }),
      );
      expectNoSecrets([result], [identity, identity.split("\n")[2] ?? identity]);
    }
  });

  it("leaves the newest earlier backup as good as it was, after all of it", async () => {
    await expectRestores(proof, await lastGood(proof));
  });
});

/** Puts damaged copies of a backup's objects, of every tier, in their place while `work` runs. */
async function withObjects(
  proof: Proof,
  id: string,
  damage: Damage,
  work: () => Promise<void>,
): Promise<void> {
  const vault = proof.vault(victim);
  const keys = (await vault.backups())
    .filter((key) => key.includes(id))
    .map((key) => key.replace(".manifest.json", ".dump.zst.age"));
  const bodies = new Map<string, Buffer>();
  for (const key of keys) bodies.set(key, damage(await vault.bucket.get(key)));
  await vault.overlaid(bodies, work);
}

/** Hides manifests behind delete markers while `work` runs. */
async function withoutManifests(
  proof: Proof,
  which: (key: string) => boolean,
  work: () => Promise<void>,
): Promise<void> {
  const vault = proof.vault(victim);
  const keys = (await vault.backups()).filter(which);
  await vault.overlaid(new Map(keys.map((key) => [key, undefined])), work);
}
