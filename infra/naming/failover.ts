import type { Role } from "../naming";
import { checkedName } from "./limits";

/** Region of what watches Route 53: it publishes its metrics there alone, and an alarm notifies in its own region. */
export const alarmRegion = "us-east-1";

/** SNS topic of an environment's failover alarms; both environments have theirs in the same region. */
export function alarmTopicName(role: Role): string {
  return checkedName("label", "SNS topic", `lifeboat-failover-${role}`);
}

/** ARN of that topic. */
export function alarmTopicArn(accountId: string, role: Role): string {
  return `arn:aws:sns:${alarmRegion}:${accountId}:${alarmTopicName(role)}`;
}

/** Alias of the key that encrypts the topic. */
export function alarmKeyAlias(role: Role): string {
  return checkedName("kmsAlias", "KMS alias", `alias/lifeboat/failover-alarms-${role}`);
}

/** CloudWatch alarm of a service's endpoints in an environment: `lifeboat-<service>-endpoints-<role>`. */
export function endpointsAlarmName(service: string, role: Role): string {
  return checkedName("label", "CloudWatch alarm", `lifeboat-${service}-endpoints-${role}`);
}
