import * as pulumi from "@pulumi/pulumi";
import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import type { Role } from "../../catalog/types";
import { keyAlarmName, type VaultKind } from "../../naming/failover";
import type { Tagged } from "../scope";
import type { AlarmTopics } from "./alarm-topic";
import { alarmDescription, type AlarmKind } from "./alarm-words";
import { copyAlarms, type CopiedVault } from "./copy-alarms";

/** Inputs of {@link KeyAlarm}. */
interface KeyAlarmArgs extends Tagged {
  readonly service: AlarmKind["service"];
  /** Physical name of rule and alarm. */
  readonly physicalName: string;
  /** What the key opens, for people: `the vault of backups`. */
  readonly opens: string;
  readonly keyArn: pulumi.Input<string>;
  /** Region of the key. */
  readonly region: string;
  /** Topic in the key's region. */
  readonly topicArn: pulumi.Input<string>;
}

/** Calls of KMS after which what a key has sealed cannot be opened. */
const FATAL_CALLS = ["DisableKey", "ScheduleKeyDeletion"];

/**
 * Tells when somebody disables a key or has it deleted: until the deletion's 30 days are over it can be taken back.
 *
 * KMS has no metric for it. An EventBridge rule matches the calls, which CloudTrail records where the account has a
 * trail, and the alarm counts its matches: a rule publishes them without any target.
 */
class KeyAlarm extends pulumi.ComponentResource {
  constructor(name: string, args: KeyAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:KeyAlarm", name, {}, opts);
    const { region, tags } = args;
    const rule = new EventRule(
      `${name}-rule`,
      {
        name: args.physicalName,
        region,
        description: `Calls that take away the key of ${args.opens} of ${args.service.title}`,
        eventPattern: pulumi.jsonStringify({
          source: ["aws.kms"],
          "detail-type": ["AWS API Call via CloudTrail"],
          detail: {
            eventSource: ["kms.amazonaws.com"],
            eventName: FATAL_CALLS,
            resources: { ARN: [args.keyArn] },
          },
        }),
        tags,
      },
      { parent: this },
    );
    new MetricAlarm(
      `${name}-alarm`,
      {
        name: args.physicalName,
        region,
        alarmDescription: alarmDescription(
          { service: args.service, area: "security", severity: "P0" },
          `somebody disabled or wants to delete the key of ${args.opens}; enable it and cancel the deletion, then see in CloudTrail who it was`,
        ),
        namespace: "AWS/Events",
        metricName: "TriggeredRules",
        dimensions: { RuleName: rule.name },
        statistic: "Sum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 60,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
        // It does not notify when it resolves: the calls are over in a minute, but the key is still unusable.
        alarmActions: [args.topicArn],
        tags,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** A key and the region that it is in. */
export interface PlacedKey {
  readonly region: string;
  readonly arn: pulumi.Input<string>;
}

/** Inputs of {@link VaultAlarms}. */
export interface VaultAlarmsArgs extends Tagged {
  readonly service: AlarmKind["service"];
  readonly role: Role;
  /** Which vault it is. */
  readonly kind: VaultKind;
  /** What its key opens, for people. */
  readonly opens: string;
  /** Its key, in each region that has one. */
  readonly keys: readonly PlacedKey[];
  /** Its copy in another region. @default none */
  readonly copy?: Pick<CopiedVault, "from" | "to" | "ruleIds">;
  readonly topics: AlarmTopics;
}

/** Alarms on what AWS alone knows of a vault: its copies in the other region, and its keys. */
export class VaultAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: VaultAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:VaultAlarms", name, {}, opts);
    const { service, role, kind, opens, keys, copy, topics, tags } = args;
    keys.forEach(({ region, arn }, index) => {
      new KeyAlarm(
        index === 0 ? `${name}-key` : `${name}-replica-key`,
        {
          service,
          opens,
          region,
          tags,
          keyArn: arn,
          physicalName: keyAlarmName(service.id, kind, role),
          topicArn: topics(region),
        },
        { parent: this },
      );
    });
    for (const alarm of copy === undefined ? [] : copyAlarms({ service, role, ...copy })) {
      const topic = [topics(alarm.region)];
      new MetricAlarm(
        `${name}-${alarm.fault}`,
        { ...alarm.spec, region: alarm.region, alarmActions: topic, okActions: topic, tags },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
