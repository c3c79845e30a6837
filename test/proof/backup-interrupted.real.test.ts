import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { describeReal } from "../support/describe-real";
import { expectNoSecrets } from "../support/job-result";
import { eventually } from "../support/processes";
import type { Proof } from "../support/proof";
import { withBrake } from "../support/proof-brake";
import { changeData, expectBadDay, expectRestores, lastGood, remember, victim } from "../support/proof-day";
import type { StoreRequest, Verdict } from "../support/proof-gate";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";

const KILLED = 137;
/** What a signal takes at most to come to every process of a job. */
const SIGNAL_MILLISECONDS = 2000;

/** Requests at which a backup may be killed: each is the first that belongs to its moment. */
const MOMENTS: readonly (readonly [string, (request: StoreRequest) => boolean])[] = [
  ["before the dump", ({ method, query }) => method === "POST" && query.has("uploads")],
  ["while it uploads", ({ query }) => query.has("partNumber")],
  ["before the staged object is complete", ({ method, query }) => method === "POST" && query.has("uploadId")],
  ["between staging and promotion", ({ copies }) => copies],
  ["between promotion and lock", ({ query }) => query.has("retention")],
  [
    "between promotion and manifest",
    ({ method, path }) => method === "PUT" && path.endsWith(".manifest.json"),
  ],
];

describeReal("a backup that is interrupted", PROOF_NEEDS, () => {
  let proof: Proof;
  beforeAll(async () => {
    proof = await sharedProof();
  });

  it.each(MOMENTS)("by SIGKILL %s is no backup", async (_name, matches) => {
    await expectBadDay(proof, { exitCode: KILLED }, async () => {
      const running = { kill: (): void => undefined };
      let met = false;
      const result = await proof.gate.during(
        (request) => {
          if (!matches(request)) return "pass";
          met = true;
          running.kill();
          return "drop";
        },
        () => {
          const pod = proof.start(victim, "backup");
          running.kill = () => {
            pod.kill();
          };
          return pod.done;
        },
      );
      expect(met).toBe(true);
      return result;
    });
  });

  it("by SIGKILL during the dump is no backup", async () => {
    await expectBadDay(proof, { exitCode: KILLED }, () =>
      withBrake(proof.postgres, victim.database.name, async (brake) => {
        const pod = proof.start(victim, "backup");
        await brake.reached();
        pod.kill();
        return pod.done;
      }),
    );
  });

  it("by SIGTERM leaves with 1 before the grace period ends, and drops what it sent", async () => {
    const { bucket } = proof.vault(victim);
    const unfinished = await bucket.unfinished();
    await expectBadDay(proof, { exitCode: 1, message: /stopped by a signal/ }, () =>
      withBrake(proof.postgres, victim.database.name, async (brake) => {
        const pod = proof.start(victim, "backup");
        await brake.reached();
        await eventually(async () => (await bucket.unfinished()) > unfinished, 60_000);
        pod.stop();
        return pod.done;
      }),
    );
    expect(await bucket.unfinished()).toBe(unfinished);
  });

  it("by SIGTERM while the store starts its upload drops that too", async () => {
    const { bucket } = proof.vault(victim);
    const unfinished = await bucket.unfinished();
    await expectBadDay(proof, { exitCode: 1, message: /stopped by a signal/ }, async () => {
      const running = { stop: (): void => undefined };
      return proof.gate.during(
        async ({ method, query }): Promise<Verdict> => {
          if (method !== "POST" || !query.has("uploads")) return "pass";
          running.stop();
          await pause(SIGNAL_MILLISECONDS);
          return "pass";
        },
        () => {
          const pod = proof.start(victim, "backup");
          running.stop = () => {
            pod.stop();
          };
          return pod.done;
        },
      );
    });
    expect(await bucket.unfinished()).toBe(unfinished);
  });

  it("by nothing: two at once both stand, under ids of their own, and both restore", async () => {
    await changeData(proof);
    const results = await Promise.all([proof.run(victim, "backup"), proof.run(victim, "backup")]);
    expectNoSecrets(results, proof.secretValues);
    const goods = [];
    for (const result of results) goods.push(await remember(proof, result));
    expect(new Set(goods.map(({ id }) => id)).size).toBe(2);
    expect(await proof.vault(victim).ids("hourly")).toEqual(
      expect.arrayContaining(goods.map(({ id }) => id)),
    );
    for (const good of goods) await expectRestores(proof, good, { env: { RESTORE_BACKUP: good.id } });
  });

  it("leaves the newest earlier backup as good as it was, after all of it", async () => {
    await expectRestores(proof, await lastGood(proof));
  });
});
