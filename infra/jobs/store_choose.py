"""Chooses a backup by its manifest, and waits for one that is still being replicated."""

import datetime
import json
import random
import re
import time

from store_client import ARGUMENTS, GENERAL, NOT_FOUND, Failure
from store_publish import ID, manifest_ids, time_of
from store_read import load

LABEL = re.compile(r"label:([a-z0-9.-]{1,63})")
PAUSE_SECONDS = 5


def _catalog(store, tiers):
    """Tiers, in the order of the settings, of every backup id that has a manifest."""
    found = {}
    for tier in tiers:
        for one in manifest_ids(store, f"{store.settings['prefix']}/{tier}"):
            found.setdefault(one, []).append(tier)
    return found


def wanted(ids, what):
    """The ids that `latest`, an id or an RFC 3339 time may mean, best first."""
    if what == "latest":
        return sorted(ids, reverse=True)
    if ID.fullmatch(what):
        return [what] if what in ids else []
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", what):
        raise Failure(
            ARGUMENTS,
            f"backup {what!r} must be latest, a backup id, label:<a-z, 0-9, . and -, at most 63>, "
            "or an RFC 3339 time with its zone",
        )
    try:
        limit = datetime.datetime.fromisoformat(re.sub("[Zz]$", "+00:00", re.sub(r"\.\d+", "", what.upper())))
    except ValueError as error:
        raise Failure(ARGUMENTS, f"backup {what!r}: {error}") from None
    return sorted((one for one in ids if time_of(one) <= limit), reverse=True)


def _label_of(store, key):
    """The label of a manifest, empty when it has none; None when there is no manifest to read."""
    try:
        return json.loads(store.s3.get_object(Bucket=store.bucket, Key=key)["Body"].read()).get("label", "")
    except (ValueError, AttributeError, store.s3.exceptions.NoSuchKey):
        return None


def _labelled(store, found, label):
    """The newest id whose manifest has the label, alone, or none: a job that was retried made two."""
    for one in sorted(found, reverse=True):
        for tier in found[one]:
            key = f"{store.settings['prefix']}/{tier}/{one}.manifest.json"
            if key not in store.labels:
                store.labels[key] = _label_of(store, key)
            if store.labels[key] == label:
                return [one]
            if store.labels[key] is not None:
                break
    return []


def _whole(store, found, chosen):
    """The manifest of one backup, from the first tier whose copy is complete."""
    faults = []
    for tier in found[chosen]:
        try:
            manifest = load(store, f"{store.settings['prefix']}/{tier}/{chosen}.manifest.json")
        except Failure as failure:
            faults.append(failure)
            continue
        return {**manifest, "skippedCopies": [str(fault) for fault in faults]}
    older = max((one for one in found if one < chosen), default="none")
    text = f"{'; '.join(map(str, faults))}; the next older backup is {older}"
    # Replication keeps no order: a manifest may arrive before its object.
    if all(fault.code == NOT_FOUND for fault in faults):
        raise Failure(NOT_FOUND, f"backup {chosen} has a manifest and no object: {text}")
    raise Failure(GENERAL, f"backup {chosen} is damaged: {text}")


def _select(store, what, or_older):
    tiers = [tier["name"] for tier in store.settings["tiers"]]
    # Safety backups hold what a restore replaced, so they are chosen by id only.
    found = _catalog(store, tiers + (["safety"] if ID.fullmatch(what) else []))
    label = LABEL.fullmatch(what)
    candidates = _labelled(store, found, label[1]) if label else wanted(found, what)
    if not candidates:
        where = f"s3://{store.bucket}/{store.settings['prefix']}"
        raise Failure(NOT_FOUND, f"no backup in {where} for {what} ({len(found)} exist, oldest {min(found, default='-')})")
    absent = []
    for chosen in candidates if or_older else candidates[:1]:
        try:
            return {**_whole(store, found, chosen), "skippedBackups": [str(fault) for fault in absent]}
        except Failure as failure:
            if failure.code != NOT_FOUND:
                raise
            absent.append(failure)
    raise absent[0]


def select(store, what, seconds, or_older):
    """The manifest of the wanted backup; looks again for up to `seconds` while there is none.

    With `or_older` an older one then takes the place of `latest` or of a time whose object never arrived: where the
    region that it was replicated from is lost, it never will. The environment's own vault gets each manifest after its
    object: there nothing takes the place of what is missing."""
    replica = store.bucket != store.settings["vault"]["bucket"]
    try:
        return wait_for(lambda: _select(store, what, False), seconds)
    except Failure as failure:
        if failure.code != NOT_FOUND or not (or_older and replica):
            raise
        try:
            return _select(store, what, True)
        except Failure as still:
            raise (failure if still.code == NOT_FOUND else still) from None


def wait_for(look, seconds):
    """What `look` finds; it is called again for up to `seconds` while it finds nothing."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return look()
        except Failure as failure:
            left = deadline - time.monotonic()
            if failure.code != NOT_FOUND or left <= 0:
                waited = f"; waited {seconds} s for it" if seconds and failure.code == NOT_FOUND else ""
                raise Failure(failure.code, f"{failure}{waited}") from None
        time.sleep(min(PAUSE_SECONDS, left))


def select_random(store, other_than):
    """The manifest of a random backup other than this one, or None when there is no other."""
    found = _catalog(store, [tier["name"] for tier in store.settings["tiers"]])
    found.pop(other_than, None)
    if not found:
        return None
    chosen = random.choice(sorted(found))
    return load(store, f"{store.settings['prefix']}/{random.choice(found[chosen])}/{chosen}.manifest.json")
