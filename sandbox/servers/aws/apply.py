"""Applies declared AWS resources to a server that speaks AWS's APIs.

stdin: {"endpoint", "region", "resources": [{"type", "name", "inputs", "outputs"?}]}. stdout: {"applied": [{"type",
"name", "id"}], "skipped": [{"type", "name", "reason"}], "assumed": [{"type", "name", "field", "value", "of"}],
"failed": [{"type", "name", "reason"}]}. Exit code 1 when something failed.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from alarms import Alarms
from keys_and_roles import KeysAndRoles
from references import References, Unresolved, identity
from route53 import Route53
from s3 import S3


def main():
    request = json.load(sys.stdin)
    references = References(request["region"])
    applied, skipped, failed = [], [], []
    clients = {}

    def client(service, region):
        if (service, region) not in clients:
            clients[service, region] = boto3.client(
                service,
                region_name=region,
                endpoint_url=request["endpoint"],
                aws_access_key_id="sandbox",
                aws_secret_access_key="sandbox",
                config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
            )
        return clients[service, region]

    def skip(resource, reason):
        skipped.append({**identity(resource), "reason": reason})

    s3 = S3(client, references, skip)
    other = KeysAndRoles(client, references, skip)
    route53 = Route53(client, references)
    alarms = Alarms(client, references)
    # In the order in which one needs the other: a key before what it encrypts, a policy before the logging it allows.
    steps = {
        "aws:kms/key:Key": other.key,
        "aws:kms/replicaKey:ReplicaKey": other.replica_key,
        "aws:kms/alias:Alias": other.alias,
        "aws:iam/role:Role": other.role,
        "aws:iam/rolePolicy:RolePolicy": other.role_policy,
        "aws:s3/bucket:Bucket": s3.bucket,
        "aws:s3/bucketVersioning:BucketVersioning": s3.versioning,
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": s3.object_lock,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": s3.encryption,
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": s3.ownership,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": s3.public_access_block,
        "aws:s3/bucketPolicy:BucketPolicy": s3.policy,
        "aws:s3/bucketLogging:BucketLogging": s3.logging,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": s3.lifecycle,
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig": s3.replication,
        "aws:route53/zone:Zone": route53.zone,
        "aws:route53/healthCheck:HealthCheck": route53.health_check,
        "aws:route53/record:Record": route53.record,
        "aws:sns/topic:Topic": alarms.topic,
        "aws:sns/topicPolicy:TopicPolicy": alarms.topic_policy,
        "aws:sns/topicSubscription:TopicSubscription": alarms.subscription,
        "aws:cloudwatch/eventRule:EventRule": alarms.event_rule,
        "aws:cloudwatch/metricAlarm:MetricAlarm": alarms.metric_alarm,
    }
    # A calculated health check names others.
    resources = sorted(request["resources"], key=lambda resource: resource["inputs"].get("type") == "CALCULATED")
    for resource in resources:
        if resource["type"] not in steps:
            skip(resource, "this type is not applied")
    for kind, apply in steps.items():
        for resource in resources:
            if resource["type"] != kind:
                continue
            try:
                applied.append({**identity(resource), "id": apply(resource)})
            except Unresolved as problem:
                skip(resource, str(problem))
            except (BotoCoreError, ClientError, KeyError, ValueError) as problem:
                failed.append({**identity(resource), "reason": f"{type(problem).__name__}: {problem}"})
    result = {"applied": applied, "skipped": skipped, "assumed": references.assumed, "failed": failed}
    json.dump(result, sys.stdout)
    sys.exit(1 if failed else 0)


main()
