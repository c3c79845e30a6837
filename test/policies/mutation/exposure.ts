import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { but, changed, with1 } from "./table";

const right = (resources: readonly string[], verbs: readonly string[]) =>
  with1({ apiGroups: ["x"], resources, verbs });
const FOREIGN = "arn:aws:iam::123456789012:root";
const trusting = (AWS: string) => with1({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS } });

const accounts: readonly Mutation[] = [
  ...changed("rbac-cannot-escalate", kinds.roles, [
    ["rules", right(["users"], ["impersonate"])],
    ["rules * verbs", with1("bind")],
    ["rules", right(["pods/exec"], ["create"])],
    ["aggregationRule", { clusterRoleSelectors: [{}] }],
  ]),
  ...changed(
    "rbac-cannot-escalate",
    kinds.roles,
    [["metadata labels app.kubernetes.io/component", "api"]],
    /-cluster-role$|^cluster-owner/,
  ),
  ...changed("rbac-cannot-escalate", kinds.roles, [["rules * resources", with1("pods/exec")]], undefined, {
    given: [{ of: kinds.roles, at: "rules * verbs", to: ["get"] }],
  }),
  ...changed("rbac-binds-no-everyone", kinds.clusterRoleBinding, [["roleRef name", "edit"]]),
  ...changed("foreign-trust-has-external-id", kinds.iamRole, [
    ["assumeRolePolicy {} Statement", trusting(FOREIGN)],
    ["assumeRolePolicy {} Statement", trusting("arn:aws:iam::123456789012:role/other")],
  ]),
  ...changed("key-policy-trusts-own-account", kinds.keys, [
    [
      "policy {} Statement",
      with1({ Effect: "Allow", Principal: { AWS: FOREIGN }, Action: "kms:Decrypt", Resource: "*" }),
    ],
  ]),
];

const INGRESS = ["kubernetes:networking.k8s.io/v1:Ingress"];
const POLICY = kinds.networkPolicy;

const ways: readonly Mutation[] = [
  ...changed("ingress-is-encrypted", INGRESS, [
    ["spec tls", undefined],
    ["spec tls * hosts *", "another.example.com"],
    ["spec rules * host", "another.example.com"],
  ]),
  ...changed("service-is-not-exposed", kinds.service, [
    ["spec type", "NodePort"],
    ["spec externalIPs", ["203.0.113.7"]],
  ]),
  ...changed("service-is-not-exposed", kinds.service, [["spec type", "LoadBalancer"]], undefined, {
    given: [{ of: kinds.service, at: "spec ports", to: [{ port: 5432 }] }],
  }),
  ...changed("network-policy-names-its-peers", POLICY, [
    ["spec ingress", with1({ ports: [{ port: 5432 }] })],
    ["spec ingress", with1({ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] })],
    ["spec ingress", with1({ from: [{ namespaceSelector: {} }], ports: [{ port: 6379 }] })],
  ]),
];

const BACKUPS = /^access-logs|legal/;
const CHECK = ["aws:route53/healthCheck:HealthCheck"];
const ALARM = ["aws:cloudwatch/metricAlarm:MetricAlarm"];

const SOUND = {
  alert: "New",
  labels: { severity: "P1" },
  annotations: { runbook_url: "https://runbooks.example.com/new" },
};

const watched: readonly Mutation[] = [
  ...changed("health-check-can-fail", CHECK, [["disabled", true]]),
  ...changed(
    "health-check-can-fail",
    CHECK,
    [
      ["requestInterval", 300],
      ["failureThreshold", 10],
    ],
    /-checks-(endpoints|routing)$/,
  ),
  ...changed(
    "health-check-can-fail",
    CHECK,
    [
      ["childHealthThreshold", 0],
      ["childHealthchecks", []],
    ],
    but("-checks-(endpoints|routing)$"),
  ),
  ...(["prod", "dr"] as const).flatMap((stack) =>
    changed(
      "failover-record-follows-its-check",
      CHECK,
      [["invertHealthcheck", true]],
      but(stack === "prod" ? "-checks-routing$" : "-checks-endpoints$"),
      { stack },
    ),
  ),
  ...changed("alarm-notifies", ALARM, [
    ["actionsEnabled", false],
    ["alarmActions", []],
  ]),
  ...changed("alert-can-fire", ALARM, [
    ["datapointsToAlarm", 99],
    ["period", 864_000],
  ]),
  ...changed("alert-can-fire", ALARM, [["evaluationPeriods", 1]], undefined, {
    given: [
      { of: ALARM, at: "evaluationPeriods", to: 3 },
      { of: ALARM, at: "datapointsToAlarm", to: 2 },
    ],
  }),
  ...changed("alert-can-fire", kinds.alertRules, [
    ["spec groups * rules", with1({ ...SOUND, expr: "vector(1)", for: "5m" })],
    ["spec groups * rules", with1({ ...SOUND, expr: "up == 0", for: "30d" })],
  ]),
  ...changed("cron-job-does-something", kinds.cronJob, [
    ["spec schedule", "0 3 31 2 *"],
    ["spec jobTemplate spec suspend", true],
    ["spec jobTemplate spec parallelism", 0],
    ["spec jobTemplate spec completions", 0],
  ]).map((row) =>
    row.breaks.startsWith("spec schedule")
      ? { ...row, stack: "prod" as const, except: /-(restore|diagnose|terminate|purge-on-demand)$/ }
      : row,
  ),
  ...changed("cron-job-does-something", kinds.cronJob, [["spec jobTemplate spec activeDeadlineSeconds", 1]]),
  ...changed("cron-job-does-something", kinds.cronJob, [["pod containers * command", ["/bin/true"]]]),
  ...changed(
    "backup-is-restorable-at-once",
    kinds.bucketLifecycle,
    [
      [
        "rules",
        with1({ id: "cold", status: "Enabled", transitions: [{ days: 1, storageClass: "DEEP_ARCHIVE" }] }),
      ],
    ],
    BACKUPS,
  ),
];

/** What the rules on ways in, on rights that lead to more and on silent watchers guard. */
export const exposure: readonly Mutation[] = [...accounts, ...ways, ...watched];
