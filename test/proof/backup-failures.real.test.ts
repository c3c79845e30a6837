import { randomBytes } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { connected, schemaSql } from "../../sandbox/databases/service-database";
import { describeReal } from "../support/describe-real";
import { events, expectNoSecrets } from "../support/job-result";
import type { Proof } from "../support/proof";
import { withBrake } from "../support/proof-brake";
import { expectBadDay, expectRestores, lastGood, remember, takeBackup, victim } from "../support/proof-day";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";
import { scratchSize } from "../support/proof-pod";

const DATABASE = victim.database.name;

describeReal("a backup that fails", PROOF_NEEDS, () => {
  let proof: Proof;
  beforeAll(async () => {
    proof = await sharedProof();
  });
  const backup = () => proof.run(victim, "backup");

  it("answers 3 when the database is down", async () => {
    await expectBadDay(proof, { exitCode: 3, message: /cannot connect to database jackpot_db/ }, async () => {
      await proof.postgres.halt();
      try {
        return await backup();
      } finally {
        await proof.postgres.start();
      }
    });
  });

  it("answers 3 to a wrong password and does not tell it", async () => {
    const password = `wrong${randomBytes(9).toString("hex")}`;
    const secrets = { "lifeboat-database-backup": { password } };
    const result = await expectBadDay(proof, { exitCode: 3, message: /password authentication failed/ }, () =>
      proof.run(victim, "backup", { secrets }),
    );
    expectNoSecrets([result], [password]);
  });

  it("answers 3 to a server whose certificate is for another name, before it tells it the password", async () => {
    const PGHOSTADDR = proof.cluster.addresses.node;
    const env = { PGHOST: "db.internal", PGHOSTADDR };
    await expectBadDay(
      proof,
      { exitCode: 3, message: /certificate .* does not match host name .*db\.internal/ },
      () => proof.run(victim, "backup", { env }),
    );
  });

  it("answers 6 when the bucket is missing", async () => {
    const { name } = proof.vault(victim).bucket;
    await expectBadDay(proof, { exitCode: 6, message: /NoSuchBucket/ }, () =>
      proof.gate.during(({ path, query }) => ({ path: elsewhere(path, name, query) }), backup),
    );
  });

  it("answers 1 when the upload is cut off again and again, after several tries", async () => {
    let cuts = 0;
    await expectBadDay(proof, { exitCode: 1, message: /upload failed/ }, () =>
      proof.gate.during(({ query }) => {
        if (!query.has("partNumber")) return "pass";
        cuts += 1;
        return { cutUp: 4096 };
      }, backup),
    );
    expect(cuts).toBeGreaterThan(2);
  });

  it("sends a part again that was cut off once", async () => {
    let cuts = 0;
    const good = await proof.gate.during(
      ({ query }) => (query.has("partNumber") && (cuts += 1) === 1 ? { cutUp: 4096 } : "pass"),
      () => takeBackup(proof),
    );
    expect(cuts).toBe(2);
    await expectRestores(proof, good);
  });

  it("answers 1 and names the limit when its scratch volume is too small", async () => {
    await expectBadDay(proof, { exitCode: 1, message: /disk full: .*raise the emptyDir's sizeLimit/ }, () =>
      proof.run(victim, "backup", { change: scratchSize("1Mi") }),
    );
  });

  it("answers 1 when the dump's session is ended midway, and drops what it sent", async () => {
    await expectBadDay(proof, { exitCode: 1, message: /dump failed.*terminating connection/ }, () =>
      withBrake(proof.postgres, DATABASE, async (brake) => {
        const running = proof.start(victim, "backup");
        const pid = await brake.reached();
        await proof.postgres.sql("postgres", `SELECT pg_terminate_backend(${String(pid)})`);
        return running.done;
      }),
    );
    expect(await proof.vault(victim).bucket.unfinished()).toBe(0);
  });

  it("answers 1 when the server is stopped midway", async () => {
    await expectBadDay(proof, { exitCode: 1, message: /"level":"error"/ }, async () =>
      withBrake(proof.postgres, DATABASE, async (brake) => {
        const running = proof.start(victim, "backup");
        await brake.reached();
        await proof.postgres.halt();
        try {
          return await running.done;
        } finally {
          await proof.postgres.start();
        }
      }),
    );
  });

  it("answers 6 for a database without its key tables", async () => {
    await expectBadDay(proof, { exitCode: 6, message: /has no key table public\.jackpots/ }, () =>
      besideServing(proof, "", backup),
    );
  });

  it("backs up a database without rows, with a warning, and restores it", async () => {
    await besideServing(proof, schemaSql(victim.id), async () => {
      const result = await backup();
      const good = await remember(proof, result);
      expect(events(result, "database_empty")).toHaveLength(1);
      expect(events(result, "backup_finished")).toMatchObject([{ rowCounts: { "public.jackpots": 0 } }]);
      await expectRestores(proof, good);
    });
  });

  it("leaves the newest earlier backup as good as it was, after all of it", async () => {
    await expectRestores(proof, await lastGood(proof));
  });
});

/** The same request to a bucket that does not exist. */
function elsewhere(path: string, bucket: string, query: URLSearchParams): string {
  const text = query.toString();
  return `${path.replace(`/${bucket}`, `/${bucket}-gone`)}${text === "" ? "" : `?${text}`}`;
}

/** Runs `work` while another database, new and filled with `schema`, serves under the victim's name. */
async function besideServing<T>(proof: Proof, schema: string, work: () => Promise<T>): Promise<T> {
  const { postgres } = proof;
  const aside = `${DATABASE}_aside`;
  await postgres.sql("postgres", `ALTER DATABASE ${DATABASE} RENAME TO ${aside}`);
  try {
    await postgres.sql("postgres", `CREATE DATABASE ${DATABASE} OWNER ${victim.database.ownerRole}`);
    await connected(postgres, DATABASE, (client) =>
      client.query(`SET ROLE ${victim.database.ownerRole}; ${schema}`),
    );
    return await work();
  } finally {
    await postgres.sql("postgres", `DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    await postgres.sql("postgres", `ALTER DATABASE ${aside} RENAME TO ${DATABASE}`);
  }
}
