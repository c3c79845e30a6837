"""KMS and IAM resources: Pulumi's inputs to calls of boto3."""

import json

from references import Unresolved
from s3 import tags


def _kms_tags(record):
    return [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tags(record)]


def _document(value):
    return json.dumps(value) if isinstance(value, dict) else value


def _present(**arguments):
    return {name: value for name, value in arguments.items() if value not in (None, [], "")}


class KeysAndRoles:
    """Applies KMS and IAM resources; each method is for one type and returns what was made."""

    def __init__(self, client, references, skip):
        self._client = client
        self._references = references
        self._skip = skip

    def _kms(self, resource):
        return self._client("kms", self._references.region_of(resource))

    def key(self, resource):
        inputs = resource["inputs"]
        kms = self._kms(resource)
        arguments = _present(
            Description=inputs.get("description"),
            KeyUsage=inputs.get("keyUsage"),
            Policy=_document(inputs.get("policy")),
            MultiRegion=inputs.get("multiRegion"),
            Tags=_kms_tags(inputs.get("tags")),
        )
        made = kms.create_key(**arguments)["KeyMetadata"]
        if inputs.get("enableKeyRotation"):
            kms.enable_key_rotation(KeyId=made["KeyId"])
        self._references.made("key", resource, made["Arn"], ["arn", "id", "keyId"])
        if inputs.get("multiRegion"):
            self._references.made("primary key", resource, made["Arn"])
        return made["Arn"]

    def replica_key(self, resource):
        inputs = resource["inputs"]
        primary = self._references.resolve(
            "primary key", resource, inputs["primaryKeyArn"], "primaryKeyArn", anywhere=True
        )
        if not primary.startswith("arn:"):
            raise Unresolved(f"primaryKeyArn {primary} is no ARN")
        kms = self._client("kms", primary.split(":")[3])
        arguments = _present(
            Description=inputs.get("description"),
            Policy=_document(inputs.get("policy")),
            Tags=_kms_tags(inputs.get("tags")),
        )
        region = self._references.region_of(resource)
        # moto finds the key by its id only.
        made = kms.replicate_key(KeyId=primary.split("/")[-1], ReplicaRegion=region, **arguments)["ReplicaKeyMetadata"]
        self._references.made("key", resource, made["Arn"], ["arn", "id", "keyId"])
        return made["Arn"]

    def alias(self, resource):
        target = self._references.resolve("key", resource, resource["inputs"]["targetKeyId"], "targetKeyId")
        name = resource["inputs"]["name"]
        kms = self._kms(resource)
        # moto gives the replica of a key the aliases of its primary; AWS does not.
        if name not in [known["AliasName"] for known in kms.list_aliases(KeyId=target)["Aliases"]]:
            kms.create_alias(AliasName=name, TargetKeyId=target)
        return name

    def role(self, resource):
        inputs = resource["inputs"]
        made = self._client("iam", self._references.region).create_role(
            RoleName=inputs["name"],
            AssumeRolePolicyDocument=_document(inputs["assumeRolePolicy"]),
            **_present(
                Path=inputs.get("path"),
                Description=inputs.get("description"),
                MaxSessionDuration=inputs.get("maxSessionDuration"),
                Tags=tags(inputs.get("tags")),
            ),
        )["Role"]
        self._references.made("role", resource, made["Arn"], ["arn"])
        self._references.made("role name", resource, inputs["name"], ["name", "id"])
        return made["Arn"]

    def role_policy(self, resource):
        inputs = resource["inputs"]
        role = self._references.resolve("role name", resource, inputs["role"], "role", anywhere=True)
        name = inputs.get("name") or resource["name"]
        self._client("iam", self._references.region).put_role_policy(
            RoleName=role, PolicyName=name, PolicyDocument=_document(inputs["policy"])
        )
        return f"{role}/{name}"
