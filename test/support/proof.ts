import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join, relative } from "node:path";
import { services } from "../../infra/catalog";
import type { JobName } from "../../infra/catalog/jobs";
import type { Service } from "../../infra/catalog/types";
import type { DeclaredResource } from "../../sandbox/render/declared-resource";
import {
  kubernetesObjects,
  type KubernetesObject,
  withSecrets,
} from "../../sandbox/render/kubernetes-objects";
import { SANDBOX_ACCOUNT } from "../../sandbox/engine/stand-in-settings";
import { applyAws } from "../../sandbox/servers/apply-aws";
import { startMoto, type Moto } from "../../sandbox/servers/moto";
import { applyForJobs } from "../../sandbox/cluster/stack-jobs";
import { podOfJob } from "../../sandbox/cluster/pod-manifest";
import type { PodResult, RunningPod } from "../../sandbox/cluster/pods";
import { jobFromCronJob, type Job } from "../../sandbox/cluster/job";
import { startPostgres, type Postgres } from "../../sandbox/servers/postgres";
import { declaredAgainst } from "../../sandbox/bench/declared";
import { createDeclaredLogins } from "../../sandbox/databases/declared-logins";
import { loadDatabase } from "../../sandbox/databases/service-database";
import { useOtherSecrets } from "./proof-secrets";
import { startGate, type Gate } from "./proof-gate";
import { vaultOf, type Vault } from "./proof-vault";
import { sharedCluster, type SharedCluster } from "./shared-cluster";

/** Paths in config begin here. */
const REPOSITORY = join(__dirname, "../..");

/** How one run of a job differs from its template. */
export interface JobRun {
  /** What somebody sets with `kubectl set env` before starting it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other values of Secrets, by Secret name without its digest: a wrong password, another key. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Called for each line that the job writes. */
  readonly onLine?: (line: string) => void;
  /** Changes the Job before it runs: a smaller scratch volume, say. */
  readonly change?: (job: Job) => void;
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

/** A stack as declared, with the real servers that its jobs talk to, and the cluster that they run on. */
export interface Proof extends SharedCluster {
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
  /** Passwords of the jobs' logins and the private key: none of them may be in any output. */
  readonly secretValues: readonly string[];
  /** What lies in a service's vault, past the gate. */
  vault(service: Service): Vault;
  /** Starts a job's pod exactly as declared. */
  start(service: Service, job: JobName, run?: Omit<JobRun, "secrets">): RunningPod;
  /** Runs a job's pod exactly as declared, to its end. */
  run(service: Service, job: JobName, run?: JobRun): Promise<PodResult>;
  /** Ends the servers. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL and moto where pods of the worker's cluster reach them, declares prod against them with the real
 * engine, makes buckets and keys as declared, and loads the databases of some services with the logins as declared. Takes
 * about half a minute: see `sharedProof`.
 */
export async function openProof(loaded: readonly Service[] = services): Promise<Proof> {
  const shared = await sharedCluster();
  const { node } = shared.cluster.addresses;
  const [postgres, moto] = await Promise.all([startPostgres({ alsoAt: [node] }), startMoto(SANDBOX_ACCOUNT)]);
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
    const gatePort = Number(new URL(gate.url).port);
    await Promise.all([shared.expose(postgres.port), shared.expose(gatePort)]);
    const declare = async (): Promise<readonly DeclaredResource[]> =>
      declaredAgainst(
        { host: node, port: postgres.port },
        `http://${node}:${gatePort}`,
        { ...key, identity: secretLine(key) },
        {
          "lifeboat:jobImage": (await shared.image("jobs")).reference,
          "lifeboat:sslMode": "verify-full",
          "lifeboat:databaseAuthorityFile": relative(REPOSITORY, postgres.caFile ?? ""),
        },
      );
    const [resources] = await Promise.all([declare(), load()]);
    await applyAws(moto.url, resources);
    for (const service of loaded) await createDeclaredLogins(postgres, service, resources, passwords);
    const declared = kubernetesObjects(resources);
    const objects = withSecrets(declared, {
      "lifeboat-database-backup": { password: passwords.backup },
      "lifeboat-database-restore": { password: passwords.restore },
      "lifeboat-restore-identity": { "identity.txt": key.identity },
    });
    await applyForJobs(shared.cluster, objects);
    const jobOf = (service: Service, job: JobName, { env, change }: JobRun): Job => {
      const made = jobFromCronJob(cronJobOf(declared, service, job), env === undefined ? {} : { env });
      change?.(made);
      return made;
    };
    return {
      ...shared,
      postgres,
      moto,
      gate,
      resources,
      objects,
      identity: key.identity,
      // A password may be written with its odd characters escaped, hence its plain part alone.
      secretValues: [passwords.backup, passwords.restore.slice(PLAIN_FROM), secretLine(key)],
      vault: (service) => vaultOf(moto.url, declared, service),
      start: (service, job, run = {}) => shared.pods.run(podOfJob(jobOf(service, job, run)), run.onLine),
      run: async (service, job, run = {}) => {
        const made = jobOf(service, job, run);
        if (run.secrets !== undefined) await useOtherSecrets(shared, made, run.secrets);
        return shared.pods.run(podOfJob(made), run.onLine).done;
      },
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
