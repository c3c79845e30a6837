import type { Clauses } from "../input/finding";
import type { Input } from "../input/input";

/** CloudWatch's default. */
const EVALUATED = 1;
/** Metrics of EC2, RDS and their kin that are percents of one machine. */
const PERCENTS = /^(CPUUtilization|MemoryUtilization|DiskSpaceUtilization|.*Percent(age)?(Used)?)$/;
const OF_MACHINES = /^(AWS\/(EC2|RDS|DocDB|Neptune|ElastiCache|Redshift|ES|EFS)|CWAgent)$/;
/** Metrics whose absence is the failure. */
const OF_SUCCESS = /succe(ss|ed)|heartbeat|complete|alive|keepalive/i;

/** Why a metric alarm cannot fire. @throws Undecided */
function* ofMetric(inputs: Input, maximumHours: number): Iterable<Clauses> {
  const periods = inputs.at("evaluationPeriods").number ?? EVALUATED;
  const points = inputs.at("datapointsToAlarm").number ?? 0;
  if (points > periods)
    yield [
      `datapointsToAlarm is ${points} of ${periods} evaluationPeriods`,
      "no more points can breach than are evaluated",
      `set datapointsToAlarm: ${periods} or less`,
    ];
  const hours = ((inputs.at("period").number ?? 0) * (points > 0 ? points : periods)) / 3600;
  if (hours > maximumHours)
    yield [
      `it fires after ${hours} hours`,
      `at most ${maximumHours} hours are allowed`,
      "shorten period or evaluationPeriods",
    ];
  const operator = inputs.at("comparisonOperator").text ?? "";
  const metric = inputs.at("metricName").text ?? "";
  const threshold = inputs.at("threshold").number;
  const isMachine = OF_MACHINES.test(inputs.at("namespace").text ?? "");
  const beyond = operator === "GreaterThanThreshold" ? 100 : 100.000_001;
  if (isMachine && PERCENTS.test(metric) && operator.startsWith("Greater") && (threshold ?? 0) >= beyond)
    yield [`${metric} must be above ${threshold ?? 0}`, "a percentage ends at 100", "lower the threshold"];
  if (
    OF_SUCCESS.test(metric) &&
    operator.startsWith("Less") &&
    inputs.at("treatMissingData").text === "notBreaching"
  )
    yield [
      `treatMissingData of ${metric} is notBreaching`,
      "its silence is the failure",
      "set treatMissingData: breaching",
    ];
}

/** Why an alarm of CloudWatch cannot fire. @throws Undecided */
export function* alarmFaults(type: string, inputs: Input, maximumHours: number): Iterable<Clauses> {
  if (type.endsWith(":MetricAlarm")) yield* ofMetric(inputs, maximumHours);
  else if (/^\s*\(*\s*FALSE\s*\)*\s*$/i.test(inputs.at("alarmRule").text ?? ""))
    yield ["alarmRule is FALSE", "an alarm must fire on a failure", "name the alarms that it follows"];
}
