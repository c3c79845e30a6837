import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { Service } from "../../infra/catalog/types";
import type { PodResult } from "../../sandbox/cluster/pods";
import { contentOf, type Content } from "./content-digest";
import { expectExit, expectNoSecrets, expectSuccess } from "./job-result";
import { serviceOf } from "../../sandbox/bench/declared";
import type { JobRun, Proof } from "./proof";

/** The service of the bad days: the smallest. */
export const victim: Service = serviceOf("jackpot-service");

/** A backup that a test made, and what the database held then. */
export interface Good {
  readonly id: string;
  readonly content: Content;
}

const known = new Map<string, Content>();

/** Makes the serving database differ from every backup before. */
export async function changeData(proof: Proof): Promise<void> {
  await proof.postgres.sql(
    victim.database.name,
    `INSERT INTO public."Spiel-Einsätze €" SELECT coalesce(max("Order"), 0) + 1, 'changed' FROM public."Spiel-Einsätze €"`,
  );
}

/** Keeps what the database holds as the content of a backup that was just made. */
export async function remember(proof: Proof, backup: PodResult): Promise<Good> {
  expectSuccess(backup);
  const good = { id: backup.stdout.trim(), content: await contentOf(proof.postgres, victim.database.name) };
  known.set(good.id, good.content);
  return good;
}

/** Changes the data and backs it up; the id is later than every other one. */
export async function takeBackup(proof: Proof): Promise<Good> {
  await changeData(proof);
  // An id holds its second: two backups of one second have no order.
  await pause(1100 - (Date.now() % 1000));
  return remember(proof, await proof.run(victim, "backup"));
}

/** The newest backup with its content; makes one when the newest is none of the tests'. */
export async function lastGood(proof: Proof): Promise<Good> {
  const id = (await proof.vault(victim).ids("hourly")).at(-1);
  const content = id === undefined ? undefined : known.get(id);
  return id === undefined || content === undefined ? takeBackup(proof) : { id, content };
}

/** Names of the server's databases. */
export async function databaseNames(proof: Proof): Promise<readonly string[]> {
  const rows = await proof.postgres.sql("template1", "SELECT datname FROM pg_database ORDER BY 1");
  return rows.map((row) => String(row["datname"]));
}

/** Restores beside the serving database and compares all content, then drops the copy. */
export async function expectRestores(proof: Proof, good: Good, run: JobRun = {}): Promise<void> {
  const target = `copy_${randomBytes(6).toString("hex")}`;
  const restore = await proof.run(victim, "restore", { ...run, env: { ...run.env, RESTORE_TARGET: target } });
  try {
    expectSuccess(restore);
    expectNoSecrets([restore], proof.secretValues);
    expect(await contentOf(proof.postgres, target)).toEqual(good.content);
  } finally {
    await proof.postgres.sql("template1", `DROP DATABASE IF EXISTS ${target} WITH (FORCE)`);
  }
}

/**
 * A day on which a job fails: it ends with this exit code and says why, nothing new counts as a backup, every earlier one is
 * the same to the byte, no database is left or changed, and no secret is logged.
 */
export async function expectBadDay(
  proof: Proof,
  expected: { readonly exitCode: number; readonly message?: RegExp },
  run: () => Promise<PodResult>,
): Promise<PodResult> {
  await lastGood(proof);
  await changeData(proof);
  const serving = await contentOf(proof.postgres, victim.database.name);
  const backups = await proof.vault(victim).objects();
  const names = await databaseNames(proof);
  const result = await run();
  expectExit(result, expected.exitCode);
  if (expected.message !== undefined) expect(result.stderr).toMatch(expected.message);
  expectNoSecrets([result], proof.secretValues);
  expect(await proof.vault(victim).objects()).toEqual(backups);
  expect(await databaseNames(proof)).toEqual(names);
  expect(await contentOf(proof.postgres, victim.database.name)).toEqual(serving);
  return result;
}
