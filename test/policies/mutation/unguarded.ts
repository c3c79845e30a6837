/** A property that rules read and that no mutation has to break. */
interface Unguarded {
  /** As {@link unbroken} gives it. */
  readonly property: RegExp;
  /** The only rule that may leave it. @default any */
  readonly rule?: string;
  readonly why: string;
}

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
];

/** What excuses a rule from guarding a property; undefined where nothing does. */
export const excuse = (rule: string, property: string): Unguarded | undefined =>
  unguarded.find((one) => one.property.test(property) && (one.rule ?? rule) === rule);
