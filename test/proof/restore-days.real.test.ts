import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { contentOf } from "../support/content-digest";
import type { JobName } from "../../infra/catalog/jobs";
import { describeReal } from "../support/describe-real";
import { events, expectExit, expectNoSecrets, expectSuccess } from "../support/job-result";
import type { Proof } from "../support/proof";
import {
  databaseNames,
  expectBadDay,
  expectRestores,
  lastGood,
  takeBackup,
  victim,
} from "../support/proof-day";
import { startWriter, writtenIn } from "../support/proof-writer";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";

const SERVING = victim.database.name;

describeReal("a restore", PROOF_NEEDS, () => {
  let proof: Proof;
  beforeAll(async () => {
    proof = await sharedProof();
  });

  it("takes the backup that is required by id, or the newest at or before a time", async () => {
    const first = await lastGood(proof);
    const second = await takeBackup(proof);
    const third = await takeBackup(proof);
    await expectRestores(proof, first, { env: { RESTORE_BACKUP: first.id } });
    await expectRestores(proof, second, { env: { RESTORE_BACKUP: timeOf(second.id) } });
    await expectRestores(proof, second, { env: { RESTORE_BACKUP: timeOf(third.id, -1) } });
    await expectBadDay(proof, { exitCode: 4, message: /no backup in .* for 2001-01-01T00:00:00Z/ }, () =>
      proof.run(victim, "restore", { env: { RESTORE_BACKUP: "2001-01-01T00:00:00Z" } }),
    );
  });

  it("answers 2 to a target that is the serving database, and to every other bad argument at once", async () => {
    const env = { RESTORE_TARGET: SERVING, RESTORE_SWITCH: "yes" };
    await expectBadDay(
      proof,
      { exitCode: 2, message: /jackpot_db is the serving database.*RESTORE_SWITCH 'yes' must be true/ },
      () => proof.run(victim, "restore", { env }),
    );
  });

  it("answers 3 when the database is down", async () => {
    await expectBadDay(proof, { exitCode: 3, message: /cannot connect to database/ }, async () => {
      await proof.postgres.halt();
      try {
        return await proof.run(victim, "restore");
      } finally {
        await proof.postgres.start();
      }
    });
  });

  it("killed just before its switch leaves the serving database as it was", async () => {
    const good = await lastGood(proof);
    const before = await databaseNames(proof);
    const serving = await contentOf(proof.postgres, SERVING);
    expectExit(await killedAt(proof, "restore", "checked", { RESTORE_SWITCH: "true" }), 137);
    expect(await contentOf(proof.postgres, SERVING)).toEqual(serving);
    const left = (await databaseNames(proof)).filter((name) => !before.includes(name));
    expect(left).toEqual([expect.stringMatching(/^jackpot_db_restore_\d{8}t\d{6}_[0-9a-f]{6}$/)]);
    await drop(proof, left);
    await expectRestores(proof, good);
  });

  it("for verification that was killed leaves a database that a verification of the next day drops", async () => {
    await lastGood(proof);
    const before = await databaseNames(proof);
    expectExit(await killedAt(proof, "verify", "restored"), 137);
    const [left = ""] = (await databaseNames(proof)).filter((name) => !before.includes(name));
    expect(left).toMatch(/^jackpot_db_verify_\d{8}t/);
    const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString().replace(/[-:]|\..*/g, "");
    const aged = left.replace(/\d{8}t\d{6}/, yesterday.toLowerCase());
    await proof.postgres.sql("postgres", `ALTER DATABASE ${left} RENAME TO ${aged}`);
    const verify = await proof.run(victim, "verify");
    expectSuccess(verify);
    expect(events(verify, "leftover_dropped")).toMatchObject([{ database: aged }]);
    expect(await databaseNames(proof)).toEqual(before);
  });

  it("switches under clients that keep writing: none of their writes is lost, all come back soon", async () => {
    const good = await lastGood(proof);
    const before = await databaseNames(proof);
    const writers = [await startWriter(proof.postgres, victim), await startWriter(proof.postgres, victim)];
    try {
      await pause(300);
      const restore = await proof.run(victim, "restore", { env: { RESTORE_SWITCH: "true" } });
      await pause(300);
      const written = await Promise.all(writers.map((writer) => writer.stop()));
      expectSuccess(restore);
      expectNoSecrets([restore], proof.secretValues);
      const [old = ""] = (await databaseNames(proof)).filter((name) => !before.includes(name));
      expect(old).toMatch(/^jackpot_db_before_/);
      const [lost, kept] = [await writtenIn(proof.postgres, old), await writtenIn(proof.postgres, SERVING)];
      const acknowledged = written.flatMap(({ numbers }) => numbers);
      expect([...lost, ...kept]).toEqual(expect.arrayContaining(acknowledged));
      expect(kept.length, "writes after the switch").toBeGreaterThan(0);
      expect(lost.length, "writes before the switch").toBeGreaterThan(0);
      for (const { longestGapMilliseconds } of written) expect(longestGapMilliseconds).toBeLessThan(20_000);
      await proof.postgres.sql(SERVING, `DELETE FROM public."Spiel-Einsätze €" WHERE "Table" = 'load'`);
      expect(await contentOf(proof.postgres, SERVING)).toEqual(good.content);
      await drop(proof, [old]);
    } finally {
      await Promise.all(writers.map((writer) => writer.stop()));
    }
  });
});

/** The moment of a backup, some seconds later, as RFC 3339. */
function timeOf(id: string, laterSeconds = 0): string {
  const text = id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\dZ).*/, "$1-$2-$3T$4:$5:$6");
  return new Date(Date.parse(text) + laterSeconds * 1000).toISOString().replace(".000", "");
}

/** Kills a job when it logs an event. */
async function killedAt(proof: Proof, job: JobName, event: string, env: Record<string, string> = {}) {
  const pod = { kill: (): void => undefined };
  const running = proof.start(victim, job, {
    env,
    onLine: (line) => {
      if (line.includes(`"event":"${event}"`)) pod.kill();
    },
  });
  pod.kill = () => {
    running.kill();
  };
  return running.done;
}

async function drop(proof: Proof, names: readonly string[]): Promise<void> {
  for (const name of names) await proof.postgres.sql("template1", `DROP DATABASE ${name} WITH (FORCE)`);
}
