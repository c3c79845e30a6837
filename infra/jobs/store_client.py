"""The connection to the object store: settings, client, and errors with the jobs' exit codes (KYB-1)."""

import base64
import json
import os
import re
import sys

# The native runtime that Debian's botocore loads when it can takes a third of the start and is not needed here.
sys.modules["awscrt"] = None
# From 1.36 on botocore compares what it downloads with S3's checksum where that is of one part. Here each part is compared
# with the manifest's, whatever S3 says, and damage is reported as damage.
os.environ["AWS_RESPONSE_CHECKSUM_VALIDATION"] = "when_required"
# Before 1.40 botocore requests credentials of most regions from the global endpoint unless told otherwise, as by EKS's
# webhook: a region that takes over must not need another one.
os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")

# pylint: disable=wrong-import-position
import botocore.auth
import botocore.config
import botocore.exceptions as aws
import botocore.session

GENERAL, ARGUMENTS, NOT_FOUND, PERMISSION, CONFIGURATION = 1, 2, 4, 5, 6
NOT_COMMITTED = 9

_DENIED = {
    "AccessDenied", "403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken",
    "InvalidToken", "AllAccessDisabled", "AccessDeniedException", "KMS.AccessDeniedException",
}
_BUCKET = {"NoSuchBucket", "PermanentRedirect", "AuthorizationHeaderMalformed", "ObjectLockConfigurationNotFoundError"}
_MISSING = {"NoSuchKey", "404", "NotFound", "NoSuchVersion"}


def _name_checksum(params, **_):
    params["headers"]["x-amz-sdk-checksum-algorithm"] = "SHA256"


class Failure(Exception):
    """A failure with its exit code; the text names thing, value and remedy."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class _ChecksumSigner(botocore.auth.S3SigV4Auth):
    """Signs a body by the SHA-256 that already is in its checksum header: hashing it again costs seconds."""

    def payload(self, request):
        known = request.headers.get("x-amz-checksum-sha256")
        if known is None:
            return super().payload(request)
        return base64.b64decode(known).hex()


def settings():
    """The settings file as the shell validated it."""
    with open(os.environ["LIFEBOAT_SETTINGS"], encoding="utf-8") as file:
        return json.load(file)


class Store:
    """One bucket: `vault`, where this environment writes, `source`, where it restores from, or `peer`, where the other
    environment's backups are read."""

    def __init__(self, side):
        self.settings = settings()
        place = self.settings[side]
        self.bucket = place["bucket"]
        # Manifest keys to the labels read from them, so that another look reads only what is new.
        self.labels = {}
        botocore.auth.AUTH_TYPE_MAPS["s3v4"] = _ChecksumSigner
        self.s3 = botocore.session.get_session().create_client(
            "s3",
            region_name=place["region"],
            endpoint_url=place["endpointUrl"],
            config=botocore.config.Config(
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=60,
                max_pool_connections=10,
                retries={"mode": "standard", "max_attempts": 5},
                s3={"addressing_style": "path" if place["endpointUrl"] else "auto"},
            ),
        )
        # A bucket with a default retention requires every write to name its checksum's algorithm; botocore does not for these.
        for operation in ("CopyObject", "PutObject"):
            self.s3.meta.events.register(f"before-call.s3.{operation}", _name_checksum)

    def keys(self, prefix):
        """Every key below a prefix, all pages."""
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
            for entry in page.get("Contents", ()):
                yield entry["Key"]

    def head(self, key):
        """Size, ETag and checksum of an object, or None when there is none."""
        try:
            return self.s3.head_object(Bucket=self.bucket, Key=key, ChecksumMode="ENABLED")
        except aws.ClientError as error:
            if code_of(error) in _MISSING:
                return None
            raise


def code_of(error):
    """S3's code of a client error, such as NoSuchKey; a HEAD has only the HTTP status."""
    return str(error.response.get("Error", {}).get("Code", ""))


def explain(error, bucket):
    """A Failure for anything the client may throw; never repeats a credential."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, aws.ClientError):
        code = code_of(error)
        text = f"bucket {bucket}: {error.operation_name} failed with {code}: {error.response['Error'].get('Message', '')}"
        if code in _DENIED:
            return Failure(PERMISSION, f"{text}; check the role of this job's service account")
        if code in _BUCKET or (code == "404" and error.operation_name == "HeadBucket"):
            return Failure(CONFIGURATION, f"{text}; check vault, source and peer in the settings")
        if code == "InvalidRequest" and "Lock" in text:
            return Failure(CONFIGURATION, f"{text}; the bucket must be created with object lock")
        return Failure(NOT_FOUND if code in _MISSING else GENERAL, text)
    if isinstance(error, (aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError)):
        return Failure(PERMISSION, "no AWS credentials in this pod; check the role annotation of its service account")
    if isinstance(error, (aws.ParamValidationError, aws.NoRegionError, aws.InvalidRegionError, ValueError)):
        return Failure(CONFIGURATION, f"bucket {bucket}: {_plain(error)}")
    return Failure(GENERAL, f"bucket {bucket}: {type(error).__name__}: {_plain(error)}")


def _plain(error):
    return re.sub(r"\s+", " ", str(error))[:500]
