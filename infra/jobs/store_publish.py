"""Promotes a staged, checked object to its tiers; the manifest, written last, is what makes it a backup."""

import concurrent.futures
import datetime
import hashlib
import json
import os
import re
import time

from store_client import GENERAL, Failure, explain
from store_upload import Upload, check_stored, encode

GIB = 1024**3
ID = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{6}")


def time_of(backup_id):
    """The moment of a backup's snapshot, from its id."""
    stamp = datetime.datetime.strptime(backup_id[:16], "%Y%m%dT%H%M%SZ")
    return stamp.replace(tzinfo=datetime.timezone.utc)


def manifest_ids(store, prefix):
    """Ids that have a manifest directly below a prefix, in no order."""
    pattern = re.compile(re.escape(prefix) + "/(" + ID.pattern + r")\.manifest\.json")
    return [match[1] for match in map(pattern.fullmatch, store.keys(f"{prefix}/")) if match]


def period_of(tier, moment):
    """The period that a moment falls in: days, ISO weeks, months and quarters begin at the tier's notBefore, in UTC."""
    hours, minutes = map(int, tier.get("notBefore", "00:00").split(":"))
    day = (moment - datetime.timedelta(hours=hours, minutes=minutes)).date()
    return {
        "run": moment.isoformat(),
        "day": day.isoformat(),
        "week": "{0}-W{1:02}".format(*day.isocalendar()),
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
    }[tier["period"]]


def is_due(tier, moment, ids):
    """Whether this tier has no backup yet of the period of the moment."""
    return tier["period"] == "run" or period_of(tier, moment) not in {period_of(tier, time_of(one)) for one in ids}


def _retain(store, key, version, days):
    """Locks a version for a tier's days, in the mode of the settings; the lock must not outlive the tier."""
    if days <= 0:
        return
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    store.s3.put_object_retention(
        Bucket=store.bucket,
        Key=key,
        **({"VersionId": version} if version else {}),
        Retention={"Mode": store.settings["objectLockMode"], "RetainUntilDate": until},
    )


def _copy(store, base, key):
    """Copies the staged object by the server alone and compares checksums; returns the copy's version id."""
    source = {"Bucket": store.bucket, "Key": base["stagingKey"]}
    # One request copies at most 5 GiB and responds only when it is done; above 1 GiB parallel parts are safer.
    if base["bytes"] <= int(os.environ.get("LIFEBOAT_COPY_LIMIT_BYTES", GIB)):
        response = store.s3.copy_object(Bucket=store.bucket, Key=key, CopySource=source, ChecksumAlgorithm="SHA256")
        found = response["CopyObjectResult"].get("ChecksumSHA256")
        wanted = encode(bytes.fromhex(base["sha256"]))
        if found is None:
            return check_stored(store, key, base["bytes"], wanted).get("VersionId")
        if found != wanted:
            raise Failure(GENERAL, f"copy {key} has checksum {found}; sent was {wanted}")
        return response.get("VersionId")
    return _copy_parts(store, base, key, source)


def _copy_parts(store, base, key, source):
    """As _copy, with the parts of the first upload, so that their digests and the composite stay the same."""
    upload = Upload(store, key)

    def one(number, digest):
        first = (number - 1) * base["partBytes"]
        last = min(first + base["partBytes"], base["bytes"]) - 1
        response = store.s3.upload_part_copy(
            **upload.target,
            UploadId=upload.id,
            PartNumber=number,
            CopySource=source,
            CopySourceRange=f"bytes={first}-{last}",
        )["CopyPartResult"]
        found, wanted = response.get("ChecksumSHA256"), encode(bytes.fromhex(digest))
        if found not in (None, wanted):
            raise Failure(GENERAL, f"copy {key}, part {number} has checksum {found}; sent was {wanted}")
        return response["ETag"], digest

    try:
        upload.begin()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            parts = list(pool.map(one, *zip(*enumerate(base["partSha256"], 1))))
        return upload.complete(parts, base["bytes"])
    except BaseException:
        upload.abort()
        raise


def put_json(store, key, value):
    """Writes one small JSON object with its checksum; returns its version id."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return store.s3.put_object(
        Bucket=store.bucket,
        Key=key,
        Body=body,
        ContentType="application/json",
        ChecksumSHA256=encode(hashlib.sha256(body).digest()),
    ).get("VersionId")


def seal(store, manifest, key, version, days):
    """Locks the object and writes its manifest, locked too: from now on it is a backup."""
    _retain(store, key, version, days)
    name = re.sub(r"\.[a-z.]+$", ".manifest.json", key)
    _retain(store, name, put_json(store, name, {**manifest, "key": key, "versionId": version}), days)


def publish(store, base, scope):
    """Promotes to every tier that is due, or to `safety` alone; every tier is attempted before a failure is reported.
    Returns the names of the tiers that hold the backup now."""
    settings, moment, staged_at = store.settings, time_of(base["id"]), time.time()
    manifest = {name: value for name, value in base.items() if name not in ("stagingKey", "stagingVersionId")}
    tiers = settings["tiers"]
    if scope == "safety":
        tiers = [{"name": "safety", "period": "run", "lockDays": settings["safetyLockDays"]}]
    done, failed = [], []
    for tier in tiers:
        try:
            prefix = f"{settings['prefix']}/{tier['name']}"
            if not is_due(tier, moment, manifest_ids(store, prefix) if tier["period"] != "run" else ()):
                continue
            key = f"{prefix}/{base['id']}.dump.zst.age"
            version = _copy(store, base, key)
            seal(store, {**manifest, "tier": tier["name"]}, key, version, tier["lockDays"])
            done.append(tier["name"])
        except Exception as error:  # pylint: disable=broad-except
            failed.append((tier["name"], explain(error, store.bucket)))
    if failed:
        text = "; ".join(f"tier {name}: {failure}" for name, failure in failed)
        raise Failure(failed[0][1].code, f"{text} (tiers done: {', '.join(done) or 'none'})")
    return {"tiers": done, "bytes": base["bytes"], "stagedAt": staged_at}


def publish_config(store, base):
    """Writes the manifest of a configuration backup, whose object already is at its final key."""
    manifest = {name: value for name, value in base.items() if name not in ("stagingKey", "stagingVersionId")}
    seal(store, manifest, base["stagingKey"], base["stagingVersionId"], store.settings["safetyLockDays"])
    return {"bytes": base["bytes"]}
