"""SNS topics, CloudWatch alarms and EventBridge rules: Pulumi's inputs to calls of boto3. Applying them again changes
nothing."""

from references import UNKNOWN, Unresolved
from s3 import tags

SECRET = "[secret]"
# Inputs of an alarm, and of a metric in it, by boto3's names.
ALARM = {
    "name": "AlarmName",
    "alarmDescription": "AlarmDescription",
    "namespace": "Namespace",
    "metricName": "MetricName",
    "statistic": "Statistic",
    "comparisonOperator": "ComparisonOperator",
    "threshold": "Threshold",
    "period": "Period",
    "evaluationPeriods": "EvaluationPeriods",
    "treatMissingData": "TreatMissingData",
    "alarmActions": "AlarmActions",
    "okActions": "OKActions",
}
QUERY = {"id": "Id", "expression": "Expression", "label": "Label", "returnData": "ReturnData"}


def _given(names, inputs):
    return {name: inputs[key] for key, name in names.items() if inputs.get(key) is not None}


def _dimensions(values):
    return [{"Name": name, "Value": value} for name, value in (values or {}).items()]


def _query(query):
    made = _given(QUERY, query)
    metric = query.get("metric")
    if metric:
        made["MetricStat"] = {
            "Metric": {
                "Namespace": metric["namespace"],
                "MetricName": metric["metricName"],
                "Dimensions": _dimensions(metric.get("dimensions")),
            },
            "Period": metric["period"],
            "Stat": metric["stat"],
        }
    return made


class Alarms:
    """Applies what watches and tells; each method is for one type and returns what was made."""

    def __init__(self, client, references):
        self._client = client
        self._references = references

    def _api(self, service, resource):
        return self._client(service, self._references.region_of(resource))

    def topic(self, resource):
        inputs = resource["inputs"]
        made = self._api("sns", resource).create_topic(Name=inputs["name"], Tags=tags(inputs.get("tags")))
        self._references.made("topic", resource, made["TopicArn"], ["arn", "id"])
        return made["TopicArn"]

    def topic_policy(self, resource):
        inputs = resource["inputs"]
        topic = self._references.resolve("topic", resource, inputs["arn"], "arn")
        self._api("sns", resource).set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=inputs["policy"]
        )
        return topic

    def subscription(self, resource):
        inputs = resource["inputs"]
        if SECRET in inputs["endpoint"]:
            raise Unresolved("endpoint is a secret")
        topic = self._references.resolve("topic", resource, inputs["topic"], "topic")
        made = self._api("sns", resource).subscribe(
            TopicArn=topic, Protocol=inputs["protocol"], Endpoint=inputs["endpoint"]
        )
        return made["SubscriptionArn"]

    def event_rule(self, resource):
        inputs = resource["inputs"]
        if UNKNOWN in inputs["eventPattern"]:
            raise Unresolved("eventPattern is unknown")
        made = self._api("events", resource).put_rule(
            Name=inputs["name"], EventPattern=inputs["eventPattern"], Description=inputs["description"]
        )
        return made["RuleArn"]

    def metric_alarm(self, resource):
        inputs = resource["inputs"]
        if UNKNOWN in str(inputs.get("dimensions")) or UNKNOWN in str(inputs.get("metricQueries")):
            raise Unresolved("what it looks at is unknown")
        queries = inputs.get("metricQueries") or []
        watched = (
            {"Metrics": [_query(query) for query in queries]}
            if queries
            else {"Dimensions": _dimensions(inputs.get("dimensions"))}
        )
        self._api("cloudwatch", resource).put_metric_alarm(**_given(ALARM, inputs), **watched)
        return inputs["name"]
