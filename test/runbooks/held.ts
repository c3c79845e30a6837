/** What answers a row of a runbook, and what proves it. */
export interface Held {
  /** The job, component, alert or policy, as the project calls it. */
  readonly by: string;
  /** Files that declare it. */
  readonly declared: readonly string[];
  /** Tests that fail without it: the file, and words that are in it. */
  readonly proved: readonly (readonly [file: string, words: string])[];
}

/** Rows that hold, by id. */
export const held: Readonly<Record<string, Held>> = {
  "KYB-3": {
    by: "modes of mounts, and policies that refuse looser ones",
    declared: [
      "infra/components/pod/mounted.ts",
      "policies/rules/secret/secret-volume-is-private.ts",
      "policies/rules/secret/config-volume-is-not-for-others.ts",
      "policies/rules/secret/script-keeps-its-files-private.ts",
    ],
    proved: [
      ["test/proof/pod-secrets.real.test.ts", "comes as a file 0440 of root and the pod's group"],
      ["test/policies/rules/secret/secret-file.test.ts", "secretVolumeIsPrivate"],
    ],
  },
  "KYB-4": {
    by: "age and KMS, PGPASSFILE, masked logs",
    declared: [
      "infra/jobs/lib.sh",
      "infra/jobs/database-lib.sh",
      "infra/logs/mask.py",
      "policies/rules/bucket/bucket-has-customer-key.ts",
    ],
    proved: [
      ["test/infra/jobs/lib.test.ts", "masks the values of secrets and what looks like one"],
      ["test/infra/logs/collector.real.test.ts", "lets no secret leave the node"],
      ["test/proof/pod-secrets.real.test.ts", "is copied by the job into a file 0600 of its own"],
    ],
  },
  "KYB-7": {
    by: "job gate, before a roll-out",
    declared: ["infra/jobs/gate.sh", "infra/components/jobs/gate-job.ts"],
    proved: [
      [
        "test/infra/components/jobs/gate-job.real.test.ts",
        "answers 6 for a feature flag that is no flag, missing, or unknown",
      ],
      ["test/sandbox/drill/gate.real.test.ts", "leaves the Deployment as it is where a feature flag is none"],
    ],
  },
  "KYB-9": {
    by: "alerts on disk and memory, retention of logs",
    declared: [
      "infra/alerts/capacity.ts",
      "infra/logs/retention.py",
      "infra/components/logs/log-retention.ts",
    ],
    proved: [
      [
        "test/infra/logs/retention.real.test.ts",
        "names every index that is older than its service's retention",
      ],
      ["test/infra/alerts/cases/capacity.ts", "Disk"],
    ],
  },
  "TASK-4": {
    by: "weights of Route 53 by stage",
    declared: ["infra/failover/canary.ts", "infra/components/traffic/failover-records.ts"],
    proved: [
      ["test/infra/failover/canary.test.ts", "it.each([1, 5, 10, 25, 50, 100])"],
      [
        "test/infra/components/traffic/failover-records.test.ts",
        "gives the canary its share, and the rest to the stable version",
      ],
    ],
  },
  "TASK-11": {
    by: "routes by area",
    declared: ["infra/oncall/routes.ts", "infra/oncall/receivers.ts"],
    proved: [
      ["test/infra/oncall/routes.test.ts", "goes by area, then by severity"],
      [
        "test/infra/oncall/delivery.real.test.ts",
        "tells those who come first once, in each of their channels",
      ],
    ],
  },
  "STOCK-1": {
    by: "tiers as lifecycle rules and object lock, and a policy that compares them",
    declared: [
      "lib/tiers.ts",
      "infra/components/storage/lifecycle.ts",
      "policies/rules/bucket/lifecycle-matches-its-tier.ts",
    ],
    proved: [
      [
        "test/infra/components/storage/lifecycle.test.ts",
        "moves objects to cheaper storage where the retention says so",
      ],
      [
        "test/proof/retention.real.test.ts",
        "take every backup by the hour, and one of each day, week and month",
      ],
    ],
  },
  "STOCK-2": {
    by: "the recovery budget, and policies that refuse a schedule that cannot keep it",
    declared: [
      "infra/recovery/budget.ts",
      "policies/rules/backup/backup-schedule-meets-its-objective.ts",
      "policies/rules/backup/recovery-meets-its-objective.ts",
    ],
    proved: [
      ["test/infra/recovery/budget.test.ts", "hold for every service at every horizon"],
      ["test/policies/rules/backup/recovery.test.ts", "recoveryMeetsItsObjective"],
      ["test/policies/rules/backup/recovery.test.ts", "backupScheduleMeetsItsObjective"],
    ],
  },
  "STOCK-4": {
    by: "jobs config-backup and config-restore",
    declared: [
      "infra/jobs/config-backup.sh",
      "infra/jobs/config-restore.sh",
      "infra/components/identity/config-reader.ts",
    ],
    proved: [
      ["test/proof/config-backup.real.test.ts", "its object opens and holds everything"],
      ["test/infra/jobs/config-restore.real.test.ts", "config-restore.sh"],
    ],
  },
  "STOCK-5": {
    by: "health checks, failover records and the posture active of dr",
    declared: [
      "infra/components/traffic/failover-checks.ts",
      "infra/components/environment/posture-sequence.ts",
      "policies/rules/traffic/failover-record-is-health-checked.ts",
    ],
    proved: [
      ["test/sandbox/drill/drill.real.test.ts", "loses the region of a service, fails over and back"],
      [
        "test/infra/components/traffic/failover-checks.test.ts",
        "let records follow the primary only until the standby serves",
      ],
    ],
  },
  "STOCK-6": {
    by: "alerts of capacity and objectives",
    declared: ["infra/alerts/capacity.ts", "infra/alerts/objectives.ts"],
    proved: [["test/infra/alerts/promtool.real.test.ts", "fires, and a near miss does not"]],
  },
  "STOCK-7": {
    by: "HorizontalPodAutoscaler stock-analysis-api-hpa",
    declared: ["infra/components/workloads/autoscaler.ts", "infra/catalog/stock-analysis/workloads.ts"],
    proved: [
      [
        "test/infra/components/workloads/autoscaler.test.ts",
        "scales the Deployment within its bounds by CPU and memory (STOCK-7)",
      ],
    ],
  },
  "STOCK-10": {
    by: "alerts by the names and labels that the runbook's own exposition has",
    declared: [
      "infra/alerts/objectives.ts",
      "infra/alerts/security.ts",
      "infra/scraping/application-metrics.ts",
    ],
    proved: [
      ["test/infra/alerts/promtool.real.test.ts", "fires, and a near miss does not"],
      ["test/infra/alerts/promtool-expositions.real.test.ts", "what the applications expose"],
    ],
  },
  "STOCK-12": {
    by: "the log collector of each node",
    declared: ["infra/components/logs/log-collector.ts", "infra/logs/ship.py"],
    proved: [
      [
        "test/infra/logs/collector.real.test.ts",
        "sends lines of JSON and of text to the index of their service and day",
      ],
      [
        "test/infra/logs/collector-loss.real.test.ts",
        "loses nothing while the store is down, and reports what waits",
      ],
    ],
  },
  "STOCK-15": {
    by: "Alertmanager's templates",
    declared: ["infra/oncall/lifeboat.tmpl", "infra/oncall/templates.ts"],
    proved: [
      [
        "test/infra/oncall/alertmanager.real.test.ts",
        "writes how an incident starts: what, since when, what to do",
      ],
    ],
  },
  "MAC-1": {
    by: "Deployment dotmac-api, its sizes and autoscaler",
    declared: ["infra/catalog/dotmac-platform/workloads.ts", "infra/components/workloads/autoscaler.ts"],
    proved: [
      ["test/infra/components/what-changes.test.ts", "the Deployments of a size, and no quota (MAC-1)"],
    ],
  },
  "MAC-2": {
    by: "an immutable ConfigMap by its content, secrets apart",
    declared: [
      "infra/components/pod/content-objects.ts",
      "policies/rules/secret/config-map-holds-no-secret.ts",
    ],
    proved: [
      [
        "test/infra/what-changes.real.test.ts",
        "keeps the old variables beside the new ones while the roll-out fails",
      ],
    ],
  },
  "MAC-7": {
    by: "Certificate dotmac-tls, and alerts on its expiry",
    declared: ["infra/components/traffic/entrance.ts", "infra/alerts/security.ts"],
    proved: [
      [
        "test/infra/components/traffic/entrance.test.ts",
        "has a certificate for the hosts of its own side, with a new P-256 key at each renewal (STOCK-13, MAC-7)",
      ],
    ],
  },
  "MAC-9": {
    by: "ServiceMonitors, and Alertmanager's groups and mail",
    declared: ["infra/components/monitoring/service-scraping.ts", "infra/oncall/routes.ts"],
    proved: [
      ["test/infra/oncall/routes.test.ts", "groups by MAC-9's figures"],
      [
        "test/infra/components/monitoring/service-scraping.test.ts",
        "scrapes the workloads that have metrics, at their own port and path",
      ],
    ],
  },
  "MAC-10": {
    by: "job gate and its checks",
    declared: [
      "infra/jobs/gate.sh",
      "infra/components/jobs/roll-out-gate.ts",
      "infra/components/jobs/migration.ts",
    ],
    proved: [
      ["test/infra/components/jobs/gate-job.real.test.ts", "opens where everything is there"],
      ["test/infra/components/jobs/migration.test.ts", "tries the migration before, with the same image"],
    ],
  },
  "JACK-1": {
    by: "probes, and metrics on port 3001",
    declared: ["infra/catalog/jackpot-service/workloads.ts", "infra/components/monitoring/json-exporter.ts"],
    proved: [
      [
        "test/infra/components/traffic/entrance.test.ts",
        "asks for health at the port that answers it, where that is another one (JACK-1)",
      ],
    ],
  },
  "JACK-2": {
    by: "variables of the workload, of its database, and of its debug mode",
    declared: [
      "infra/catalog/jackpot-service/workloads.ts",
      "infra/components/workloads/workload-environment.ts",
    ],
    proved: [
      [
        "test/infra/components/workloads/workload-environment.test.ts",
        "names every secret's file, the connection for libpq and by the runbook's names",
      ],
      ["test/infra/components/what-changes.test.ts", "a service in debug mode (JACK-2)"],
    ],
  },
  "JACK-3": {
    by: "sizes normal and safe, with the heap of each",
    declared: ["infra/catalog/jackpot-service/workloads.ts", "infra/capacity/replicas.ts"],
    proved: [["test/infra/capacity/replicas.test.ts", "is reduced in posture safe and nowhere else"]],
  },
  "JACK-4": {
    by: "alerts with the thresholds of the service",
    declared: ["infra/alerts/capacity.ts", "infra/catalog/jackpot-service/index.ts"],
    proved: [["test/infra/alerts/promtool.real.test.ts", "fires, and a near miss does not"]],
  },
  "JACK-6": {
    by: "codes in alerts and on the runbook's page",
    declared: ["infra/catalog/jackpot-service/error-codes.ts", "infra/runbook/page.ts"],
    proved: [["test/infra/alerts/rule-groups.test.ts", "error_codes"]],
  },
};

/** Rows that do not hold yet, with what is missing of each. */
export const missing: Readonly<Record<string, string>> = {
  "KYB-1": "no job rollback; every job has the exit codes, and terminate and config-restore a dry run",
  "KYB-2": "no rollback to a named version; configuration backups are restored by a job",
  "KYB-5": "no rollback of schema or data; integrity is checked after each restore and daily",
  "KYB-6": "no job emergency with its steps in order",
  "KYB-8": "no daily health job, and the weekly dry run of a rollback is an alert with commands",
  "TASK-1": "no e-mail of a backup's end",
  "TASK-2": "maintenance mode, notices and migration are not part of the restore job",
  "TASK-3": "no trial run and no undo",
  "TASK-5": "no erase job, and nobody writes to the legal vault",
  "TASK-6": "no password reset",
  "TASK-7": "no cache-clear call",
  "TASK-8": "jobs diagnose and terminate have all of it; the extension pg_stat_statements is created by hand",
  "TASK-9": "job terminate ends all sessions; no job disables an application with its message and notices",
  "TASK-10": "the window only mutes alerts: no maintenance job",
  "STOCK-3": "the restore in place neither scales down nor migrates; a takeover does",
  "STOCK-8": "growth of users and requests is compared with nothing",
  "STOCK-9": "the steps after 30, 60 and 120 minutes are a file that nothing applies",
  "STOCK-11": "no panels per endpoint, cache hit rate, background jobs, node CPU and memory",
  "STOCK-13": "no maintenance job: REINDEX, notice",
  "STOCK-14": "image scan and access review are alerts with commands, without a report",
  "MAC-3": "rotation and clean-up of sessions are an alert with commands",
  "MAC-4": "least_conn, max_fails and fail_timeout are in no rendered file",
  "MAC-5":
    "diagnose shows lock chains and terminate ends idle sessions; roles have no timeouts and no log_min_duration_statement",
  "MAC-6": "no repair",
  "MAC-8": "regcred is not declared, and the drift check is an alert with a command",
  "MAC-11": "as STOCK-9",
  "MAC-12": "old data is not removed",
  "JACK-5": "no repair",
  "JACK-7": "nothing saves state, validates and verifies in order",
  "JACK-8": "the application is not started on the copy",
  "JACK-9": "no maintenance job",
  "JACK-10": "as STOCK-9",
};
