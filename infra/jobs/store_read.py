"""Reads a manifest, and streams its object, comparing every part with the manifest."""

import hashlib
import json
import sys
import time

import botocore.exceptions as aws
import urllib3.exceptions

from store_client import GENERAL, NOT_COMMITTED, NOT_FOUND, Failure, code_of

MIB = 1024 * 1024
_BROKEN = (
    aws.ConnectionError, aws.HTTPClientError, aws.IncompleteReadError, aws.ResponseStreamingError,
    urllib3.exceptions.HTTPError, OSError,
)
_FIELDS = {
    "id": str, "service": str, "database": str, "tier": str, "key": str, "bytes": int, "sha256": str, "partBytes": int,
    "partSha256": list, "dumpBytes": int, "tocEntries": int, "rowCounts": dict, "serverVersion": str, "snapshotAt": str,
}


def manifest_faults(store, manifest, key, kind):
    """What is wrong with a manifest of this service at this key; `kind` has the fields with their types, the names of those
    that must be as in the settings, and the ending of the object's key."""
    fields, same, ending = kind
    faults = [
        f"{name} is {manifest.get(name)!r:.60}" for name, type_ in fields.items() if not isinstance(manifest.get(name), type_)
    ]
    if manifest.get("version") != 1:
        faults.append(f"version is {manifest.get('version')!r}, must be 1")
    if not faults:
        for name in same:
            if manifest[name] != store.settings[name]:
                faults.append(f"{name} is {manifest[name]}, must be {store.settings[name]}")
        if manifest["key"] != key.replace(".manifest.json", ending):
            faults.append(f"key is {manifest['key']}")
        if len(manifest["partSha256"]) != -(-manifest["bytes"] // manifest["partBytes"]):
            faults.append(f"partSha256 has {len(manifest['partSha256'])} digests for {manifest['bytes']} bytes")
    return faults


DATABASE_BACKUP = (_FIELDS, ("service", "database"), ".dump.zst.age")


def load(store, key, kind=DATABASE_BACKUP):
    """One manifest that nothing is wrong with for its kind, and whose object has the right size."""
    body = store.s3.get_object(Bucket=store.bucket, Key=key)["Body"].read()
    try:
        manifest = json.loads(body)
        assert isinstance(manifest, dict)
    except (ValueError, AssertionError):
        raise Failure(GENERAL, f"manifest {key} is not JSON ({len(body)} bytes)") from None
    faults = manifest_faults(store, manifest, key, kind)
    if faults:
        raise Failure(GENERAL, f"manifest {key} cannot be used: {'; '.join(faults)}")
    head = store.head(manifest["key"])
    if head is None:
        raise Failure(NOT_FOUND, f"object {manifest['key']} is missing")
    if head["ContentLength"] != manifest["bytes"]:
        raise Failure(
            GENERAL, f"object {manifest['key']} has {head['ContentLength']} bytes, its manifest says {manifest['bytes']}"
        )
    return manifest


def _chunks(store, manifest, limit):
    """The object's first `limit` bytes in order; a broken connection is resumed where it broke."""
    offset, failures, etag = 0, 0, None
    while offset < limit:
        try:
            response = store.s3.get_object(
                Bucket=store.bucket,
                Key=manifest["key"],
                Range=f"bytes={offset}-{limit - 1}",
                **({"IfMatch": etag} if etag else {}),
            )
            etag = response["ETag"]
            for chunk in response["Body"].iter_chunks(MIB):
                offset += len(chunk)
                failures = 0
                yield chunk
        except _BROKEN as error:
            failures += 1
            if failures > 5:
                raise
            print(f"reading {manifest['key']} broke at byte {offset} ({type(error).__name__}), resuming", file=sys.stderr)
            time.sleep(min(2**failures / 4, 8))
        except aws.ClientError as error:
            if code_of(error) in ("PreconditionFailed", "InvalidRange", "412", "416"):
                raise Failure(GENERAL, f"object {manifest['key']} was replaced or cut while it was read") from None
            raise


def _write(sink, chunk):
    view = memoryview(chunk)
    try:
        while view:
            view = view[sink.write(view) :]
    except BrokenPipeError:
        return False
    return True


def get(store, manifest, head_bytes, sink):
    """Writes the object to sink. With head_bytes only that much, unchecked; otherwise every part and the whole are
    compared with the manifest, and a reader that left early is a failure, after the current part has been compared."""
    limit = min(head_bytes or manifest["bytes"], manifest["bytes"])
    parts, total, part, filled, gone = iter(manifest["partSha256"]), hashlib.sha256(), hashlib.sha256(), 0, False
    number = 0
    for chunk in _chunks(store, manifest, limit):
        if not gone:
            gone = not _write(sink, chunk)
        if head_bytes:
            if gone:
                return
            continue
        view = memoryview(chunk)
        total.update(view)
        while view:
            step = min(len(view), manifest["partBytes"] - filled)
            part.update(view[:step])
            view, filled = view[step:], filled + step
            if filled == manifest["partBytes"]:
                number += 1
                _compare(manifest, number, part, next(parts))
                if gone:
                    raise Failure(NOT_COMMITTED, f"the reader of {manifest['key']} left early")
                part, filled = hashlib.sha256(), 0
    if head_bytes:
        return
    if filled:
        _compare(manifest, number + 1, part, next(parts))
    if total.hexdigest() != manifest["sha256"]:
        raise Failure(GENERAL, f"object {manifest['key']} has SHA-256 {total.hexdigest()}, not {manifest['sha256']}")
    if gone:
        raise Failure(NOT_COMMITTED, f"the reader of {manifest['key']} left early")


def _compare(manifest, number, part, wanted):
    if part.hexdigest() != wanted:
        raise Failure(
            GENERAL,
            f"object {manifest['key']} is damaged: part {number} of {len(manifest['partSha256'])} has SHA-256 "
            f"{part.hexdigest()}, its manifest says {wanted}",
        )
