import * as pulumi from "@pulumi/pulumi";
import { httpProbes, pool, rollout, size, tcpProbes } from "../../infra/catalog/common";
import type { Workload } from "../../infra/catalog/types";
import type { SecretSource } from "../../infra/components/pod/secret-object";
import type { DatabaseLogin } from "../../infra/components/workloads/workload-environment";
import { library } from "./service-fixture";
import { podTemplate } from "../../infra/components/pod/pod-template";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** A workload with everything: it writes, it has secrets of each origin, files, and two ports. */
export const desk = {
  name: "library-desk",
  component: "api",
  container: "desk",
  imageRepository: "library/desk",
  ports: [
    { name: "http", containerPort: 8080, servicePort: 80 },
    { name: "metrics", containerPort: 9090 },
  ],
  probes: httpProbes("http", { startup: "/started", readiness: "/ready", liveness: "/alive" }),
  sizes: {
    normal: { ...size(250, 1000, 256, 512), env: { HEAP: "384" } },
    scaled: size(500, 2000, 512, 1024),
    safe: { ...size(100, 500, 128, 256), env: { HEAP: "192" } },
  },
  replicas: { primary: 4, standby: 3 },
  writer: true,
  rollout: { ...rollout, trafficPercents: [10, 100] },
  pool: pool(5, 2),
  env: { LOG_LEVEL: "info" },
  databaseEnv: { DESK_DB_HOST: "host", DESK_DB_PORT: "port", DESK_DB_NAME: "name", DESK_DB_USER: "user" },
  secrets: [
    { name: "DATABASE_URL", from: "databaseUrl" },
    { name: "DB_PASSWORD", from: "databasePassword" },
    { name: "SIGNING_TOKEN", from: "external" },
  ],
  files: [
    { name: "opening.json", content: { hours: [9, 18], closed: true } },
    { name: "shelves.yaml", content: { shelves: { count: 12, names: ["a: b", "c"] } } },
  ],
} satisfies Workload;

/** A workload with as little as there can be: no database, no secret, no file, one replica. */
export const shelf = {
  name: "shelf",
  serviceName: "shelf-service",
  component: "cache",
  container: "shelf",
  imageRepository: "shelf",
  command: ["shelf-server", "--quiet"],
  ports: [{ name: "shelf", containerPort: 6379, servicePort: 6379 }],
  probes: tcpProbes("shelf"),
  sizes: {
    normal: size(100, 500, 256, 512),
    scaled: size(250, 1000, 512, 1024),
    safe: size(50, 250, 128, 256),
  },
  replicas: { primary: 1, standby: 1 },
  writer: false,
  rollout: { ...rollout, maxSurge: 0, maxUnavailable: 1 },
  env: {},
  secrets: [],
  files: [],
} satisfies Workload;

/** A writer without a port, as a queue's worker is. */
export const binder = {
  ...desk,
  name: "binder",
  component: "worker",
  container: "binder",
  command: ["bind"],
  ports: [],
  probes: {
    startup: { check: { command: ["ping"] }, periodSeconds: 20, timeoutSeconds: 15, failureThreshold: 6 },
    readiness: { check: { command: ["ping"] }, periodSeconds: 60, timeoutSeconds: 15, failureThreshold: 3 },
    liveness: { check: { command: ["ping"] }, periodSeconds: 60, timeoutSeconds: 15, failureThreshold: 3 },
  },
  secrets: [],
  files: [],
} satisfies Workload;

/** The fixture's service with workloads, in starting order. */
export const staffedLibrary = {
  ...library,
  database: { ...library.database, migrateCommand: ["desk", "migrate"] },
  workloads: [shelf, desk, binder] satisfies readonly Workload[],
};

/** Its images by repository. */
export const libraryImages = {
  "library/desk": `registry.example.com/library/desk@${digest("a")}`,
  shelf: `registry.example.com/shelf@${digest("b")}`,
};

/** Where its Secrets get their values: config, as in every stack without a store. */
export const fromConfig: SecretSource = { digestKey: pulumi.secret("digest-key") };

/** Its serving database with the application's login. */
export const libraryLogin: DatabaseLogin = {
  host: "library.db.example.com",
  port: 6432,
  name: "library",
  sslMode: "require",
  user: "library_app",
  password: pulumi.secret("p/w@1"),
};

/** Labels of {@link keeper}'s pod. */
export const keeperLabels = { "app.kubernetes.io/name": "keeper" };

/** What a Job of one small container runs. */
export const keeper = {
  deadlineSeconds: 900,
  template: podTemplate({
    labels: keeperLabels,
    restartPolicy: "Never",
    serviceAccount: "keeper",
    priorityClass: "lifeboat-periodic-primary",
    containers: [{ name: "keeper", image: "keeper@sha256:00", size: desk.sizes.normal, mounted: [] }],
  }),
};
