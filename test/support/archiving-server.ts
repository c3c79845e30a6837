import { execFile } from "node:child_process";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { startPostgres, type Postgres } from "../../sandbox/servers/postgres";
import type { Requirement } from "../../sandbox/servers/requirements";
import type { S3Tls } from "../../sandbox/servers/s3-tls";

const run = promisify(execFile);
const REPLAY_POLL_MILLISECONDS = 50;

/** What it needs of the machine. */
export const ARCHIVING = [
  "root",
  "unshare",
  "postgresql",
  "moto",
  "pgbackrest",
] as const satisfies readonly Requirement[];

/** A PostgreSQL server that archives to a bucket with pgBackRest, stanza `ledger`. */
export interface ArchivingServer extends Pick<Postgres, "sql"> {
  /** Runs pgBackRest as the server's user. @returns what it printed */
  pgbackrest(command: string, ...options: readonly string[]): Promise<string>;
  /** Kills the server, removes its data directory, restores it from the repository and starts it, until all is replayed. */
  restoreFromNothing(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server whose one repository is a bucket that exists already; its stanza is not created yet. Its retention keeps
 * one full backup.
 */
export async function startArchivingServer(s3: S3Tls, bucket: string): Promise<ArchivingServer> {
  const folder = temporaryDirectory("pgbackrest");
  await chmod(folder.path, 0o777);
  const configuration = path.join(folder.path, "pgbackrest.conf");
  const command = ["/usr/bin/pgbackrest", `--config=${configuration}`, "--stanza=ledger"];
  const server = await startPostgres({
    settings: { archive_mode: "on", archive_command: `${command.join(" ")} archive-push %p` },
  });
  const places = ["log", "lock", "spool"].map((name) => `${name}-path=${path.join(folder.path, name)}`);
  const lines = [
    ...["[global]", ...places, "log-level-file=off", "log-level-console=warn", "start-fast=y"],
    ...["repo1-type=s3", `repo1-s3-bucket=${bucket}`, "repo1-path=/ledger", "repo1-s3-region=us-east-1"],
    ...["repo1-s3-endpoint=127.0.0.1", "repo1-s3-uri-style=path", `repo1-storage-port=${s3.port}`],
    ...[`repo1-storage-ca-file=${s3.caFile}`, "repo1-s3-key=sandbox", "repo1-s3-key-secret=sandbox"],
    ...["repo1-cipher-type=aes-256-cbc", "repo1-cipher-pass=sandbox", "repo1-bundle=y"],
    "repo1-retention-full=1",
    ...["[ledger]", `pg1-path=${server.dataDir}`, `pg1-port=${server.port}`],
    `pg1-socket-path=${path.dirname(server.dataDir)}`,
  ];
  await writeFile(configuration, `${lines.join("\n")}\n`);
  const asPostgres = ["--reuid", "postgres", "--regid", "postgres", "--init-groups"];
  const pgbackrest = async (name: string, ...options: readonly string[]): Promise<string> => {
    const { stdout } = await run("/usr/bin/setpriv", [...asPostgres, ...command, ...options, name], {
      cwd: "/",
      env: { PATH: "/usr/bin:/bin", ...server.env("postgres") },
    });
    return stdout;
  };
  return {
    sql: (database, text) => server.sql(database, text),
    pgbackrest,
    restoreFromNothing: async () => {
      await server.crash();
      await rm(server.dataDir, { recursive: true });
      await mkdir(server.dataDir, { mode: 0o700 });
      await run("/usr/bin/chown", ["postgres:postgres", server.dataDir]);
      await pgbackrest("restore", "--archive-mode=off");
      await server.start();
      // It answers queries as soon as it is consistent, and goes on replaying.
      while (
        (await server.sql("postgres", "SELECT pg_is_in_recovery() AS replays"))[0]?.["replays"] !== false
      )
        await sleep(REPLAY_POLL_MILLISECONDS);
    },
    stop: async () => {
      await server.stop();
      folder.remove();
    },
  };
}
