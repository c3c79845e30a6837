import type { Metrics } from "./metrics";

/** Sizes of a workload: usual, grown (MAC-1) and minimal (JACK-3). */
export type SizeName = "normal" | "scaled" | "safe";

/** Requests and limits of one container. */
export interface Size {
  /** CPU request in thousandths of a core. */
  readonly cpuRequestMillicores: number;
  /** CPU limit in thousandths of a core; at least the request. */
  readonly cpuLimitMillicores: number;
  /** Memory request in MiB. */
  readonly memoryRequestMib: number;
  /** Memory limit in MiB; at least the request. Above it the container is killed (JACK-3). */
  readonly memoryLimitMib: number;
  /** Environment variables of this size, such as NODE_OPTIONS (JACK-3). */
  readonly env?: Readonly<Record<string, string>>;
}

/** A named port of a container. */
export interface Port {
  /** Name, at most 15 lower-case characters: `http`, `metrics`. */
  readonly name: string;
  /** Port that the container listens on. */
  readonly containerPort: number;
  /** Port of the Service in front of it; absent without a Service. */
  readonly servicePort?: number;
}

/** A probe of the kubelet. */
export interface Probe {
  /** What is probed: an HTTP path, an open port, or a command's exit code. */
  readonly check:
    | { readonly http: string; readonly port: string }
    | { readonly tcp: string }
    | { readonly command: readonly string[] };
  /** Seconds between two probes. */
  readonly periodSeconds: number;
  /** Seconds to wait for a response. */
  readonly timeoutSeconds: number;
  /** Consecutive failures that count as down. */
  readonly failureThreshold: number;
  /** Consecutive successes that count as up; only readiness may have more than 1 (MAC-4). @default 1 */
  readonly successThreshold?: number;
}

/** The three probes of a container (JACK-1, MAC-4). */
export interface Probes {
  /** Has it started? Its period times threshold limits the start, which the recovery budget counts. */
  readonly startup: Probe;
  /** May it receive traffic? */
  readonly readiness: Probe;
  /** Is it alive? Must not depend on the database, which a restart does not fix. */
  readonly liveness: Probe;
  /** Why readiness and liveness are the same. @default they differ */
  readonly sameBecause?: string;
}

/** Limits and targets of a HorizontalPodAutoscaler (STOCK-7, MAC-1). */
export interface Autoscaling {
  /** Minimum replicas. */
  readonly minReplicas: number;
  /** Maximum replicas. */
  readonly maxReplicas: number;
  /** Target CPU usage, percent of the request. */
  readonly cpuPercent: number;
  /** Target memory usage, percent of the request; absent if memory does not follow load. */
  readonly memoryPercent?: number;
}

/** How a new version rolls out (TASK-4). */
export interface Rollout {
  /** Pods above the desired number, a number or a percentage. */
  readonly maxSurge: number | string;
  /** Pods that may be missing, a number or a percentage. */
  readonly maxUnavailable: number | string;
  /** Seconds for which a pod must be ready before it counts. */
  readonly minReadySeconds: number;
  /** Seconds without progress after which the roll-out has failed. */
  readonly progressDeadlineSeconds: number;
  /** Previous versions kept for a rollback (KYB-2). */
  readonly revisionHistoryLimit: number;
  /** Successive shares of the traffic for a new version, percent, rising to 100 (TASK-4). @default all at once */
  readonly trafficPercents?: readonly number[];
}

/** Connections that one replica opens to the database (MAC-5, JACK-2). */
export interface ConnectionPool {
  /** Connections kept open. */
  readonly size: number;
  /** Additional connections under load. */
  readonly overflow: number;
}

/**
 * A secret of the workload; its value is never in the catalog (MAC-2, JACK-2) and never in an environment (KYB-4).
 *
 * The value is a file of this name under `/var/run/secrets/app`, and `<name>_FILE` in the environment holds its path.
 */
export interface SecretVariable {
  /** The runbook's variable, such as `DATABASE_URL`; also the name of its file. */
  readonly name: string;
  /** `databaseUrl` and `databasePassword` are derived from config; `external` is its own secret in config. */
  readonly from: "databaseUrl" | "databasePassword" | "external";
  /** Rotated by the maintenance or rotation job, then rolled out (MAC-3, TASK-10). @default false */
  readonly rotated?: boolean;
}

/** A typed value that is neither a list nor an object. */
export type Scalar = string | number | boolean;

/** A typed value of a configuration file. */
export type ConfigValue = Scalar | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };

/** All feature flags of an application, which config's `features` can change (KYB-7). */
export interface FeatureFlags {
  /** File that has them under `features`; its extension determines the format. */
  readonly file: string;
  /** Flags with their default values; a value in config must have the same type. */
  readonly flags: Readonly<Record<string, Scalar>>;
}

/** A configuration file made from typed values and mounted read-only (KYB-7). */
export interface ConfigFile {
  /** File name; its extension determines the format: `.json`, `.yaml` or `.conf`. */
  readonly name: string;
  /** Content: values for `.json` and `.yaml`, text for `.conf`. */
  readonly content: ConfigValue;
}

/** A part of a database connection that the application reads separately. */
export type ConnectionPart = "host" | "port" | "name" | "user";

/** One deployment of a service. */
export interface Workload {
  /** Deployment name from the runbook. */
  readonly name: string;
  /** Name of its Service, if callers use another. @default the workload's name */
  readonly serviceName?: string;
  /** Kind of workload; alerts, scaling on restore and posture `safe` depend on it. */
  readonly component: "api" | "frontend" | "worker" | "proxy" | "cache";
  /** Container name in the pod. */
  readonly container: string;
  /** Image repository without tag: the version comes from config, pinned by digest (KYB-2). */
  readonly imageRepository: string;
  /** Command instead of the image's own; the root is read-only, only `/tmp` is writable. */
  readonly command?: readonly string[];
  /** Ports; the first receives traffic. */
  readonly ports: readonly Port[];
  /** Probes. */
  readonly probes: Probes;
  /** Metrics; absent if the container has none (MAC-9). */
  readonly metrics?: Metrics;
  /** Requests and limits by size. */
  readonly sizes: Readonly<Record<SizeName, Size>>;
  /** Replicas on the primary, and on the standby once it serves (STOCK-3, STOCK-5). */
  readonly replicas: { readonly primary: number; readonly standby: number };
  /** Whether it writes to the database: fenced and scaled to 0 before a restore (STOCK-3). */
  readonly writer: boolean;
  /** Autoscaling; absent if the number is fixed. */
  readonly autoscaling?: Autoscaling;
  /** Roll-out settings. */
  readonly rollout: Rollout;
  /** Connection pool of one replica; absent if it does not use the database. */
  readonly pool?: ConnectionPool;
  /** Non-secret variables that are the same in both environments, typed as the application reads them (MAC-2, JACK-2). */
  readonly env: Readonly<Record<string, Scalar>>;
  /**
   * Variable that is `true` while config's `maintenance` names the service, else `false` (TASK-9).
   * @default none: the application has no maintenance mode
   */
  readonly maintenanceVariable?: string;
  /**
   * Variables that differ while config's `debug` names the service (JACK-2); its migrations never have them.
   * @default none: the application has no debug mode
   */
  readonly debugEnv?: Readonly<Record<string, Scalar>>;
  /**
   * Variables for parts of the database connection, by the runbook's names (KYB-1, JACK-2); their values depend on
   * environment and login. Only with a `pool`. @default only libpq's own
   */
  readonly databaseEnv?: Readonly<Record<string, ConnectionPart>>;
  /** Secrets by name and source; each is a file. */
  readonly secrets: readonly SecretVariable[];
  /** Configuration files. */
  readonly files: readonly ConfigFile[];
  /** Feature flags, in their own configuration file (KYB-7). @default none */
  readonly featureFlags?: FeatureFlags;
  /** Directory that the files are mounted at, over the image's own. @default "/etc/app" */
  readonly filesDirectory?: string;
  /** Load balancing in front of it, if the runbook gives one (MAC-4). */
  readonly balancing?: Balancing;
}

/** Load balancing of the proxy in front of a workload (MAC-4). */
export interface Balancing {
  /** Algorithm that chooses the upstream. */
  readonly algorithm: "least_conn" | "round_robin";
  /** Failures after which an upstream is marked down. */
  readonly maxFails: number;
  /** Seconds for which it is marked down. */
  readonly failTimeoutSeconds: number;
  /** Seconds between active checks, failures that mark it down and passes that mark it up. */
  readonly check: { readonly intervalSeconds: number; readonly fails: number; readonly passes: number };
}
