import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { services } from "../../infra/catalog";
import type { Service } from "../../infra/catalog/types";
import type { DeclaredResource } from "../../sandbox/render/declared-resource";
import { kubernetesObjects, type KubernetesObject } from "../../sandbox/render/kubernetes-objects";
import { withSecrets, type SecretValues } from "../../sandbox/render/secret-values";
import { applyAws } from "../../sandbox/servers/apply-aws";
import { startMoto, type Moto } from "../../sandbox/servers/moto";
import type { ServiceAccountFiles } from "../../sandbox/servers/pod/service-account";
import { jobFromCronJob, runPod, type PodResult, type RunningPod } from "../../sandbox/servers/pod-runner";
import { startPostgres, type Postgres } from "../../sandbox/servers/postgres";
import { declaredAgainst } from "../../sandbox/bench/declared";
import { createDeclaredLogins } from "../../sandbox/databases/declared-logins";
import { loadDatabase } from "../../sandbox/databases/service-database";
import { startGate, type Gate } from "./proof-gate";
import { vaultOf, type Vault } from "./proof-vault";

/** Jobs that a stack declares for each service. */
export type JobName = "backup" | "verify" | "drill" | "restore" | "config-backup";

/** How one run of a job differs from its template. */
export interface JobRun {
  /** What somebody sets with `kubectl set env` before starting it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other values of Secrets, by Secret name without its digest: a wrong password, another key. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Token and API server of a job that reads the Kubernetes API. */
  readonly serviceAccount?: ServiceAccountFiles;
  /** Called for each line that the job writes. */
  readonly onLine?: (line: string) => void;
  /** Changes the Job before it runs: a smaller scratch volume, say. */
  readonly change?: (job: ReturnType<typeof jobFromCronJob>) => void;
}

/** One side of an age key pair, made for this run of the tests. */
export interface AgeKey {
  readonly identity: string;
  readonly recipient: string;
}

/** Makes an age key pair. */
export function newAgeKey(): AgeKey {
  const identity = execFileSync("age-keygen", { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const recipient = /# public key: (age1\w+)/.exec(identity)?.[1];
  if (recipient === undefined) throw new Error("age-keygen printed no public key");
  return { identity, recipient };
}

/** A stack as declared, with the real servers that its jobs talk to. */
export interface Proof {
  readonly postgres: Postgres;
  readonly moto: Moto;
  /** Stands between the jobs and the object store; the stack declares it as its endpoint. */
  readonly gate: Gate;
  /** Every resource of the stack. */
  readonly resources: readonly DeclaredResource[];
  /** The Kubernetes objects among them, Secrets with throw-away values. */
  readonly objects: readonly KubernetesObject[];
  /** The private key that opens the backups. */
  readonly identity: string;
  /** Passwords of the jobs' logins and the private key: none of them may stand in any output. */
  readonly secretValues: readonly string[];
  /** What lies in a service's vault, past the gate. */
  vault(service: Service): Vault;
  /** Starts a job's container exactly as declared. */
  start(service: Service, job: JobName, run?: JobRun): RunningPod;
  /** Runs a job's container exactly as declared, to its end. */
  run(service: Service, job: JobName, run?: JobRun): Promise<PodResult>;
  /** Ends the servers. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL and moto, declares prod against them with the real engine, makes buckets and keys as declared, and
 * loads the databases of some services with the logins as declared. Takes about fifteen seconds: see `sharedProof`.
 */
export async function openProof(loaded: readonly Service[] = services): Promise<Proof> {
  const [postgres, moto] = await Promise.all([startPostgres(), startMoto()]);
  const gate = await startGate(moto.url);
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.stop(), gate.stop().then(() => moto.stop())]);
  };
  try {
    const key = newAgeKey();
    const passwords = {
      backup: randomBytes(12).toString("base64url"),
      restore: `p:\\${randomBytes(9).toString("hex")}`,
    };
    const load = async (): Promise<void> => {
      for (const service of loaded) await loadDatabase(postgres, service);
    };
    const [resources] = await Promise.all([declaredAgainst(postgres, gate.url, key.recipient), load()]);
    await applyAws(moto.url, resources);
    for (const service of loaded) await createDeclaredLogins(postgres, service, resources, passwords);
    const values: SecretValues = {
      "lifeboat-database-backup": { password: passwords.backup },
      "lifeboat-database-restore": { password: passwords.restore },
      "lifeboat-restore-identity": { "identity.txt": key.identity },
    };
    const declared = kubernetesObjects(resources);
    const start = (service: Service, job: JobName, run: JobRun = {}): RunningPod => {
      const cronJob = cronJobOf(declared, service, job);
      const manifest = jobFromCronJob(cronJob, run.env === undefined ? {} : { env: run.env });
      run.change?.(manifest);
      return runPod({
        manifest,
        objects: withSecrets(declared, { ...values, ...run.secrets }),
        inject: { AWS_ACCESS_KEY_ID: "AKIASANDBOX000000000", AWS_SECRET_ACCESS_KEY: "sandbox" },
        ...(run.serviceAccount === undefined ? {} : { serviceAccount: run.serviceAccount }),
        ...(run.onLine === undefined ? {} : { onLine: run.onLine }),
      });
    };
    return {
      postgres,
      moto,
      gate,
      resources,
      objects: withSecrets(declared, values),
      identity: key.identity,
      // A password may be written with its odd characters escaped, hence its plain part alone.
      secretValues: [passwords.backup, passwords.restore.slice(PLAIN_FROM), secretLine(key)],
      vault: (service) => vaultOf(moto.url, declared, service),
      start,
      run: (service, job, run) => start(service, job, run).done,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the plain part of the restore login's password begins. */
const PLAIN_FROM = 3;

const secretLine = (key: AgeKey): string => /AGE-SECRET-KEY-\w+/.exec(key.identity)?.[0] ?? key.identity;

function cronJobOf(objects: readonly KubernetesObject[], service: Service, job: JobName): KubernetesObject {
  const name = `${service.id}-${job}`;
  const found = objects.find((object) => object.kind === "CronJob" && object.metadata.name === name);
  if (found === undefined) throw new Error(`the stack declares no CronJob ${name}`);
  return found;
}
