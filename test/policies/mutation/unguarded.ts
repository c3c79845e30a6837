/** A property that rules read and that no mutation has to break. */
interface Unguarded {
  /** As {@link unbroken} gives it. */
  readonly property: RegExp;
  /** The only rule that may leave it. @default any */
  readonly rule?: string;
  readonly why: string;
}

/** What our stacks do not have, or have in one form only: the rule's own cases break it. */
const elsewhere = (rule: string, property: RegExp, why: string): readonly Unguarded[] => [
  { rule, property, why: `${why}; the rule's own cases break it` },
];

/** Properties that rules read and do not guard. */
export const unguarded: readonly Unguarded[] = [
  {
    property: /: pod (containers|initContainers|ephemeralContainers) \* name$/,
    why: "names the container in the message",
  },
  { property: /: pod volumes \* name$/, why: "names the volume in the message" },
  { property: /: pod volumes \* .* items \* key$/, why: "names the file in the message" },
  { property: / envFrom \* secretRef name$/, why: "names the Secret in the message: any is refused" },
  { property: / Statement \* Sid$/, why: "names the statement in the message" },
  { property: /^Bucket\w+: rules \* id$/, why: "names the rule in the message" },
  {
    property: /^Bucket: (arn|id)$/,
    why: "outputs, by which another resource may name the bucket; ours name it by bucket, and the record holds inputs",
  },
  {
    property:
      /^Bucket: (versioning|serverSideEncryptionConfiguration|logging|replicationConfiguration)s?$|^Bucket: (lifecycleRules|objectLockConfiguration)$/,
    why: "settings in the bucket itself, which ours have beside it: the corpus breaks them",
  },
  {
    property: /^ConfigMap: data$/,
    why: "rule files, which our stacks have without the Prometheus Operator alone: the rules' own cases break them",
  },
  {
    rule: "pod-shares-nothing-with-its-node",
    property: /: pod volumes \* (configMap|emptyDir|ephemeral|persistentVolumeClaim|secret)$/,
    why: "sorts of volume that are allowed; hostPath is broken in their place",
  },
  {
    rule: "failover-record-has-short-ttl",
    property: /^Record: failoverRoutingPolicies \* type$/,
    why: "a record with a failover policy is judged whatever its role; that there is one is broken",
  },
  {
    rule: "failover-record-is-health-checked",
    property: /^Record: failoverRoutingPolicies \* type$/,
    why: "a record with a failover policy is judged whatever its role; that there is one is broken",
  },
  ...elsewhere(
    "bucket-is-public-for-a-site",
    /^Bucket: (websites?|tags purpose|bucket)$|^BucketPolicy: (bucket|policy {} Statement \* (NotPrincipal|Condition|NotAction))$/,
    "our stacks have no website, and none of their buckets is open",
  ),
  ...elsewhere(
    "bucket-leaves-its-blocks-on",
    /^Bucket: (websites?|tags purpose|bucket)$|^BucketPublicAccessBlock: bucket$/,
    "our stacks have no website, and none of their buckets is open",
  ),
  ...elsewhere(
    "bucket-trusts-no-foreigner",
    /^Bucket: bucket$|^BucketPolicy: (bucket|policy {} Statement \* (Not)?Action)$/,
    "what a bucket of backups is called, and what everybody may do, tells only that of a site apart",
  ),
  {
    rule: "secret-comes-as-a-file",
    property: /: pod \w+ \* env \* name$/,
    why: "names the variable in the message: any is refused",
  },
  ...elsewhere(
    "backup-is-restorable-at-once",
    /^Bucket: bucket$|^BucketLifecycleConfiguration: (bucket|rules \* (status|transitions \* (days|storageClass)))$/,
    "names of buckets with backups, and settings in the bucket itself, which ours have beside it",
  ),
  ...["bucket-refuses-plain-http", "object-lock-cannot-be-lifted"].flatMap((rule) =>
    elsewhere(rule, /^Bucket: policy$/, "a policy in the bucket itself, which ours have beside it"),
  ),
  ...elsewhere(
    "object-lock-cannot-be-lifted",
    /^Bucket(ObjectLockConfiguration)?: bucket$/,
    "names by which a lock and its bucket find each other; other rules' mutations break them",
  ),
  ...elsewhere(
    "backup-writer-cannot-delete",
    / Statement \* Condition$/,
    "tags by which a storage driver's policy selects what it made; ours have none",
  ),
  ...elsewhere(
    "resource-policy-names-principals",
    / Statement \* Condition/,
    "a condition may name who is meant; the statements of ours name their principals",
  ),
  ...elsewhere(
    "key-policy-names-principals",
    / Statement \* Condition/,
    "a condition may name who is meant; the statements of ours name their principals",
  ),
  ...elsewhere(
    "key-policy-trusts-own-account",
    / Statement \* (Condition|Action)/,
    "a condition may name who is meant, and an action who administers the key, where no provider does",
  ),
  ...elsewhere("foreign-trust-has-external-id", / Statement \* Condition/, "ours trust nobody who needs one"),
  ...elsewhere(
    "rbac-cannot-escalate",
    /: rules \* resourceNames$|: aggregationRule clusterRoleSelectors \* match/,
    "what limits a right; ours have none of these",
  ),
  ...elsewhere(
    "cron-job-does-something",
    /: pod containers \* args|^CronJob: spec suspend$/,
    "arguments of a shell, and a job that is started by hand; ours run programs",
  ),
  ...elsewhere(
    "alert-can-fire",
    / rules \* expr$/,
    "recording rules have one too; an alert that is added has a constant one",
  ),
  ...elsewhere(
    "alert-can-fire",
    /^MetricAlarm: (comparisonOperator|metricName|threshold|namespace|treatMissingData)$/,
    "percents, and metrics of success; no alarm of ours is on one",
  ),
  ...elsewhere(
    "ingress-is-encrypted",
    /^Ingress: (metadata annotations .*|spec ingressClassName)$/,
    "other ways to have a certificate, which ours do not use",
  ),
  ...elsewhere(
    "service-is-not-exposed",
    /^Service: (metadata annotations .*|spec ports \* port|spec loadBalancerSourceRanges)$/,
    "ports and networks of a load balancer, which no Service of ours is",
  ),
  ...elsewhere(
    "network-policy-names-its-peers",
    /^NetworkPolicy: spec ingress \* (ports \* port|from \* (ipBlock except|podSelector))/,
    "what narrows a rule that lets everybody in; none of ours does",
  ),
  ...elsewhere(
    "health-check-can-fail",
    /^HealthCheck: (type|ipAddress|insufficientDataHealthStatus)$/,
    "tells which properties count, and what ours do not have",
  ),
  ...elsewhere(
    "failover-record-follows-its-check",
    /^Record: (failoverRoutingPolicies \* type|healthCheckId)$/,
    "a record with a failover policy is judged whatever its role, and by the check that it is made from",
  ),
];

/** What excuses a rule from guarding a property; undefined where nothing does. */
export const excuse = (rule: string, property: string): Unguarded | undefined =>
  unguarded.find((one) => one.property.test(property) && (one.rule ?? rule) === rule);
