import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { changed, gone, with1 } from "./table";

const cronJobs: readonly Mutation[] = [
  ...changed("cron-job-forbids-overlap", kinds.cronJob, [["spec concurrencyPolicy", "Allow"]]),
  ...changed("cron-job-has-deadlines", kinds.cronJob, [
    ["spec startingDeadlineSeconds", 9],
    ["spec jobTemplate spec activeDeadlineSeconds", undefined],
  ]),
  ...changed("cron-job-names-its-time-zone", kinds.cronJob, [
    ["spec timeZone", undefined],
    ["spec timeZone", "PST"],
  ]),
  ...changed("cron-job-keeps-history", kinds.cronJob, [
    ["spec successfulJobsHistoryLimit", 0],
    ["spec failedJobsHistoryLimit", 11],
  ]),
  ...changed("cron-job-schedule-is-plain", kinds.cronJob, [
    ["spec schedule", "0 2 1-7 * 0"],
    ["spec schedule", "0 24 * * *"],
    ["spec schedule", "TZ=UTC 0 2 * * *"],
    ["spec schedule", undefined],
  ]),
];

const namespaces: readonly Mutation[] = [
  ...changed("namespace-enforces-restricted", kinds.namespace, [
    ["metadata labels pod-security.kubernetes.io/enforce", "baseline"],
    ["metadata labels pod-security.kubernetes.io/enforce", undefined],
  ]),
  ...gone("namespace-has-default-deny", kinds.networkPolicy, /(?<!default-deny)$/),
  ...changed(
    "namespace-has-default-deny",
    kinds.networkPolicy,
    [
      ["spec podSelector", { matchLabels: { app: "api" } }],
      ["spec policyTypes", ["Ingress"]],
      ["spec policyTypes", ["Egress"]],
      ["spec ingress", [{}]],
      ["spec egress", [{}]],
      ["metadata namespace", "elsewhere"],
    ],
    /(?<!default-deny)$/,
  ),
  ...changed("object-has-a-namespace", kinds.namespaced, [
    ["metadata namespace", undefined],
    ["metadata namespace", ""],
    ["metadata namespace", "default"],
  ]),
];

const rights: readonly Mutation[] = [
  ...changed("rbac-names-what-it-allows", kinds.roles, [
    ["rules * apiGroups", ["*"]],
    ["rules * resources", ["*"]],
    ["rules * resources", ["*/scale"]],
    ["rules * verbs", ["*"]],
    ["rules", with1({ nonResourceURLs: ["*"], verbs: ["get"] })],
  ]),
  ...changed("rbac-binds-no-everyone", kinds.bindings, [
    ["roleRef name", "cluster-admin"],
    ["subjects * name", "default"],
    ["subjects", with1({ kind: "Group", name: "system:authenticated" })],
    ["subjects", with1({ kind: "Group", name: "system:serviceaccounts:app" })],
  ]),
];

const workloads: readonly Mutation[] = [
  ...changed("autoscaler-keeps-two", kinds.autoscaler, [
    ["spec minReplicas", 1],
    ["spec minReplicas", undefined],
  ]),
];

/** What the rules on objects of a cluster guard. */
export const cluster: readonly Mutation[] = [...cronJobs, ...namespaces, ...rights, ...workloads];
