import { randomBytes } from "node:crypto";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { archive } from "../../../../infra/catalog/common";
import type { Size } from "../../../../infra/catalog/types";
import { certificateSecrets, ARCHIVE_CLIENT } from "../../../../infra/components/server/server-certificates";
import { DatabaseServer, type DatabaseServerArgs } from "../../../../infra/components/server/database-server";
import { ServerStep } from "../../../../infra/components/server/server-step";
import { places } from "../../../../infra/postgresql/places";
import type { ServerStepName } from "../../../../infra/postgresql/steps";
import { Authority } from "../../../../sandbox/cluster/certificates";
import { isFirst, podProcesses } from "../../../../sandbox/cluster/pod-processes";
import { podVariables } from "../../../../sandbox/cluster/pod-policy";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";
import { startMoto, type Moto } from "../../../../sandbox/servers/moto";
import { startS3Tls, type S3Tls } from "../../../../sandbox/servers/s3-tls";
import { declared } from "../../../support/pulumi-mocks";
import { sharedCluster, type SharedCluster } from "../../../support/shared-cluster";
import { Bucket } from "../../jobs/bucket";

const run = promisify(execFile);

/** Id of the user and the group of the server's processes. */
const SERVER_USER = "10001";

/** Between two looks at something that takes long. */
const MOST_PAUSE_MILLISECONDS = 2500;

/** Password of the administrator, not easy to quote. */
export const ADMIN_WORD = "it's an \\ admin word";

/** Nothing of the catalog: quick on a small machine. */
const SIZE: Size = {
  cpuRequestMillicores: 50,
  cpuLimitMillicores: 2000,
  memoryRequestMib: 128,
  memoryLimitMib: 768,
};

/** What a server is declared with beside what every test has. */
export interface ServerParts extends Partial<
  Pick<DatabaseServerArgs, "mayInitialize" | "reseed" | "diskGib" | "repositories" | "archive">
> {
  /** Passphrases of the repositories, in their order. @default the store's */
  readonly words?: readonly [string, string];
  /** MiB that its disk really has. @default as much as the node */
  readonly roomMib?: number;
}

const passphrases = ([own, other]: readonly [string, string]): DatabaseServerArgs["passphrases"] => [
  { value: own, property: "own" },
  { value: other, property: "other" },
];

/** Two buckets behind TLS, one for each region. */
export interface Store {
  readonly moto: Moto;
  /** One for each bucket, so that one can be away. */
  readonly fronts: readonly [S3Tls, S3Tls];
  readonly buckets: readonly [Bucket, Bucket];
  /** As the server reaches them. */
  readonly repositories: DatabaseServerArgs["repositories"];
  readonly passphrases: readonly [string, string];
  /** Lets nobody reach a repository any more, or again. */
  away(index: 0 | 1, away: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts S3 where pods of the worker's cluster reach it. */
export async function openStore(): Promise<Store> {
  const shared = await sharedCluster();
  const { node } = shared.cluster.addresses;
  const moto = await startMoto();
  const upstreamPort = Number(new URL(moto.url).port);
  const front = () => startS3Tls({ upstreamPort, addresses: [node] });
  const fronts = [await front(), await front()] as const;
  const exposed = await Promise.all(fronts.map(({ port }) => shared.expose(port)));
  const id = randomBytes(3).toString("hex");
  const buckets = [
    new Bucket(moto.url, `shop-wal-${id}`),
    new Bucket(moto.url, `shop-wal-dr-${id}`),
  ] as const;
  for (const bucket of buckets) await bucket.create();
  const endpoint = ({ port }: S3Tls): string => `https://${node}:${port}`;
  return {
    moto,
    fronts,
    buckets,
    repositories: [
      { bucket: buckets[0].name, region: "us-east-1", endpoint: endpoint(fronts[0]) },
      { bucket: buckets[1].name, region: "eu-west-1", endpoint: endpoint(fronts[1]) },
    ],
    passphrases: [randomBytes(24).toString("hex"), randomBytes(24).toString("hex")],
    away: async (index, away) => {
      if (away) await exposed[index]?.close();
      else exposed[index] = await shared.expose(fronts[index].port);
    },
    stop: async () => {
      for (const one of exposed) await one.close();
      for (const one of fronts) await one.stop();
      await moto.stop();
    },
  };
}

const pod = z.object({
  metadata: z.object({ uid: z.string() }),
  status: z.object({
    phase: z.string(),
    containerStatuses: z
      .array(z.object({ name: z.string(), ready: z.boolean(), restartCount: z.number() }))
      .default([]),
  }),
});

const psql = [`${places.programs}/psql`, "-XAtq", `-h${places.socket}`, "-Upostgres", "-vON_ERROR_STOP=1"];

const jobTemplate = z.looseObject({
  spec: z.looseObject({
    backoffLimit: z.number(),
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.array(
          z.looseObject({ env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })) }),
        ),
      }),
    }),
  }),
});

/** How a Job ended. */
export interface EndedJob {
  readonly succeeded: boolean;
  /** Of all its pods. */
  readonly log: string;
  /** Exit code that it named; 0 where it named none. */
  readonly code: number;
}

/** A declared server on the worker's cluster, in a namespace of its own. */
export class ServerWorld {
  /** Whether its disk is one of its own. */
  private bounded = false;
  /** What it was last declared with. */
  private parts: ServerParts = {};

  private constructor(
    private readonly shared: SharedCluster,
    readonly store: Store,
    readonly namespace: string,
  ) {}

  /** Declares a server and waits for nothing. */
  static async open(store: Store, parts: ServerParts = {}): Promise<ServerWorld> {
    const shared = await sharedCluster();
    const world = new ServerWorld(shared, store, `server-${randomBytes(3).toString("hex")}`);
    await world.prepare(parts.diskGib ?? 2);
    if (parts.roomMib !== undefined) await world.bound(parts.roomMib);
    await world.declare(parts);
    return world;
  }

  /** Declares the standby of a server with the same parts, and waits for nothing: its own region's repository comes first. */
  static openStandby(store: Store, parts: ServerParts = {}): Promise<ServerWorld> {
    const [own, other] = store.repositories;
    const [ownWord, otherWord] = store.passphrases;
    return ServerWorld.open(store, {
      ...parts,
      repositories: [other, own],
      words: [otherWord, ownWord],
      mayInitialize: false,
    });
  }

  /** Name of its Service. */
  get host(): string {
    return `postgresql.${this.namespace}.svc`;
  }

  /** Folder of its disk on the node. */
  get disk(): string {
    return `/var/lib/lifeboat-test/${this.namespace}`;
  }

  /** Runs a command of the machine on the node, as root. */
  async onNode(...command: readonly string[]): Promise<string> {
    const [program = "", ...words] = this.shared.cluster.inside(...command);
    return (await run(program, words)).stdout;
  }

  /** Gives it a disk of its own. */
  private async bound(mib: number): Promise<void> {
    const options = `size=${mib}m,uid=${SERVER_USER},gid=${SERVER_USER},mode=0755`;
    await this.onNode("mount", "-t", "tmpfs", "-o", options, "tmpfs", this.disk);
    this.bounded = true;
  }

  /** Enlarges a disk with a bound, as one does a volume. */
  async enlarge(mib: number): Promise<void> {
    await this.onNode("mount", "-o", `remount,size=${mib}m`, this.disk);
  }

  /** An object of its namespace, without a process for each look. @param group path of its API group */
  private get(group: string, object: string): Promise<unknown> {
    return this.shared.pods.api.client.must(`${group}/namespaces/${this.namespace}/${object}`);
  }

  kubectl(args: readonly string[], stdin?: string): Promise<string> {
    return this.shared.cluster.kubectl(["--namespace", this.namespace, ...args], stdin);
  }

  /** What a stack and its operators would have made before: namespace, account, disk, certificates, and keys in place of a role. */
  private async prepare(diskGib: number): Promise<void> {
    const { namespace, disk } = this;
    await this.onNode("install", "-d", "-o", SERVER_USER, "-g", SERVER_USER, disk);
    const metadata = { name: namespace };
    const keys = {
      PGBACKREST_REPO1_S3_KEY_TYPE: "shared",
      PGBACKREST_REPO1_S3_KEY: "test",
      PGBACKREST_REPO1_S3_KEY_SECRET: "test",
      PGBACKREST_REPO1_STORAGE_VERIFY_TLS: "n",
    };
    await this.apply([
      { apiVersion: "v1", kind: "Namespace", metadata },
      ...podVariables(namespace, keys, [namespace]),
      {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata,
        spec: {
          capacity: { storage: `${diskGib}Gi` },
          accessModes: ["ReadWriteOnce"],
          claimRef: { namespace, name: "postgresql-data" },
          hostPath: { path: disk },
        },
      },
      {
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name: "server-test" },
        value: 1000,
      },
    ]);
    await this.apply([...(await this.certificates())]);
    // A policy counts a moment after it was made.
    await sleep(1500);
  }

  private async certificates(): Promise<readonly object[]> {
    const directory = temporaryDirectory("certificates");
    const authority = await Authority.make(directory.path, "authority");
    const host = `postgresql.${this.namespace}.svc`;
    const issued = [
      [certificateSecrets.server, { name: host, addresses: [`DNS:${host}`] }],
      [certificateSecrets.client, { name: ARCHIVE_CLIENT, addresses: [`DNS:${ARCHIVE_CLIENT}`] }],
    ] as const;
    const objects = [];
    for (const [name, subject] of issued) {
      const { cert, key } = await authority.issue(name, subject);
      const text = (file: string): string => readFileSync(file, "utf8");
      objects.push({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name, namespace: this.namespace },
        stringData: { "tls.crt": text(cert), "tls.key": text(key), "ca.crt": text(authority.cert) },
      });
    }
    directory.remove();
    return objects;
  }

  /** Makes disks that the next pods with a volume of their own get. */
  async disks(count: number): Promise<void> {
    for (let one = 0; one < count; one += 1) {
      const name = `${this.namespace}-${randomBytes(3).toString("hex")}`;
      const path = `/var/lib/lifeboat-test/${name}`;
      await this.onNode("install", "-d", "-o", SERVER_USER, "-g", SERVER_USER, path);
      await this.apply([
        {
          apiVersion: "v1",
          kind: "PersistentVolume",
          metadata: { name },
          spec: { capacity: { storage: "2Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path } },
        },
      ]);
    }
  }

  /** Declares the server, for the first time or with other parts. */
  async declare(parts: ServerParts = {}): Promise<void> {
    this.parts = parts;
    const objects = (await this.objects())
      .filter(({ type }) => type.startsWith("kubernetes:") && !type.includes("cert-manager"))
      .map(({ inputs }) => inputs);
    await this.apply(objects);
  }

  /**
   * Has the server take a step of a posture change, once.
   * @returns the Job's name: the label of a fence
   */
  async startStep(step: ServerStepName, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const resources = await this.objects({ step, env });
    const inputs = resources.find(({ name }) => name === "shop-step-job")?.inputs;
    const job = z.looseObject({ spec: z.looseObject({}) }).parse(inputs);
    const name = `${step}-${randomBytes(3).toString("hex")}`;
    const metadata = { name, namespace: this.namespace };
    await this.apply([
      { ...job, apiVersion: "batch/v1", kind: "Job", metadata, spec: { ...job.spec, backoffLimit: 0 } },
    ]);
    return name;
  }

  /** The same to its end. */
  async step(
    step: ServerStepName,
    env: Readonly<Record<string, string>> = {},
  ): Promise<EndedJob & { readonly name: string }> {
    const name = await this.startStep(step, env);
    return { ...(await this.ended(name)), name };
  }

  /** All that a stack would declare, and a step where one is taken. */
  private async objects(taken?: {
    readonly step: ServerStepName;
    readonly env: Readonly<Record<string, string>>;
  }) {
    const { namespace, store, parts } = this;
    const { reference } = await this.shared.image("postgresql");
    const labels = { "app.kubernetes.io/part-of": "shop" };
    const { resources } = await declared(() => {
      const server = new DatabaseServer("shop-server", {
        namespace,
        labels,
        service: "shop",
        database: {
          name: "shop",
          ownerRole: "shop",
          maxConnections: 40,
          extensions: ["pg_trgm"],
          settings: { idleSessionMinutes: 60, slowStatementMilliseconds: 1000 },
        },
        archive: archive(10),
        image: reference,
        size: SIZE,
        diskGib: 2,
        repositories: store.repositories,
        passphrases: passphrases(store.passphrases),
        admin: { user: "lifeboat_admin", password: ADMIN_WORD },
        secretSource: { digestKey: "a key of digests" },
        account: { name: "postgresql", roleArn: "arn:aws:iam::123456789012:role/shop-server" },
        priorityClasses: { server: "server-test", jobs: "server-test" },
        hosts: [`postgresql.${namespace}.svc`],
        mayInitialize: true,
        reseed: undefined,
        replicated: true,
        awaited: true,
        scheduled: false,
        jobDeadlineSeconds: 600,
        dependsOn: [],
        ...parts,
        ...(parts.words === undefined ? {} : { passphrases: passphrases(parts.words) }),
      });
      if (taken !== undefined)
        new ServerStep("shop-step", { ...server.steps, ...taken, labels, dependsOn: [] });
    });
    return resources.all();
  }

  private async apply(items: readonly object[]): Promise<void> {
    const list = { apiVersion: "v1", kind: "List", items };
    await this.shared.cluster.kubectl(
      ["apply", "--server-side", "--force-conflicts", "-f", "-"],
      JSON.stringify(list),
    );
  }

  /** Waits until the server takes sessions. @throws with its logs */
  async ready(seconds = 240): Promise<void> {
    await this.until(
      async () => {
        const { containerStatuses } = (await this.pod()).status;
        return containerStatuses.length === 2 && containerStatuses.every(({ ready }) => ready);
      },
      "the server takes sessions",
      seconds,
    );
  }

  async pod(): Promise<z.infer<typeof pod>> {
    return pod.parse(await this.get("/api/v1", "pods/postgresql-0"));
  }

  /** Waits until something holds. @throws with the pod's logs when it does not in time */
  async until(holds: () => Promise<boolean>, what: string, seconds = 120): Promise<void> {
    const end = performance.now() + seconds * 1000;
    let pause = 500;
    while (!(await holds().catch(() => false))) {
      if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s\n${await this.logs()}`);
      await sleep(pause);
      // Most of these ask by kubectl, a tenth of a second of a processor each.
      pause = Math.min(pause * 1.5, MOST_PAUSE_MILLISECONDS);
    }
  }

  /** All that the pod's containers have said, those before a restart too, and the pod's events. */
  async logs(): Promise<string> {
    const of = (...args: readonly string[]) => this.kubectl(["logs", "postgresql-0", ...args]).catch(String);
    return [
      await of("--container=seed"),
      await of("--container=postgresql", "--previous"),
      await of("--container=postgresql"),
      await of("--container=archive"),
      await this.kubectl(["get", "events", "--sort-by=.lastTimestamp"]).catch(String),
    ].join("\n");
  }

  /** Runs a command in the server's container. */
  exec(...command: readonly string[]): Promise<string> {
    return this.kubectl(["exec", "postgresql-0", "--container=postgresql", "--", ...command]);
  }

  /**
   * Runs SQL as superuser by the socket, in the pod's namespaces: kubectl and the node's own programs would take ten times as
   * long for a look. @returns the rows, columns separated by |
   */
  async sql(text: string, database = "shop"): Promise<string> {
    const { uid } = (await this.pod()).metadata;
    const first = podProcesses(this.shared.cluster.cgroup, uid).find(isFirst);
    if (first === undefined) throw new Error("no container of postgresql-0 runs");
    const enter = [`--target=${first}`, "--mount", "--net", "--ipc", "--pid"];
    const user = [`--setuid=${SERVER_USER}`, `--setgid=${SERVER_USER}`];
    return (
      await run("nsenter", [...enter, ...user, ...psql, "-d", database, "-c", text], { env: {} })
    ).stdout.trim();
  }

  /** Whether it replays WAL and takes no write. */
  async waits(): Promise<boolean> {
    return (await this.sql("SELECT pg_is_in_recovery()", "postgres")) === "t";
  }

  /** Numbers in column `n` of the table `ledger`. */
  async rows(): Promise<readonly number[]> {
    return (await this.sql("SELECT n FROM ledger ORDER BY n")).split("\n").filter(Boolean).map(Number);
  }

  /**
   * Runs one of the declared jobs to its end.
   * @param env what an operator sets beforehand; the job then has one attempt. @default as declared
   */
  async job(name: string, env?: Readonly<Record<string, string>>): Promise<EndedJob> {
    return this.ended(await this.startJob(name, env));
  }

  /** Starts one of the declared jobs. @returns its name */
  async startJob(name: string, env?: Readonly<Record<string, string>>): Promise<string> {
    const job = `${name}-${randomBytes(3).toString("hex")}`;
    const create = ["create", "job", job, `--from=cronjob/shop-${name}`];
    if (env === undefined) {
      await this.kubectl(create);
      return job;
    }
    const made = jobTemplate.parse(
      JSON.parse(await this.kubectl([...create, "--dry-run=client", "-o", "json"])),
    );
    made.spec.backoffLimit = 0;
    for (const container of made.spec.template.spec.containers)
      container.env = [
        ...container.env.filter((one) => !(one.name in env)),
        ...Object.entries(env).map(([key, value]) => ({ name: key, value })),
      ];
    await this.kubectl(["create", "-f", "-"], JSON.stringify(made));
    return job;
  }

  /** Waits for a Job's end. */
  async ended(job: string): Promise<EndedJob> {
    const read = z.object({
      status: z.object({
        succeeded: z.number().optional(),
        conditions: z.array(z.object({ type: z.string() })).default([]),
      }),
    });
    const state = async () => read.parse(await this.get("/apis/batch/v1", `jobs/${job}`)).status;
    await this.until(
      async () => (await state()).conditions.some(({ type }) => type === "Complete" || type === "Failed"),
      `job ${job} ends`,
      600,
    );
    const log = await this.kubectl(["logs", `--selector=job-name=${job}`, "--tail=-1", "--all-containers"]);
    const code = Number(/"exitCode":"(\d+)"/.exec(log)?.[1] ?? 0);
    return { succeeded: (await state()).succeeded === 1, log, code };
  }

  /** Ends the server at once, as a crash of its node does; its disk stays. */
  async kill(): Promise<void> {
    await this.kubectl(["delete", "pod", "postgresql-0", "--grace-period=0", "--force"]);
  }

  /**
   * Makes a pod that never got ready again: a StatefulSet mostly waits for somebody to delete it, and where it
   * does not, the pod may be gone already.
   */
  async replacePod(): Promise<void> {
    await this.kubectl([
      "delete",
      "pod",
      "postgresql-0",
      "--grace-period=0",
      "--force",
      "--ignore-not-found",
    ]);
  }

  /** Takes everything away. */
  async close(): Promise<void> {
    const { cluster } = this.shared;
    if (this.bounded) await this.onNode("umount", "--lazy", this.disk);
    await cluster.kubectl(["delete", "namespace", this.namespace, "--wait=false"]);
    await cluster.kubectl(["delete", "persistentvolume", this.namespace, "--wait=false"]);
  }
}
