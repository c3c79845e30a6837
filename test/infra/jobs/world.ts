import path from "node:path";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { startPostgres, type Postgres, type PostgresMajor } from "../../../sandbox/servers/postgres";
import { Bucket } from "./bucket";
import { startJob, type Ended, type Running } from "./run-job";
import { shopSettings } from "./settings";

export type { Ended, Running } from "./run-job";

/** A server, a bucket, the logins and settings for jobs without a pod: mounts are stood in for by variables. */
export interface World {
  readonly postgres: Postgres;
  readonly bucket: Bucket;
  /** Password of every login; odd on purpose, so that libpq's escapes matter. */
  readonly password: string;
  /** File of the private key that opens the backups. */
  readonly identityFile: string;
  /** Settings as the jobs read them; `writeSettings` writes a changed copy and returns its file. */
  readonly settings: Readonly<Record<string, unknown>>;
  writeSettings(change: Readonly<Record<string, unknown>>): string;
  /** Writes a secret's file below a directory of its own and returns the directory. */
  writeSecret(key: string, text: string): string;
  /** Starts a job with the pod's environment and these variables on top; of another folder's scripts, if one is named. */
  start(job: string, env?: Readonly<Record<string, string>>, folder?: string): Running;
  /** Runs a job to its end. */
  run(job: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Names left in the scratch directory of all jobs. */
  scratch(): string[];
  stop(): Promise<void>;
}

/** Makes an age key pair: the identity file's text and its public key. */
export function ageKey(): { identity: string; recipient: string } {
  const identity = execFileSync("/usr/bin/age-keygen", {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const recipient = /public key: (age1\w+)/.exec(identity)?.[1];
  if (recipient === undefined) throw new Error("age-keygen printed no public key");
  return { identity, recipient };
}

const SCHEMA = `
  CREATE EXTENSION pg_stat_statements;
  SET ROLE shop;
  CREATE EXTENSION pgcrypto;
  CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL);
  INSERT INTO users (name) SELECT 'user ' || g FROM generate_series(1, 500) g;
  CREATE TABLE tasks (id bigserial PRIMARY KEY, user_id int REFERENCES users, body text,
    created_at timestamptz DEFAULT now());
  INSERT INTO tasks (user_id, body) SELECT 1 + g % 500, md5(g::text) FROM generate_series(1, 5000) g;
  CREATE TABLE "odd Name" ("group" text, "semi;colon" int);
  INSERT INTO "odd Name" VALUES (E'tab\\t', 1), (NULL, 2);
  CREATE VIEW busy AS SELECT user_id, count(*) AS n FROM tasks GROUP BY 1;
  CREATE MATERIALIZED VIEW busiest AS SELECT * FROM busy;
  SELECT lo_from_bytea(0, decode(repeat('abcd', 5000), 'hex'));`;

async function makeDatabase(postgres: Postgres, password: string): Promise<void> {
  const literal = `E'${password.replaceAll("\\", "\\\\")}'`;
  await postgres.sql(
    "postgres",
    `CREATE ROLE shop;
     CREATE ROLE shop_application IN ROLE pg_read_all_data, pg_write_all_data;
     CREATE ROLE shop_backup LOGIN BYPASSRLS PASSWORD ${literal}
       IN ROLE pg_read_all_data, shop, shop_application, pg_signal_backend, pg_monitor, pg_monitor;
     CREATE ROLE shop_restore LOGIN BYPASSRLS CREATEDB PASSWORD ${literal} IN ROLE shop, shop_application, pg_signal_backend;
     CREATE ROLE shop_migrate LOGIN PASSWORD ${literal} IN ROLE shop;
     CREATE ROLE shop_app LOGIN PASSWORD ${literal} IN ROLE shop_application;
     ALTER ROLE shop_app SET role TO shop_application`,
  );
  await postgres.sql("template1", "CREATE EXTENSION pg_stat_statements");
  await postgres.sql("postgres", "CREATE DATABASE shop OWNER shop");
  await postgres.sql("shop", SCHEMA.replace("CREATE EXTENSION pg_stat_statements;", ""));
}

/** An object store that no world uses: to start one takes seconds of a processor. It ends with the worker. */
let spare: Moto | undefined;

async function takeMoto(): Promise<Moto> {
  const taken = spare;
  spare = undefined;
  if (taken === undefined) return startMoto();
  await taken.reset();
  return taken;
}

async function giveBack(moto: Moto): Promise<void> {
  if (spare === undefined) spare = moto;
  else await moto.stop();
}

/**
 * Starts everything; takes about five seconds. @param serverSettings the server's, beside its own @default none
 * @param language of the server's messages @default English
 */
export async function startWorld(
  serverSettings: Readonly<Record<string, string>> = {},
  major: PostgresMajor = 15,
  language?: string,
): Promise<World> {
  const directory = temporaryDirectory("jobs");
  const [postgres, moto] = await Promise.all([
    startPostgres({ settings: serverSettings, major, ...(language === undefined ? {} : { language }) }),
    takeMoto(),
  ]);
  const password = `p:w\\d ${randomBytes(9).toString("base64url")}`;
  await makeDatabase(postgres, password);
  const bucket = new Bucket(moto.url, "shop-backups");
  await bucket.create();
  const key = ageKey();
  const place = { bucket: bucket.name, region: "us-east-1", endpointUrl: moto.url };
  const settings = shopSettings(place, key.recipient);
  let files = 0;
  const work = path.join(directory.path, "work");
  mkdirSync(work);
  const writeSettings = (change: Readonly<Record<string, unknown>>): string => {
    const file = path.join(directory.path, `settings-${(files += 1)}.json`);
    writeFileSync(file, JSON.stringify({ ...settings, ...change }));
    return file;
  };
  const writeSecret = (name: string, text: string): string => {
    const folder = path.join(directory.path, `secret-${(files += 1)}`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, name), text, { mode: 0o440 });
    return folder;
  };
  const age = writeSecret("identity.txt", key.identity);
  const base = {
    ...{
      HOME: work,
      TMPDIR: work,
      LIFEBOAT_SETTINGS: writeSettings({}),
      PGDATABASE: "shop",
      PGSSLMODE: "require",
    },
    ...{ PGHOST: postgres.host, PGPORT: String(postgres.port), PGCONNECT_TIMEOUT: "10" },
    ...{ LIFEBOAT_DATABASE_SECRET: writeSecret("password", password) },
    ...{ LIFEBOAT_AGE_SECRET: age, ...moto.env },
  };
  const start = (job: string, env: Readonly<Record<string, string>> = {}, folder?: string): Running => {
    const user = ["restore", "verify", "drill"].includes(job) ? "shop_restore" : "shop_backup";
    return startJob(job, { ...base, PGUSER: user, PGAPPNAME: `lifeboat-${job}`, ...env }, folder);
  };
  return {
    identityFile: path.join(age, "identity.txt"),
    ...{ postgres, bucket, password, settings, writeSettings, writeSecret, start },
    run: (job, env) => start(job, env).ended,
    scratch: () => readdirSync(work),
    stop: async () => {
      await Promise.all([postgres.stop(), giveBack(moto)]);
      directory.remove();
    },
  };
}
