import type { Fields } from "../../../review/value";

const JOB = "kubernetes:batch/v1:CronJob";
const RECORD = "aws:route53/record:Record";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";

/** A difference, and what the rules say of it. */
type Row = readonly [
  title: string,
  type: string,
  before: Fields | undefined,
  after: Fields | undefined,
  said: readonly string[],
];

const backup = { metadata: { labels: { "app.kubernetes.io/component": "backup" } } };
const document = (...statements: readonly Fields[]) => ({
  policy: JSON.stringify({ Statement: statements }),
});
const alert = (expr: string, more: Fields = {}) => ({
  spec: { groups: [{ rules: [{ alert: "A", expr, ...more }] }] },
});

/** What the corpus has no case for; the flags that each difference must give, and no other. */
export const ruleCases: readonly Row[] = [
  [
    "a backup's job deleted",
    JOB,
    backup,
    undefined,
    ["recovery-job-removed: is deleted: it does not run any more"],
  ],
  ["another job deleted", JOB, { metadata: {} }, undefined, []],
  [
    "a schedule that never fires",
    JOB,
    { ...backup, spec: { schedule: "0 2 * * *" } },
    { ...backup, spec: { schedule: "0 2 30 2 *" } },
    ["recovery-job-rarer: runs at least every 1 d → never (0 2 * * * → 0 2 30 2 *)"],
  ],
  [
    "a record that follows no check, with a longer TTL and another target",
    RECORD,
    { ttl: 60, healthCheckId: "a", records: ["one"] },
    { ttl: 300, records: ["two"] },
    [
      "failover-weaker: does not follow a health check any more",
      "failover-weaker: TTL in seconds: 60 → 300",
      'dns-changes: records: ["one"] → ["two"]',
    ],
  ],
  ["a record with a shorter TTL", RECORD, { ttl: 60 }, { ttl: 30 }, []],
  [
    "a record deleted",
    RECORD,
    { ttl: 60 },
    undefined,
    ["failover-weaker: is deleted: DNS does not lead to the other environment by itself any more"],
  ],
  [
    "a lower priority",
    "kubernetes:scheduling.k8s.io/v1:PriorityClass",
    { value: 9 },
    { value: 3 },
    ["recovery-priority-lowered: priority: 9 → 3"],
  ],
  [
    "a key that is not rotated",
    "aws:kms/key:Key",
    { enableKeyRotation: true },
    {},
    ["encryption-removed: enableKeyRotation: true → none"],
  ],
  [
    "a key that is deleted sooner",
    "aws:kms/key:Key",
    { deletionWindowInDays: 30 },
    { deletionWindowInDays: 7 },
    ["protection-removed: deletionWindowInDays: 30 → 7"],
  ],
  [
    "a database without protection",
    "aws:rds/instance:Instance",
    { deletionProtection: true, backupRetentionPeriod: 30 },
    { backupRetentionPeriod: 1 },
    [
      "protection-removed: deletionProtection: true → none",
      "retention-shortened: backupRetentionPeriod: 30 → 1",
    ],
  ],
  [
    "fewer days of recovery points",
    "aws:backup/plan:Plan",
    { rules: [{ ruleName: "d", lifecycle: { deleteAfter: 35 } }] },
    { rules: [{ ruleName: "d", lifecycle: { deleteAfter: 7 } }] },
    ["retention-shortened: d: recovery points are kept 35 days → 7 days"],
  ],
  [
    "a host that is not served",
    INGRESS,
    { spec: { rules: [{ host: "a" }, { host: "b" }] } },
    { spec: { rules: [{ host: "a" }] } },
    ["hosts-served-change: b is not served any more"],
  ],
  [
    "a setting of the CDN",
    "cloudflare:index/zoneSetting:ZoneSetting",
    { value: "on" },
    { value: "off" },
    ["cdn-changes: every request through the CDN meets it: value"],
  ],
  [
    "a probe deleted",
    "kubernetes:monitoring.coreos.com/v1:Probe",
    {},
    undefined,
    ["metrics-removed: is deleted: alerts on its metrics do not fire any more"],
  ],
  [
    "a receiver less",
    "lifeboat:index:OncallConfig",
    { configuration: { receivers: [{ name: "pager" }] } },
    { configuration: { receivers: [] } },
    ['alerts-routed-otherwise: receivers.pager: {"name":"pager"} → none'],
  ],
  [
    "an alarm's threshold",
    ALARM,
    { threshold: 1, comparisonOperator: "GreaterThanThreshold" },
    { threshold: 5, comparisonOperator: "GreaterThanThreshold" },
    ["alarm-loosened: threshold 1 → 5"],
  ],
  [
    "an alarm that falls below more",
    ALARM,
    { threshold: 1, comparisonOperator: "LessThanThreshold" },
    { threshold: 5, comparisonOperator: "LessThanThreshold" },
    [],
  ],
  [
    "an alarm that waits",
    ALARM,
    { period: 60, evaluationPeriods: 1 },
    { period: 60, evaluationPeriods: 10 },
    ["alarm-loosened: waits 10 times as long"],
  ],
  [
    "a refusal that is gone",
    "aws:s3/bucketPolicy:BucketPolicy",
    document({ Sid: "Plain", Effect: "Deny", Action: "s3:*" }),
    document(),
    ["privilege-widened: does not refuse any more: Plain"],
  ],
  [
    "a condition that is gone",
    POLICY,
    document({ Effect: "Allow", Action: "s3:Get*", Resource: "b", Condition: { a: "b" } }),
    document({ Effect: "Allow", Action: "s3:Get*", Resource: "b" }),
    ["privilege-widened: may also: s3:Get* on b"],
  ],
  [
    "a policy that lets anyone in",
    "aws:s3/bucketPolicy:BucketPolicy",
    document(),
    document({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "b" }),
    [
      "public-access-opened: its policy lets anyone in",
      'privilege-widened: may also: s3:GetObject on b by "*"',
    ],
  ],
  [
    "a verb more",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    { rules: [{ resources: ["secrets"], verbs: ["get"] }] },
    { rules: [{ resources: ["secrets"], verbs: ["get", "delete"] }] },
    ["privilege-widened: may also: delete secrets"],
  ],
  [
    "a Service that the world reaches",
    "kubernetes:core/v1:Service",
    { spec: { type: "ClusterIP" } },
    { spec: { type: "LoadBalancer" } },
    ["network-opened: type: ClusterIP → LoadBalancer"],
  ],
  [
    "a server with fewer copies",
    "kubernetes:apps/v1:StatefulSet",
    { spec: { replicas: 2 } },
    { spec: { replicas: 1 } },
    ["replica-removed: replicas: 2 → 1"],
  ],
  [
    "a threshold that is exceeded later",
    RULE,
    alert("a > 5"),
    alert("a > 9"),
    ["alert-loosened: alert A fires at > 5 → > 9"],
  ],
  ["a threshold that is exceeded sooner", RULE, alert("a > 5"), alert("a > 3"), []],
  ["the same condition on two lines", RULE, alert("a > 5 and b"), alert("a > 5\nand b"), []],
  [
    "another condition",
    RULE,
    alert("a > 5"),
    alert("b > 5"),
    ["alert-loosened: alert A has another condition"],
  ],
  [
    "another severity",
    RULE,
    alert("a", { labels: { severity: "P0" } }),
    alert("a", { labels: { severity: "P3" } }),
    ["alert-loosened: alert A severity P0 → P3"],
  ],
  [
    "a value that is not known yet",
    "postgresql:index/role:Role",
    { superuser: false, password: "[secret]" },
    { superuser: false, password: "[unknown]" },
    [],
  ],
  [
    "a database that restarts at once",
    "aws:rds/instance:Instance",
    {},
    { applyImmediately: true },
    ["data-store-changes: applyImmediately: false → true"],
  ],
];
