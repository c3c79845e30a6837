import { checkedName } from "./limits";
import type { Role } from "../catalog/types";

/** Region of Route 53's alarms: it publishes metrics only there, and an alarm notifies only in its own region. */
export const alarmRegion = "us-east-1";

/** Where an environment is, as far as its alarms depend on it. */
export interface AlarmPlace {
  readonly region: string;
  /** Region of the replicas; undefined if it has none. */
  readonly replicaRegion?: string | undefined;
  /** Whether Route 53 serves its domains. */
  readonly route53: boolean;
}

/**
 * Regions in which an environment has alarms, each once: Route 53's if it serves the domains, the environment's own, and that of
 * its replicas, where S3 publishes how far behind they are.
 */
export const alarmRegions = ({ region, replicaRegion, route53 }: AlarmPlace): readonly string[] => [
  ...new Set([
    ...(route53 ? [alarmRegion] : []),
    region,
    ...(replicaRegion === undefined ? [] : [replicaRegion]),
  ]),
];

/** SNS topic of an environment's alarms, one in each region with alarms; both environments may share a region. */
export function alarmTopicName(role: Role): string {
  return checkedName("label", "SNS topic", `lifeboat-failover-${role}`);
}

/** ARN of that topic. */
export function alarmTopicArn(accountId: string, role: Role, region: string): string {
  return `arn:aws:sns:${region}:${accountId}:${alarmTopicName(role)}`;
}

/** Alias of the key that encrypts the topic. */
export function alarmKeyAlias(role: Role): string {
  return checkedName("kmsAlias", "KMS alias", `alias/lifeboat/failover-alarms-${role}`);
}

/** CloudWatch alarm of a service's endpoints in an environment: `lifeboat-<service>-endpoints-<role>`. */
export function endpointsAlarmName(service: string, role: Role): string {
  return checkedName("label", "CloudWatch alarm", `lifeboat-${service}-endpoints-${role}`);
}

/** What a service keeps in S3 under a key of its own. */
export type VaultKind = "vault" | "legal" | "repository";

/** CloudWatch alarm of the copies of a service's vault: `lifeboat-<service>-copy-<fault>-<role>`. */
export function copyAlarmName(service: string, fault: "failed" | "late" | "stuck", role: Role): string {
  return checkedName("label", "CloudWatch alarm", `lifeboat-${service}-copy-${fault}-${role}`);
}

/**
 * CloudWatch alarm of a service's key, and the EventBridge rule whose matches it counts; the same in each of the key's regions.
 * @param key which of the service's keys
 */
export function keyAlarmName(service: string, key: VaultKind, role: Role): string {
  return checkedName("label", "CloudWatch alarm", `lifeboat-${service}-${key}-key-${role}`);
}
