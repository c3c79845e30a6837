import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config";
import { alarmRegion } from "../../naming/failover";
import { AlarmTopic } from "./alarm-topic";

type Place = Pick<Settings, "role" | "region" | "replicaRegion" | "accountId">;

/** The topic of a region. @throws Error for a region without one */
export type AlarmTopics = (region: string) => pulumi.Input<string>;

/**
 * Declares the topic of each region that the environment has alarms in: us-east-1, where Route 53 publishes its metrics
 * alone, its own and that of its replicas, where S3 publishes how far behind they are.
 * @param pagerdutyKey key of PagerDuty's CloudWatch integration, where it is to be told
 */
export function alarmTopics(config: Place, pagerdutyKey: pulumi.Input<string> | undefined): AlarmTopics {
  const { replicaRegion } = config;
  const named = [
    ["alarms", alarmRegion],
    ["alarms-own", config.region],
    ...(replicaRegion === undefined ? [] : [["alarms-replica", replicaRegion] as const]),
  ] as const;
  const topics = new Map<string, pulumi.Output<string>>();
  for (const [name, region] of named) {
    if (topics.has(region)) continue;
    const { arn } = new AlarmTopic(name, {
      role: config.role,
      accountId: config.accountId,
      region,
      pagerdutyKey,
      tags: { owner: "platform", dataClass: "internal", managedBy: "pulumi" },
    });
    topics.set(region, arn);
  }
  return (region) => {
    const topic = topics.get(region);
    if (topic === undefined)
      throw new Error(`no alarm topic in ${region}: alarms are in ${[...topics.keys()].join(", ")}`);
    return topic;
  };
}
