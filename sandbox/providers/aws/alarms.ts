import type { Failure, ResourceKind } from "../model";
import { type PropertyMap, UNKNOWN, isList, text } from "../value";
import { arnOf, part, uuidOf } from "./identity";

const maxTopicPolicyBytes = 30_720;

/** Values that CloudWatch knows, by property of an alarm. */
const alarmValues: Readonly<Record<string, readonly string[]>> = {
  comparisonOperator: [
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
  ],
  statistic: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"],
  treatMissingData: ["breaching", "notBreaching", "ignore", "missing"],
};

/** SNS, and the alarms of CloudWatch. */
export const alarmKinds: Readonly<Record<string, ResourceKind>> = {
  "aws:sns/topic:Topic": {
    autoname: { property: "name", maxLength: 256 },
    replace: ["fifoTopic", "name", "namePrefix", "region"],
    identity: ["name", "region"],
    check: (inputs) => [...checkTopicName(inputs), ...checkTopicPolicy(inputs)],
    id: (inputs, context) => arnOf("sns", part(inputs, "name"), inputs, context),
    outputs: (_inputs, _context, id) => ({ arn: id, owner: id.split(":")[4] ?? "" }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    required: ["topic", "protocol", "endpoint"],
    replace: ["topic", "protocol", "endpoint", "region"],
    id: (inputs, context) => `${part(inputs, "topic")}:${uuidOf(context, "subscription")}`,
    outputs: (_inputs, _context, id) => ({ arn: id, pendingConfirmation: false }),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    required: ["arn", "policy"],
    replace: ["arn", "region"],
    identity: ["arn"],
    check: checkTopicPolicy,
    id: (inputs) => part(inputs, "arn"),
    outputs: (inputs) => ({ owner: part(inputs, "arn").split(":")[4] ?? "" }),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    autoname: { property: "name", maxLength: 255 },
    required: ["comparisonOperator", "evaluationPeriods"],
    replace: ["name", "region"],
    check: checkAlarm,
    id: (inputs) => part(inputs, "name"),
    outputs: (inputs, context, id) => ({ arn: arnOf("cloudwatch", `alarm:${id}`, inputs, context) }),
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    required: ["alarmName", "alarmRule"],
    replace: ["alarmName", "region"],
    identity: ["alarmName"],
    id: (inputs) => part(inputs, "alarmName"),
    outputs: (inputs, context, id) => ({ arn: arnOf("cloudwatch", `alarm:${id}`, inputs, context) }),
  },
};

function checkTopicName(inputs: PropertyMap): Failure[] {
  const name = text(inputs["name"]);
  const fifo = inputs["fifoTopic"] === true;
  const shape = fifo ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/;
  if (name === undefined || name === UNKNOWN || shape.test(name)) return [];
  const rule = fifo ? "1 to 251 letters, digits, - and _, and .fifo" : "1 to 256 letters, digits, - and _";
  return [{ property: "name", reason: `Topic name "${name}": SNS takes ${rule}; respell it.` }];
}

function checkTopicPolicy(inputs: PropertyMap): Failure[] {
  const policy = text(inputs["policy"]);
  if (policy === undefined || policy.includes(UNKNOWN)) return [];
  const length = Buffer.byteLength(policy);
  if (length > maxTopicPolicyBytes) {
    const reason = `The policy has ${length} bytes; SNS takes ${maxTopicPolicyBytes}: shorten it.`;
    return [{ property: "policy", reason }];
  }
  try {
    JSON.parse(policy);
    return [];
  } catch {
    const reason = "The policy is not JSON: make it with JSON.stringify or pulumi.jsonStringify.";
    return [{ property: "policy", reason }];
  }
}

function checkAlarm(inputs: PropertyMap): Failure[] {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string): number => failures.push({ property, reason });
  for (const [property, allowed] of Object.entries(alarmValues)) {
    const value = text(inputs[property]);
    if (value !== undefined && value !== UNKNOWN && !allowed.includes(value))
      fail(property, `${property} "${value}" is none of ${allowed.join(", ")}: choose one.`);
  }
  const { period, evaluationPeriods } = inputs;
  if (typeof period === "number" && ![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0))
    fail("period", `CloudWatch takes 10, 20, 30 or a multiple of 60 seconds, not ${period}: choose one.`);
  if (typeof evaluationPeriods === "number" && evaluationPeriods < 1)
    fail("evaluationPeriods", `CloudWatch compares at least 1 period, not ${evaluationPeriods}: raise it.`);
  const statistics = ["statistic", "extendedStatistic"].filter((name) => (inputs[name] ?? null) !== null);
  if ((inputs["metricName"] ?? null) !== null && statistics.length !== 1)
    fail("statistic", "An alarm on a metric has either statistic or extendedStatistic: give it one of them.");
  for (const property of ["alarmActions", "okActions", "insufficientDataActions"]) {
    const actions = inputs[property];
    const wrong = (isList(actions) ? actions : []).flatMap((action) => text(action) ?? []).find(isNoArn);
    if (wrong !== undefined) fail(property, `"${wrong}" is no ARN: name the topic by its ARN.`);
  }
  return failures;
}

const isNoArn = (action: string): boolean => action !== UNKNOWN && !action.startsWith("arn:");
