import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { TLS_SIZE, archiveJobSize } from "../../capacity/server-size";
import type { Probe, Probes, Size } from "../../catalog/types";
import { ARCHIVE_PORT, SERVER_PORT, places } from "../../postgresql/places";
import type { ContainerArgs } from "../pod/container";
import { mountedConfigMap, mountedSecret, scratch, type Mounted } from "../pod/mounted";
import { podTemplate, type PodArgs } from "../pod/pod-template";

/** What the pods of a server and of its jobs mount. */
export interface ServerFiles {
  /** ConfigMap of the scripts. */
  readonly scripts: string;
  /** ConfigMap of the configuration files. */
  readonly configuration: string;
  /** Secret of the certificate, with its key and its authority. */
  readonly certificate: string;
  /** Secret of the repositories' passphrases. */
  readonly repositories: pulumi.Input<string>;
}

/** Inputs of {@link serverPod}. */
export interface ServerPodArgs extends Pick<
  PodArgs,
  "labels" | "annotations" | "serviceAccount" | "priorityClass"
> {
  /** Image by digest. */
  readonly image: string;
  readonly size: Size;
  readonly files: ServerFiles;
  /** Secret of the administrator's password. */
  readonly admin: pulumi.Input<string>;
  /** PersistentVolumeClaim of the data, and its size. */
  readonly claim: string;
  readonly diskGib: number;
  /** What the scripts read, by name; no secret. */
  readonly env: Readonly<Record<string, string>>;
}

/** Scripts: read and run by the pod's group, by nobody else. */
const SCRIPT_MODE = 0o550;

/** Seconds in which a shutdown archives what is left. */
const GRACE_SECONDS = 180;

/** Temporary files, MiB. */
const SCRATCH_MIB = 64;

/** The server's own shared memory: parallel queries fail without. */
const SHARED_MIB = 256;

/** Where libpq, PostgreSQL and pgBackRest find what is theirs. */
export const serverEnv = (stanza: string, service: string): Readonly<Record<string, string>> => ({
  HOME: "/tmp",
  TMPDIR: "/tmp",
  PGDATA: places.data,
  LIFEBOAT_STANZA: stanza,
  LIFEBOAT_SERVICE: service,
  LIFEBOAT_REPOSITORY_SECRETS: places.repositories,
  LIFEBOAT_ADMIN_SECRET: places.admin,
});

/** Scripts, configuration, certificate and passphrases, and a place for temporary files. */
export const serverMounts = (files: ServerFiles): readonly (Mounted | undefined)[] => [
  mountedConfigMap("scripts", files.scripts, places.scripts, SCRIPT_MODE),
  mountedConfigMap("configuration", files.configuration, places.configuration),
  mountedSecret("certificate", files.certificate, places.certificate),
  mountedSecret("repositories", files.repositories, places.repositories),
  scratch("tmp", "/tmp", SCRATCH_MIB),
];

const ask: Probe["check"] = {
  command: [
    `${places.programs}/pg_isready`,
    "--quiet",
    `--host=${places.socket}`,
    `--port=${SERVER_PORT}`,
    // Another name would be refused, in the server's log.
    "--username=postgres",
    "--dbname=postgres",
  ],
};
const timing = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };

/**
 * A server that recovers from a crash, or restores what another one wrote, accepts nobody for as long as that takes: an hour, or
 * ten seconds for each GiB of a larger disk. Later it is alive while its port is open: to restart a server that is merely full
 * would only make it worse.
 */
const probes = (diskGib: number): Probes => ({
  startup: { ...timing, check: ask, failureThreshold: Math.max(360, diskGib) },
  readiness: { ...timing, check: ask, periodSeconds: 5 },
  liveness: { ...timing, check: { tcp: "postgresql" } },
});

const tlsProbe: Probe = { ...timing, check: { tcp: "archive" } };

const data = (claimName: string): Mounted => ({
  name: "data",
  source: { persistentVolumeClaim: { claimName } } satisfies Omit<core.v1.Volume, "name">,
  mountPath: places.volume,
  readOnly: false,
});

/** Pod template of a server: first its data directory is made, then server and TLS server run. */
export function serverPod({ files, admin, claim, diskGib, size, ...args }: ServerPodArgs) {
  const mounted = [
    ...serverMounts(files),
    mountedSecret("admin", admin, places.admin),
    data(claim),
    scratch("socket", places.socket, 1),
  ];
  const part = (name: string, task: string, own: Partial<ContainerArgs> = {}): ContainerArgs => ({
    name,
    image: args.image,
    command: [`${places.scripts}/server.sh`],
    args: [task],
    env: { ...args.env, LIFEBOAT_JOB: name },
    size,
    mounted,
    ...own,
  });
  return podTemplate({
    ...args,
    restartPolicy: "Always",
    graceSeconds: GRACE_SECONDS,
    keepsModes: true,
    first: [part("seed", "seed")],
    containers: [
      part("postgresql", "run", {
        ports: [{ name: "postgresql", containerPort: SERVER_PORT }],
        probes: probes(diskGib),
        mounted: [...mounted, scratch("shared", "/dev/shm", SHARED_MIB, "Memory")],
      }),
      part("archive", "tls", {
        ports: [{ name: "archive", containerPort: ARCHIVE_PORT }],
        probes: {
          startup: tlsProbe,
          readiness: tlsProbe,
          liveness: tlsProbe,
          sameBecause: "only its open port can be probed",
        },
        size: TLS_SIZE,
      }),
    ],
  });
}

/** What tells one job beside a server from another. */
export interface ServerJobArgs extends Omit<PodArgs, "restartPolicy" | "containers"> {
  readonly name: string;
  /** File name of its script. */
  readonly script: string;
  /** The server's own image, by digest: pgBackRest answers its own version alone. */
  readonly image: string;
  readonly files: ServerFiles;
  /** What the script reads, by name; no secret. */
  readonly env: NonNullable<ContainerArgs["env"]>;
  /** True where it restores. @default false */
  readonly restores?: boolean;
  /** What it mounts beside. @default nothing */
  readonly mounted?: readonly Mounted[];
}

/** Pod template of a job that runs a script of the server's, with the server's files. */
export function serverJobPod({
  name,
  script,
  image,
  files,
  env,
  restores = false,
  mounted,
  ...args
}: ServerJobArgs) {
  return podTemplate({
    ...args,
    restartPolicy: "Never",
    containers: [
      {
        name,
        image,
        command: [`${places.scripts}/${script}`],
        args: [],
        env,
        size: archiveJobSize({ restores }),
        mounted: [...serverMounts(files), ...(mounted ?? [])],
      },
    ],
  });
}
