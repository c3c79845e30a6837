#!/usr/bin/python3
"""Gives the store of logs its retention, and proves that it keeps nothing for longer (KYB-8, KYB-9).

  retention.py SETTINGS.json DOCUMENTS.json

SETTINGS: url, user, passwordFile, caFile, prefix, retentionDays by service, marginDays, and the limits of attempts.
DOCUMENTS: for each kind of store, path to document. Each event is a line of JSON; the one of level `error` is the cause
of the exit code: 1 an index is too old, or the store is unavailable; 5 the login lacks a right; 6 settings, a document
or the store's response is wrong.
"""

import json
import re
import sys
import time

from retention_store import CONFIGURATION, GENERAL, Conflict, Documents, Failure

SECONDS_PER_DAY = 86400
# Others may write a policy at the same moment; more often than this they compete for it.
ROUNDS = 5
ISM = "_plugins/_ism/policies/"


def log(level, event, message, **more):
    """One event, as the jobs' scripts log theirs."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    line = {"time": now, "level": level, "job": "log-retention", "event": event, "message": message, **more}
    print(json.dumps(line), flush=True)


def read(path):
    """The JSON of a file. Raises Failure."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        message = f"{path}: {error}; pulumi up makes it again"
        raise Failure(CONFIGURATION, "file_unreadable", message) from None


def kind_of(store):
    """`opensearch` or `elasticsearch`, by what the store says of itself."""
    about = store.get("")
    try:
        # An OpenSearch that poses as an Elasticsearch, for old clients, leaves its distribution out.
        if about["version"].get("distribution") == "opensearch" or "OpenSearch" in about.get("tagline", ""):
            return "opensearch"
        if "number" in about["version"]:
            return "elasticsearch"
    except (AttributeError, KeyError, TypeError):
        pass
    message = "the store does not say what it is: check that logs.url is its own address"
    raise Failure(CONFIGURATION, "store_unknown", message)


def has(found, wanted):
    """Whether a document is the wanted one, apart from what the store adds to each object."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(key in found and has(found[key], value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(has, found, wanted))
    return found == wanted


def put_policy(store, path, document):
    """Puts a policy of OpenSearch, which takes a change only of the version read. True where it differed."""
    conflict = None
    for _ in range(ROUNDS):
        held = store.get(path, {})
        if has(held, document):
            return False
        version = f"?if_seq_no={held['_seq_no']}&if_primary_term={held['_primary_term']}" if "_seq_no" in held else ""
        try:
            store.put(path + version, document)
            return True
        except Conflict as error:
            conflict = error
    raise Failure(GENERAL, "policy_contended", f"{conflict}, {ROUNDS} times: find out what else writes this policy")


def put_all(store, documents):
    """Puts each document; one that exists already stays as it is. Returns the paths of the policies that differed."""
    changed = []
    for path, document in documents.items():
        if not path.startswith(ISM):
            try:
                store.put(path, document)
            except Conflict as error:
                raise Failure(CONFIGURATION, "store_refused", str(error)) from None
        elif put_policy(store, path, document):
            changed.append(path)
    return changed


def ages(store, prefix):
    """Age of every index of logs in days since the store made it, by name."""
    found = store.get(f"{prefix}-*/_settings/index.creation_date?flat_settings=true&expand_wildcards=all")
    now = time.time()
    try:
        made = {name: int(about["settings"]["index.creation_date"]) / 1000 for name, about in found.items()}
        return {name: (now - seconds) / SECONDS_PER_DAY for name, seconds in made.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Failure(CONFIGURATION, "ages_unknown", "the store does not report when its indices were made") from None


def too_old(found, settings):
    """Indices beyond the retention of their service and the margin; for a former service the longest retention counts."""
    days, margin = settings["retentionDays"], settings["marginDays"]
    name_of = re.compile(rf"{re.escape(settings['prefix'])}-(.+)-\d{{4}}\.\d\d\.\d\d")
    old = []
    for index, age in sorted(found.items()):
        match = name_of.fullmatch(index)
        limit = days.get(match[1], max(days.values())) + margin if match else None
        if limit is not None and age > limit:
            old.append({"index": index, "ageDays": round(age, 1), "limitDays": limit})
    return old


REMEDY = {
    "elasticsearch": 'PUT <index>/_settings {"index.lifecycle.name": "<policy>"} gives its policy to an index without one, '
    "GET <index>/_ilm/explain says why one has no effect",
    "opensearch": 'POST _plugins/_ism/add/<index> {"policy_id": "<policy>"} gives its policy to an index without one, '
    "_plugins/_ism/change_policy/<index> its newest version to one that has it, GET _plugins/_ism/explain/<index> says why one has no effect",
}


def run(settings_path, documents_path):
    """Puts the documents, and checks every index."""
    settings, documents = read(settings_path), read(documents_path)
    store = Documents(settings, log)
    kind = kind_of(store)
    changed = put_all(store, documents[kind])
    log("info", "documents_put", f"the store has all {len(documents[kind])} documents", kind=kind, changed=changed)
    found = ages(store, settings["prefix"])
    old = too_old(found, settings)
    if old:
        raise Failure(
            GENERAL,
            "logs_too_old",
            f"{len(old)} of {len(found)} indices are older than they may be",
            indices=old,
            remedy=f"{REMEDY[kind]}; or delete them",
        )
    oldest = round(max(found.values(), default=0), 1)
    log("info", "retention_proved", "no index is older than it may be", indices=len(found), oldestDays=oldest)


def main():
    """Returns the exit code."""
    try:
        run(sys.argv[1], sys.argv[2])
    except Failure as failure:
        log("error", failure.event, str(failure), **failure.more, exitCode=failure.code)
        return failure.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
