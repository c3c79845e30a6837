import { budgets, scaledServer } from "./budgets";
import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { but, changed, gone, with1 } from "./table";

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
    ["spec schedule", "0 2 */7 * 0"],
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
      ["spec policyTypes *", "Other"],
      ["spec ingress", [{}]],
      ["spec egress", [{}]],
      ["metadata namespace", "elsewhere"],
    ],
    /(?<!default-deny)$/,
  ),
  ...changed("namespace-has-default-deny", kinds.namespace, [["metadata name", "another"]]),
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
    ["rules", with1({ nonResourceURLs: ["/*"], verbs: ["get"] })],
  ]),
  ...changed("rbac-binds-no-everyone", kinds.bindings, [
    ["roleRef name", "cluster-admin"],
    ["subjects * name", "default"],
    ["subjects", with1({ kind: "ServiceAccount", name: "default" })],
    ["subjects", with1({ kind: "Group", name: "system:authenticated" })],
    ["subjects", with1({ kind: "Group", name: "system:serviceaccounts:app" })],
    ["subjects", with1({ kind: "User", name: "system:anonymous" })],
    ["subjects", with1({ kind: "User", name: "system:serviceaccount:app:default" })],
  ]),
];

const AUTOSCALED = "spec scaleTargetRef";
const workloads: readonly Mutation[] = [
  ...changed("autoscaler-has-its-target", kinds.autoscaler, [
    [`${AUTOSCALED} name`, "other"],
    [`${AUTOSCALED} kind`, "StatefulSet"],
    ["metadata namespace", "elsewhere"],
  ]),
  ...changed(
    "autoscaler-has-its-target",
    kinds.deployment,
    [
      ["metadata name", "other"],
      ["metadata namespace", "elsewhere"],
    ],
    but("-(dotmac-api|jackpot-service|kyb-platform|stock-analysis-api|tasks-api)-deployment$"),
    { stack: "prod" },
  ),
  ...changed(
    "autoscaler-has-its-target",
    kinds.statefulSet,
    [
      ["metadata name", "other"],
      ["metadata namespace", "elsewhere"],
    ],
    undefined,
    { given: [scaledServer, { of: kinds.statefulSet, at: "pod volumes", to: [] }] },
  ),
  {
    rule: "autoscaler-has-its-target",
    breaks: "no workload at all",
    of: kinds.deployment,
    stack: "prod",
    gone: "all",
  },
  {
    rule: "workload-has-disruption-budget",
    breaks: "no budget",
    of: kinds.disruptionBudget,
    // Nothing asks for the worker's.
    except: /celery-worker/,
    stack: "prod",
    gone: "each",
  },
  ...["spec selector matchLabels app.kubernetes.io/name", "metadata namespace"].map((at): Mutation => ({
    rule: "workload-has-disruption-budget",
    breaks: `${at} of another`,
    of: kinds.disruptionBudget,
    except: /celery-worker/,
    stack: "prod",
    at,
    to: "other",
  })),
  ...changed("disruption-budget-lets-nodes-drain", kinds.disruptionBudget, [
    ["spec maxUnavailable", 0],
    ["spec maxUnavailable", "0%"],
    ["spec minAvailable", "100%"],
  ]),
  {
    rule: "disruption-budget-lets-nodes-drain",
    breaks: "as many as there are",
    of: kinds.disruptionBudget,
    stack: "prod",
    at: "spec minAvailable",
    to: 100,
  },
  {
    rule: "disruption-budget-lets-nodes-drain",
    breaks: "a percentage that is all, rounded up",
    of: kinds.disruptionBudget,
    stack: "prod",
    at: "spec minAvailable",
    to: "99%",
  },
  ...changed("autoscaler-keeps-two", kinds.autoscaler, [
    ["spec minReplicas", 1],
    ["spec minReplicas", undefined],
  ]),
];

/** What the rules on objects of a cluster guard. */
export const cluster: readonly Mutation[] = [...cronJobs, ...namespaces, ...rights, ...workloads, ...budgets];
