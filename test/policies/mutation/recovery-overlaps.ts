import { kinds } from "./kinds";
import type { Overlap } from "./mutation";

const alerts = ["alert-waits-before-it-fires", "alert-names-its-severity", "alert-links-to-its-runbook"];
const zones = ["zone-demands-modern-tls", "zone-redirects-to-https"];

/** Overlaps of the rules on recovery, alerts and traffic. */
export const recoveryOverlaps: readonly Overlap[] = [
  {
    of: ["volume-has-a-backup"],
    breaks: /metadata labels app\.kubernetes\.io\/component = "restore" given .*pod volumes.*/,
    others: ["database-has-a-backup"],
    why: "what backs up no more leaves the database that it names without one too",
  },
  {
    of: ["volume-has-a-backup"],
    breaks: /metadata namespace = "elsewhere" given pod volumes.*/,
    type: kinds.cronJob[0],
    others: ["backup-has-its-alerts", "backup-is-verified-and-rehearsed", "recovery-job-is-not-suspended"],
    why: "in another namespace nothing alerts on the backup, verifies it or is suspended with it",
  },
  {
    of: ["backup-schedule-meets-its-objective"],
    breaks: /metadata annotations = \{"lifeboat\/rpo-minutes":"45"\}/,
    others: ["backup-declares-its-objectives"],
    why: "without a duration there is no RTO either: all other annotations are gone",
  },
  {
    of: [
      "backup-declares-its-objectives",
      "backup-schedule-meets-its-objective",
      "recovery-meets-its-objective",
    ],
    breaks: /metadata labels app\.kubernetes\.io\/component = "backup"( given .*)?/,
    others: ["backup-is-verified-and-rehearsed"],
    why: "a verification that is now a backup is one that backups lack",
  },
  {
    of: ["backup-schedule-meets-its-objective", "recovery-meets-its-objective", "backup-has-its-alerts"],
    breaks: /metadata labels app\.kubernetes\.io\/component = "backup" given .*/,
    others: ["backup-declares-its-objectives"],
    why: "what becomes a backup has not stated all that one promises",
  },
  {
    of: ["backup-has-its-alerts"],
    breaks: /alerts on another namespace/,
    others: ["backup-is-verified-and-rehearsed"],
    why: "a backup in another namespace is beside no verification there",
  },
  {
    of: alerts,
    breaks: /.* = one more: \{"alert":"New","expr":"up == 0"(,"for":"0s")?\}/,
    others: alerts,
    why: "an alert of nothing but an expression lacks all three",
  },
  {
    of: ["failover-record-has-short-ttl"],
    breaks: /failoverRoutingPolicies = .*/,
    others: ["failover-record-is-health-checked"],
    why: "a record that becomes a half of a pair has no health check yet",
  },
  {
    of: ["failover-record-has-short-ttl", "failover-record-is-health-checked"],
    breaks: /failoverRoutingPolicies = .*/,
    others: ["failover-record-has-its-peer"],
    why: "a record that becomes a half of a pair has no other half",
  },
  {
    of: zones,
    breaks: /zoneId = "another"/,
    others: zones,
    why: "a setting or ruleset of another zone shows that the stack sets that zone up, without the other setting",
  },
  {
    of: ["recovery-job-is-not-suspended"],
    breaks: /metadata labels app\.kubernetes\.io\/component = "backup"( given .*)?/,
    others: ["backup-declares-its-objectives"],
    why: "what becomes a backup has not stated all that one promises",
  },
  {
    of: ["recovery-job-is-not-suspended"],
    breaks: /metadata namespace = "elsewhere"/,
    type: kinds.cronJob[0],
    others: ["backup-is-verified-and-rehearsed"],
    why: "a backup in another namespace is beside no verification there",
  },
  {
    of: ["recovery-job-is-not-suspended"],
    breaks:
      /container (env|envFrom|envFrom 0 prefix) = .*|(metadata name(space)?|data) = .* given metadata name, data.*/,
    others: ["database-has-a-backup"],
    why: "a database that begins to be used has no backup",
  },
];
