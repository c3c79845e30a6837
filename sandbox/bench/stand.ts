import { identityToRecipient } from "age-encryption";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Service } from "../../infra/catalog/types";
import { exposePort } from "../cluster/expose";
import { Pods } from "../cluster/pods";
import { applyForJobs } from "../cluster/stack-jobs";
import { startCluster } from "../cluster/start";
import { createDeclaredLogins } from "../databases/declared-logins";
import { newAgeIdentity } from "../engine/age-identity";
import { SANDBOX_ACCOUNT } from "../engine/stand-in-settings";
import { buildImage } from "../images/build";
import {
  kubernetesObjects,
  type KubernetesObject,
  withSecrets,
  type SecretValues,
} from "../render/kubernetes-objects";
import { applyAws } from "../servers/apply-aws";
import { temporaryDirectory } from "../servers/at-exit";
import { freePort } from "../servers/free-port";
import { startMoto } from "../servers/moto";
import { startPostgres, type Postgres } from "../servers/postgres";
import { loadDataset } from "./dataset/load";
import { declaredAgainst, serviceOf } from "./declared";
import { createOwner, newLogins, type Logins } from "./logins";

/** The service whose runbook gives both ways in full (STOCK-1). */
const SERVICE = "stock-analysis";

// As on a small server in service, where neither checkpoints nor autovacuum fall into one of two runs by chance.
const SETTINGS = {
  shared_buffers: "512MB",
  max_wal_size: "16GB",
  checkpoint_timeout: "1h",
  autovacuum: "off",
} as const;

const DEBIAN_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Servers with a database to back up, and the stack that declares the jobs for it. */
export interface Stand {
  readonly service: Service;
  readonly postgres: Postgres;
  /** Size of the database in bytes, indexes included. */
  readonly databaseBytes: number;
  /** Pods of a cluster that has what the stack's jobs need. */
  readonly pods: Pods;
  /** The stack's Kubernetes objects, with working values in their Secrets. */
  readonly objects: readonly KubernetesObject[];
  /** A folder on disk for the files of the runbook's way. */
  readonly folder: string;
  /** Environment of the runbook's scripts for a login of the database. */
  runbookEnv(user: string, password: string): NodeJS.ProcessEnv;
  readonly logins: Logins;
  /** Brings database and disk to rest: what earlier runs left to write is written. */
  settle(): Promise<void>;
  /** Ends the servers and removes their data. */
  stop(): Promise<void>;
}

/** The jobs' logins and the key. */
const jobSecrets = (identity: string, logins: Logins): SecretValues => ({
  "lifeboat-database-backup": { password: logins.backup },
  "lifeboat-database-restore": { password: logins.restore },
  "lifeboat-restore-identity": { "identity.txt": `${identity}\n` },
});

/**
 * Starts a cluster, PostgreSQL and moto, declares prod against them with the real engine, makes its buckets, keys and logins, and
 * fills the database. Takes about a minute for 1 GiB.
 * @param sizeGib least size of the database
 * @throws when a server does not start or refuses something; what was started is ended.
 */
export async function openStand(sizeGib: number, tell: (line: string) => void): Promise<Stand> {
  const service = serviceOf(SERVICE);
  const folder = temporaryDirectory("bench");
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
    folder.remove();
  };
  try {
    tell("starting a cluster, PostgreSQL in its network, and moto; declaring prod against them");
    const image = await buildImage("jobs", tell);
    const cluster = await startCluster({ name: `bench-${process.pid}`, mortal: true });
    stops.push(() => {
      cluster.remove();
    });
    await cluster.importImage(image.archive);
    const pods = await Pods.of(cluster);
    stops.push(() => {
      pods.close();
    });
    const { node } = cluster.addresses;
    // Without a proxy between, which would slow the pods alone.
    const network = {
      ...{ host: node, clients: "10.0.0.0/8", port: await freePort() },
      launcher: () => cluster.inNetwork(),
    };
    const postgres = await startPostgres({ settings: SETTINGS, network });
    stops.push(() => postgres.stop());
    const moto = await startMoto(SANDBOX_ACCOUNT);
    stops.push(() => moto.stop());
    const exposed = await exposePort(cluster, moto.port);
    stops.push(() => exposed.close());
    const identity = newAgeIdentity();
    const key = { identity, recipient: await identityToRecipient(identity) };
    const resources = await declaredAgainst(postgres, `http://${node}:${moto.port}`, key, {
      "lifeboat:jobImage": image.reference,
    });
    await applyAws(moto.url, resources);
    const logins = newLogins();
    await createOwner(postgres, service, logins);
    await createDeclaredLogins(postgres, service, resources, logins);
    tell(`filling a database of ${sizeGib} GiB`);
    const databaseBytes = await loadDataset(postgres, service, sizeGib);
    const objects = withSecrets(kubernetesObjects(resources), jobSecrets(identity, logins));
    await applyForJobs(cluster, objects);
    return {
      service,
      postgres,
      pods,
      databaseBytes,
      objects,
      folder: folder.path,
      runbookEnv: (user, password) => ({
        ...postgres.env(service.database.name),
        ...moto.env,
        PGUSER: user,
        PGPASSWORD: password,
        PATH: DEBIAN_PATH,
        LANG: "C.UTF-8",
        HOME: folder.path,
        TMPDIR: folder.path,
        BACKUP_DIR: folder.path,
        S3_ENDPOINT: moto.url,
        AWS_EC2_METADATA_DISABLED: "true",
      }),
      logins,
      settle: async () => {
        await postgres.sql("postgres", "CHECKPOINT");
        await promisify(execFile)("/usr/bin/sync");
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
