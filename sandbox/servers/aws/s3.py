"""S3 resources: Pulumi's inputs to calls of boto3."""

import json
from copy import deepcopy

# boto3's names where they are not just the input's with a capital.
NAMES = {
    "id": "ID",
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
    "replicaKmsKeyId": "ReplicaKmsKeyID",
}


def shape(value):
    """Inputs in boto3's names; a map of tags becomes its list."""
    if isinstance(value, list):
        return [shape(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for name, inner in value.items():
        if inner is None or name.startswith("__"):
            continue
        if name == "tags":
            made["Tags"] = tags(inner)
        else:
            made[NAMES.get(name, name[0].upper() + name[1:])] = shape(inner)
    return made


def tags(record):
    return [{"Key": key, "Value": value} for key, value in (record or {}).items() if not key.startswith("__")]


class S3:
    """Applies S3 resources; each method is for one type and returns what was made."""

    def __init__(self, client, references, skip):
        self._client = client
        self._references = references
        self._skip = skip

    def _bucket(self, resource, field="bucket"):
        return self._references.resolve("bucket", resource, resource["inputs"].get(field), field)

    def _at(self, resource):
        return self._client("s3", self._references.region_of(resource))

    def bucket(self, resource):
        inputs = resource["inputs"]
        name = inputs["bucket"]
        region = self._references.region_of(resource)
        extra = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        self._at(resource).create_bucket(
            Bucket=name, ObjectLockEnabledForBucket=bool(inputs.get("objectLockEnabled")), **extra
        )
        if inputs.get("tags"):
            self._at(resource).put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags(inputs["tags"])})
        for field in sorted(set(inputs) - {"bucket", "objectLockEnabled", "region", "tags", "forceDestroy", "__defaults"}):
            self._skip(resource, f"{field}: not applied by this script")
        self._references.made("bucket", resource, name, ["id", "bucket"])
        return name

    def versioning(self, resource):
        name = self._bucket(resource)
        configuration = shape(resource["inputs"]["versioningConfiguration"])
        self._at(resource).put_bucket_versioning(Bucket=name, VersioningConfiguration=configuration)
        return name

    def object_lock(self, resource):
        name = self._bucket(resource)
        configuration = {"ObjectLockEnabled": "Enabled"}
        if resource["inputs"].get("rule") is not None:
            configuration["Rule"] = shape(resource["inputs"]["rule"])
        self._at(resource).put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=configuration)
        return name

    def encryption(self, resource):
        name = self._bucket(resource)
        rules = deepcopy(resource["inputs"]["rules"])
        for rule in rules:
            default = rule.get("applyServerSideEncryptionByDefault") or {}
            if default.get("kmsMasterKeyId") is not None:
                default["kmsMasterKeyId"] = self._references.resolve(
                    "key", resource, default["kmsMasterKeyId"], "kmsMasterKeyId"
                )
        self._at(resource).put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration={"Rules": shape(rules)}
        )
        return name

    def public_access_block(self, resource):
        name = self._bucket(resource)
        fields = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        configuration = shape({field: bool(resource["inputs"].get(field)) for field in fields})
        self._at(resource).put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=configuration)
        return name

    def ownership(self, resource):
        name = self._bucket(resource)
        rules = [shape(resource["inputs"]["rule"])]
        self._at(resource).put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": rules})
        return name

    def policy(self, resource):
        """The policy without what moto would get wrong: it does not look at principals and conditions."""
        name = self._bucket(resource)
        policy = resource["inputs"]["policy"]
        policy = deepcopy(policy) if isinstance(policy, dict) else json.loads(policy)
        kept = []
        for statement in policy["Statement"]:
            label = statement.get("Sid", "without Sid")
            if statement["Effect"] == "Deny" and ("Condition" in statement or statement.get("Principal") != "*"):
                self._skip(resource, f"Deny {label}: moto would deny everybody, it ignores who and when")
                continue
            if "Condition" in statement:
                self._skip(resource, f"condition of Allow {label}: moto cannot tell whether it holds")
                del statement["Condition"]
            kept.append(statement)
        if kept:
            text = json.dumps({**policy, "Statement": kept})
            self._at(resource).put_bucket_policy(Bucket=name, Policy=text)
        return name

    def lifecycle(self, resource):
        name = self._bucket(resource)
        rules = shape(resource["inputs"]["rules"])
        for rule in rules:
            rule.setdefault("Filter", {"Prefix": ""})
        self._at(resource).put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": rules}
        )
        return name

    def logging(self, resource):
        name = self._bucket(resource)
        target = {
            "TargetBucket": self._bucket(resource, "targetBucket"),
            "TargetPrefix": resource["inputs"]["targetPrefix"],
        }
        self._at(resource).put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": target})
        return name

    def replication(self, resource):
        name = self._bucket(resource)
        role = self._references.resolve("role", resource, resource["inputs"]["role"], "role", anywhere=True)
        rules = deepcopy(resource["inputs"]["rules"])
        for rule in rules:
            encryption = rule["destination"].get("encryptionConfiguration")
            if encryption is not None and "[unknown]" in str(encryption.get("replicaKmsKeyId")):
                # The other region's key: nothing is replicated here, and a wrong one would mislead.
                self._skip(resource, f"rule {rule.get('id')}: replicaKmsKeyId is unknown")
                del rule["destination"]["encryptionConfiguration"]
        self._at(resource).put_bucket_replication(
            Bucket=name, ReplicationConfiguration={"Role": role, "Rules": shape(rules)}
        )
        self._skip(resource, "kept as configuration: moto copies nothing")
        return name
