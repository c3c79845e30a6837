import * as pulumi from "@pulumi/pulumi";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import { keyAlarmName } from "../../naming/failover";
import type { AlarmTopics } from "./alarm-topic";
import { copyAlarms, type CopiedVault } from "./copy-alarms";
import { KeyAlarm, type KeyAlarmArgs } from "./key-alarm";
import type { Role } from "../../catalog/types";
import type { Tagged } from "../scope";

/** A key and the region that it is in. */
export interface PlacedKey {
  readonly region: string;
  readonly arn: pulumi.Input<string>;
}

/** Inputs of {@link VaultAlarms}. */
export interface VaultAlarmsArgs extends Tagged {
  readonly service: KeyAlarmArgs["service"];
  readonly role: Role;
  /** Which vault it is. */
  readonly kind: "vault" | "legal";
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
