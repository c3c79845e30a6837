/** What one of the two stacks declares and the other does not. */
export interface Alone {
  readonly in: "prod" | "dr";
  /** Logical name, a part of it. */
  readonly name: RegExp;
  readonly why: string;
}

/** What both declare, each in its own way. */
export interface Apart {
  /** Kind: the last part of the type. */
  readonly of: string;
  /** Place in the resource, words from the outside in with a space between; `*` is each member of a list. */
  readonly at: RegExp;
  readonly why: string;
}

/** Resources that dr need not have, and those that prod need not. */
export const alone: readonly Alone[] = [
  {
    in: "prod",
    name: /-vault-(replica|replication|key-replica|alarms-(replica-key|failed|late|stuck))|^(access-logs|alarms)-replica/,
    why: "the primary copies its vault abroad and watches the copying; the standby's is abroad",
  },
  {
    in: "prod",
    name: /-posture-gate/,
    why: "what waits is rolled out by a takeover, which brings the gate and the migration",
  },
  { in: "prod", name: /-autoscaler$/, why: "where nothing runs nothing is scaled; a takeover declares it" },
  {
    in: "prod",
    name: /^cdn($|-tasks)|^cdn-cloudflare$|-purge-[0-9a-f]+$/,
    why: "a zone has one set of settings, and who serves declares and purges it",
  },
  {
    in: "prod",
    name: /-failover-(primary[.-]|.*-primary$|checks-(routing|standby-silent)$)|-scraping-others-probe$/,
    why: "the primary's half of the traffic, and probes that only the serving environment runs",
  },
  {
    in: "dr",
    name: /-failover-(dr[.-]|.*-standby$|checks-peer$)|-scraping-peer-probe$/,
    why: "the standby's half of the traffic, and its eye on the primary",
  },
  {
    in: "prod",
    name: /^jackpot-service-(server|repository|identities-server|base-(postgresql|archive-jobs|server-steps))/,
    why: "one database server is in prod's cluster here, for a review to see; the standby's is elsewhere",
  },
  { in: "dr", name: /^alarms-own/, why: "a topic in its own region, beside that of Route 53's" },
];

/** Properties that may differ by more than the names of places. */
export const apart: readonly Apart[] = [
  {
    of: "Deployment",
    at: /^inputs spec template spec containers \* env (PGHOST|JACKPOT_DB_HOST|DATA_SOURCE_URI) value$/,
    why: "jackpot-service's database server is in prod's cluster here, and elsewhere on dr",
  },
  {
    of: "CronJob",
    at: /^inputs spec jobTemplate spec template spec containers \* env PGHOST value$/,
    why: "the same",
  },
  { of: "ConfigMap", at: /^inputs data queries\.yaml pg_archive/, why: "the same: its archive is asked too" },
  { of: "NetworkPolicy", at: /^inputs spec egress \* to/, why: "the same: it is chosen by its labels" },
  {
    of: "MetricAlarm",
    at: /^inputs (alarmDescription|dimensions|metricName|namespace|period|statistic|metricQueries)$/,
    why: "while the standby waits its silence alone is nothing wrong: its alarm weighs both sides",
  },
  {
    of: "RolePolicy",
    at: /^inputs policy Statement \* Resource \*$/,
    why: "each side restores from the other's copy: prod from dr's vault, dr from the replica of prod's",
  },
  {
    of: "ConfigMap",
    at: /^inputs data settings\.json (source|peer) bucket$/,
    why: "each side restores from the other's copy: prod from dr's vault, dr from the replica of prod's",
  },
  {
    of: "CronJob",
    at: /^inputs spec jobTemplate spec template spec containers \* env RESTORE_FROM value$/,
    why: "what waits verifies and rehearses the copy that it would restore",
  },
  { of: "Deployment", at: /^inputs spec replicas$/, why: "what waits runs nothing" },
  { of: "CronJob", at: /^inputs spec suspend$/, why: "what waits backs up nothing" },
  { of: "Role", at: /^inputs login$/, why: "where an environment waits, its application cannot log in" },
  {
    of: "ResourceQuota",
    at: /^inputs spec hard (pods|(limits|requests)\.(cpu|memory))$/,
    why: "the quota holds the most replicas of a half, which the catalog states for each",
  },
  {
    of: "PrometheusRule",
    at: /^inputs spec groups$/,
    why: "what waits has no age of a backup to tell, and watches its peer in place of itself",
  },
  {
    of: "ConfigMap",
    at: /^inputs data lifeboat-(overview|recovery)-<place>\.json panels \*$/,
    why: "a panel on backups says that what waits makes none",
  },
  {
    of: "ConfigMap",
    at: /^inputs data rsyslog\.conf$/,
    why: "a long text that names its environment is in the record as a digest",
  },
  {
    of: "Probe",
    at: /^inputs spec targets staticConfig static$/,
    why: "only the serving environment responds at the public name",
  },
  {
    of: "OncallConfig",
    at: /^inputs configuration receivers \* webhook_configs \* url$/,
    why: "each half has a dead man's switch of its own",
  },
];
