import type { MetricAlarmArgs } from "@pulumi/aws/cloudwatch/metricAlarm";
import { failover } from "../../catalog/failover";
import type { SeverityName, Role } from "../../catalog/types";
import { copyAlarmName } from "../../naming/failover";
import { alarmDescription, type AlarmKind } from "./alarm-words";

/** A vault and its replica, as S3's metrics on replication name them. */
export interface CopiedVault {
  readonly service: AlarmKind["service"];
  readonly role: Role;
  readonly from: { readonly bucket: string; readonly region: string };
  readonly to: { readonly bucket: string; readonly region: string };
  /** Rules of the replication; S3 measures each by itself. At most 9, for an alarm looks at 10 series. */
  readonly ruleIds: readonly string[];
}

/** An alarm on replication, without whom it notifies. */
export interface CopyAlarm {
  readonly fault: Fault["fault"];
  /** Where S3 publishes what it looks at. */
  readonly region: string;
  readonly spec: MetricAlarmArgs & { readonly alarmDescription: string };
}

interface Fault {
  readonly fault: "failed" | "late" | "stuck";
  readonly severity: SeverityName;
  /** Where S3 publishes the metric: failures at the source, how far behind it is at the destination. */
  readonly at: "from" | "to";
  readonly metricName: string;
  readonly stat: "Maximum" | "Minimum" | "Sum";
  readonly periodMinutes: number;
  readonly evaluationPeriods: number;
  /** What no rule may exceed. */
  readonly most: number;
  readonly text: string;
}

const { replicationMinutes } = failover;

const FAULTS: readonly Fault[] = [
  {
    fault: "failed",
    severity: "P1",
    at: "from",
    metricName: "OperationsFailedReplication",
    stat: "Sum",
    periodMinutes: 5,
    evaluationPeriods: 1,
    most: 0,
    text: "S3 gave up copying an object of the vault to the other region, and does not try again; see the role, the keys and the object lock, then copy it by S3 Batch Replication",
  },
  {
    fault: "late",
    severity: "P2",
    at: "to",
    metricName: "ReplicationLatency",
    stat: "Maximum",
    periodMinutes: 5,
    evaluationPeriods: 1,
    most: replicationMinutes * 60,
    text: `the other region is more than ${replicationMinutes} minutes behind the vault; the recovery point counts with no more`,
  },
  {
    fault: "stuck",
    severity: "P2",
    at: "to",
    metricName: "OperationsPendingReplication",
    stat: "Minimum",
    periodMinutes: replicationMinutes,
    evaluationPeriods: 2,
    most: 0,
    text: `objects of the vault have waited for the other region for ${2 * replicationMinutes} minutes without a pause`,
  },
];

function copyAlarm(vault: CopiedVault, fault: Fault): CopyAlarm {
  const { service, from, to, ruleIds } = vault;
  const period = fault.periodMinutes * 60;
  const series = ruleIds.map((ruleId, index) => ({
    id: `rule${index}`,
    returnData: false,
    metric: {
      namespace: "AWS/S3",
      metricName: fault.metricName,
      dimensions: { SourceBucket: from.bucket, DestinationBucket: to.bucket, RuleId: ruleId },
      period,
      stat: fault.stat,
    },
  }));
  const worst = {
    id: "worst",
    expression: `MAX([${series.map(({ id }) => id).join(", ")}])`,
    label: fault.metricName,
    returnData: true,
  };
  const spec = {
    name: copyAlarmName(service.id, fault.fault, vault.role),
    alarmDescription: alarmDescription({ service, area: "data", severity: fault.severity }, fault.text),
    metricQueries: [...series, worst],
    comparisonOperator: "GreaterThanThreshold",
    threshold: fault.most,
    evaluationPeriods: fault.evaluationPeriods,
    // Without a write there is nothing to copy; a backup that is not made is Prometheus's to tell.
    treatMissingData: "notBreaching",
  };
  return { fault: fault.fault, region: vault[fault.at].region, spec };
}

/** The alarms on a vault's copies: failed, late, stuck. Each is in the region where S3 publishes what it looks at. */
export function copyAlarms(vault: CopiedVault): readonly CopyAlarm[] {
  return FAULTS.map((fault) => copyAlarm(vault, fault));
}
