import { size } from "../catalog/common";

/** The pod on each node that sends the services' logs to a store (STOCK-12). */
export const collector = {
  /** Name of its DaemonSet, Service, account and label. */
  name: "log-collector",
  /** Label `app.kubernetes.io/component` of its pods. */
  component: "log-collector",
  /** Image repository; config's `images` has the digest. Made from the Dockerfile beside this file. */
  repository: "lifeboat-logs",
  /** TCP port of its figures and of its health. */
  port: 9145,
  /** Requests and limits. */
  size: size(50, 500, 96, 256),
  /** Lines that may wait for the store; reading waits beyond that, and the node's files are what is left. */
  queueLines: 200_000,
  /** Disk that they may take, MiB. */
  queueMib: 512,
  /** Disk for the positions of reading, beside the queue, MiB. */
  stateMib: 128,
  /** Seconds between two reports of its figures; figures.py calls it unhealthy after six of them. */
  figureSeconds: 10,
  /** What every index begins with. */
  prefix: "lifeboat",
} as const;

/** Where things are in its container. */
export const collectorPaths = {
  /** Logs of all pods of the node, as kubelet keeps them. */
  logs: "/var/log/pods",
  /** Programs, configuration and settings. */
  files: "/etc/lifeboat-logs",
  /** Queue and positions. */
  state: "/var/lib/lifeboat-logs",
  /** What the sender counted. */
  figures: "/var/lib/lifeboat-logs/sender.json",
  /** Name of the password's file. */
  password: "password",
} as const;
