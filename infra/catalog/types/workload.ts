/** Sizes of a workload: what it runs at, what it grows to (MAC-1) and what it survives on (JACK-3). */
export type SizeName = "normal" | "scaled" | "safe";

/** Requests and limits of one container. */
export interface Size {
  /** CPU request in thousandths of a core. */
  readonly cpuRequestMillicores: number;
  /** CPU limit in thousandths of a core; at least the request. */
  readonly cpuLimitMillicores: number;
  /** Memory request in MiB. */
  readonly memoryRequestMib: number;
  /** Memory limit in MiB; at least the request. The container restarts beyond it (JACK-3). */
  readonly memoryLimitMib: number;
  /** Environment that goes with this size, such as NODE_OPTIONS (JACK-3). */
  readonly env?: Readonly<Record<string, string>>;
}

/** A named port of a container. */
export interface Port {
  /** Name, at most 15 lower-case characters: `http`, `metrics`. */
  readonly name: string;
  /** Port that the container listens on. */
  readonly containerPort: number;
  /** Port of the Service in front of it; absent where no Service comes before it. */
  readonly servicePort?: number;
}

/** How the kubelet asks, and how often. */
export interface Probe {
  /** What is asked: an HTTP path, an open port, or a command's exit code. */
  readonly check:
    | { readonly http: string; readonly port: string }
    | { readonly tcp: string }
    | { readonly command: readonly string[] };
  /** Seconds between two questions. */
  readonly periodSeconds: number;
  /** Seconds to wait for an answer. */
  readonly timeoutSeconds: number;
  /** Failures in a row that count as down. */
  readonly failureThreshold: number;
  /** Successes in a row that count as up; only readiness may have more than 1 (MAC-4). @default 1 */
  readonly successThreshold?: number;
}

/** The three questions put to a container (JACK-1, MAC-4). */
export interface Probes {
  /** Has it started? Its period times threshold bounds the start, and the recovery budget counts that. */
  readonly startup: Probe;
  /** May it have traffic? */
  readonly readiness: Probe;
  /** Is it alive? Must not ask for the database: a restart does not fix that. */
  readonly liveness: Probe;
  /** Why readiness and liveness ask the same. @default they do not */
  readonly sameBecause?: string;
}

/** Bounds and targets of a HorizontalPodAutoscaler (STOCK-7, MAC-1). */
export interface Autoscaling {
  /** Fewest replicas. */
  readonly minReplicas: number;
  /** Most replicas. */
  readonly maxReplicas: number;
  /** Target of CPU use, percent of the request. */
  readonly cpuPercent: number;
  /** Target of memory use, percent of the request; absent where memory does not follow load. */
  readonly memoryPercent?: number;
}

/** How a new version takes over (TASK-4). */
export interface Rollout {
  /** Pods above the wanted number, a number or a percentage. */
  readonly maxSurge: number | string;
  /** Pods that may be missing, a number or a percentage. */
  readonly maxUnavailable: number | string;
  /** Seconds a pod must be ready before it counts. */
  readonly minReadySeconds: number;
  /** Seconds without progress after which the roll-out has failed. */
  readonly progressDeadlineSeconds: number;
  /** Previous versions kept for a rollback (KYB-2). */
  readonly revisionHistoryLimit: number;
  /** Shares of the traffic that a new version gets in turn, percent, rising to 100 (TASK-4); absent for all at once. */
  readonly trafficPercents?: readonly number[];
}

/** Connections that one replica opens to the database (MAC-5, JACK-2). */
export interface ConnectionPool {
  /** Connections kept open. */
  readonly size: number;
  /** Connections opened beyond that under load. */
  readonly overflow: number;
}

/**
 * A secret of the workload; its value is never in the catalog (MAC-2, JACK-2) and never in an environment (KYB-4).
 *
 * The value is a file of this name under `/var/run/secrets/app`, and `<name>_FILE` in the environment says where.
 */
export interface SecretVariable {
  /** Variable that the runbook gives it, such as `DATABASE_URL`; the name of its file. */
  readonly name: string;
  /** `databaseUrl` and `databasePassword` are made from config; `external` comes as a config secret of its own. */
  readonly from: "databaseUrl" | "databasePassword" | "external";
  /** Rotated by the maintenance or rotation job, then rolled out (MAC-3, TASK-10). @default false */
  readonly rotated?: boolean;
}

/** A typed value that is neither a list nor an object. */
export type Scalar = string | number | boolean;

/** A typed value of a configuration file. */
export type ConfigValue = Scalar | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };

/** What an application does differently by config's `features`, all of it known (KYB-7). */
export interface FeatureFlags {
  /** File that holds them under `features`; its ending says the format. */
  readonly file: string;
  /** Flags with the value that they have where config says nothing; a value of config has the same type. */
  readonly flags: Readonly<Record<string, Scalar>>;
}

/** A configuration file made from typed values and mounted read-only (KYB-7). */
export interface ConfigFile {
  /** File name; its ending says the format: `.json`, `.yaml` or `.conf`. */
  readonly name: string;
  /** Content: values for `.json` and `.yaml`, text for `.conf`. */
  readonly content: ConfigValue;
}

/** Metrics of a container, in Prometheus' text format. */
export interface Metrics {
  /** Name of the port; one that the Service has, too. */
  readonly port: string;
  /** Path. */
  readonly path: string;
  /** Names of the series that alerts and dashboards may use. */
  readonly names: readonly string[];
}

/** A part of a database connection that the application asks for by itself. */
export type ConnectionPart = "host" | "port" | "name" | "user";

/** One deployment of a service. */
export interface Workload {
  /** Deployment name as the runbook gives it. */
  readonly name: string;
  /** Name of the Service before it, where callers know it by another. @default the workload's name */
  readonly serviceName?: string;
  /** What it does; alerts, scaling on restore and posture `safe` go by it. */
  readonly component: "api" | "frontend" | "worker" | "proxy" | "cache";
  /** Container name in the pod. */
  readonly container: string;
  /** Image repository without tag: the version comes from config, pinned by digest (KYB-2). */
  readonly imageRepository: string;
  /** Command in place of the image's own; its root is read-only, `/tmp` alone can be written to. */
  readonly command?: readonly string[];
  /** Ports; the first is the one that traffic goes to. */
  readonly ports: readonly Port[];
  /** Probes. */
  readonly probes: Probes;
  /** Where metrics are scraped, and which; absent where the container has none (MAC-9). */
  readonly metrics?: Metrics;
  /** Requests and limits by size. */
  readonly sizes: Readonly<Record<SizeName, Size>>;
  /** Replicas on the primary, and on the standby once it serves (STOCK-3, STOCK-5). */
  readonly replicas: { readonly primary: number; readonly standby: number };
  /** Whether it writes to the database: fenced and scaled to 0 before a restore (STOCK-3). */
  readonly writer: boolean;
  /** Autoscaling; absent where the number is fixed. */
  readonly autoscaling?: Autoscaling;
  /** Roll-out settings. */
  readonly rollout: Rollout;
  /** Pool of one replica; absent where it does not talk to the database. */
  readonly pool?: ConnectionPool;
  /** Variables that are no secret and the same in every environment, typed as the application reads them (MAC-2, JACK-2). */
  readonly env: Readonly<Record<string, Scalar>>;
  /**
   * Variable that is `true` while config's `maintenance` names the service, else `false` (TASK-9).
   * @default none: the application knows no maintenance mode
   */
  readonly maintenanceVariable?: string;
  /**
   * Variables that hold a part of the database connection, by the runbook's names (KYB-1, JACK-2); the values come from
   * the environment and the login at hand. Only with a `pool`. @default none beside libpq's own
   */
  readonly databaseEnv?: Readonly<Record<string, ConnectionPart>>;
  /** Secrets by name and origin; each is a file. */
  readonly secrets: readonly SecretVariable[];
  /** Configuration files. */
  readonly files: readonly ConfigFile[];
  /** Feature flags, a configuration file of their own (KYB-7). @default none */
  readonly featureFlags?: FeatureFlags;
  /** Directory that the files are mounted at, over what the image has there. @default "/etc/app" */
  readonly filesDirectory?: string;
  /** Load balancing before it, where the runbook gives one (MAC-4). */
  readonly balancing?: Balancing;
}

/** Load balancing of the proxy before a workload (MAC-4). */
export interface Balancing {
  /** Choice of the upstream. */
  readonly algorithm: "least_conn" | "round_robin";
  /** Failures after which an upstream is left out. */
  readonly maxFails: number;
  /** Seconds for which it is left out. */
  readonly failTimeoutSeconds: number;
  /** Seconds between active checks, failures that take it out and passes that bring it back. */
  readonly check: { readonly intervalSeconds: number; readonly fails: number; readonly passes: number };
}
