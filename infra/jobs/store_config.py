"""Chooses a configuration backup by its manifest."""

from store_choose import wanted
from store_client import GENERAL, NOT_FOUND, Failure
from store_publish import manifest_ids
from store_read import load

_FIELDS = {
    "id": str, "service": str, "namespace": str, "key": str, "bytes": int, "sha256": str, "partBytes": int,
    "partSha256": list, "resources": dict, "startedAt": str, "ageRecipients": list,
}


_CONFIG_BACKUP = (_FIELDS, ("service",), ".json.zst.age")


def select_config(store, what):
    """The manifest of `latest`, an id, or the newest configuration backup at or before a time.

    A replica may have the manifest and not the object, where the region was lost that it was replicated from: an older one
    then takes the place of `latest` or of a time. In the environment's own vault it is a failure."""
    prefix = store.settings["configPrefix"]
    ids = manifest_ids(store, prefix)
    candidates = wanted(ids, what)
    if not candidates:
        exist = f"{len(ids)} exist, oldest {min(ids, default='-')}"
        raise Failure(NOT_FOUND, f"no configuration backup in s3://{store.bucket}/{prefix} for {what} ({exist})")
    replica = store.bucket != store.settings["vault"]["bucket"]
    absent = []
    for chosen in candidates if replica else candidates[:1]:
        try:
            manifest = load(store, f"{prefix}/{chosen}.manifest.json", _CONFIG_BACKUP)
            return {**manifest, "skippedBackups": absent}
        except Failure as failure:
            if failure.code != NOT_FOUND:
                raise
            absent.append(str(failure))
    # A manifest without its object is damage, not the absence of a backup.
    raise Failure(GENERAL if not replica else NOT_FOUND, f"configuration backup {candidates[0]}: {absent[0]}")
