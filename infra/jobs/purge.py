#!/usr/bin/python3
"""Purges what the settings' `cdn` says and proves it by `cf-cache-status` (TASK-7).

  purge.py TOKEN_FILE TIMEOUT_SECONDS REQUEST_SECONDS

Prints what it does, a line of tab-separated fields for each event: level, event, message, then names and values. Leaves
with KYB-1's exit codes; the line of level `error` is the cause. The token is in no output.
"""

import json
import os
import sys
import time

from cloudflare import GENERAL, READ_BYTES, Api, Failure
from http_client import Client, reason_of

# Cloudflare's limit for every plan; later plans take more, and none needs more here.
FILES_PER_REQUEST = 30
# Somebody else's request between the purge and ours turns the MISS into a HIT: such a file is purged and requested again.
ROUNDS = 3


def log(level, event, message, **values):
    """One event for purge.sh to log."""
    fields = [level, event, message]
    for name, value in values.items():
        fields += [name, str(value)]
    print("\t".join(" ".join(field.split()) or "-" for field in fields), flush=True)


def purge_files(api, files):
    """Purges files by URL, as many at once as Cloudflare takes."""
    for start in range(0, len(files), FILES_PER_REQUEST):
        batch = files[start : start + FILES_PER_REQUEST]
        attempts = api.purge({"files": batch})
        log("info", "purged", f"purged {len(batch)} files", files=len(batch), attempts=attempts)


def cache_status(client, url, seconds):
    """What the CDN says of its copy of a file: `cf-cache-status`, or why there is none."""
    try:
        response = client.request("GET", url, seconds, READ_BYTES)
    except OSError as error:
        return f"nothing ({reason_of(error)})"
    if not 200 <= response.status <= 299:
        return f"status {response.status}"
    return (response.headers.get("cf-cache-status") or "no cf-cache-status").upper()


def wrong_files(client, cdn, files, deadline, request_seconds):
    """Requests each file as often as statuses are expected; returns the statuses of those that had others."""
    seen = {url: [] for url in files}
    for _ in cdn["expectStatuses"]:
        time.sleep(max(0, min(cdn["intervalSeconds"], deadline - time.monotonic())))
        for url in files:
            left = deadline - time.monotonic()
            status = cache_status(client, url, min(request_seconds, left)) if left > 0 else "not requested: out of time"
            seen[url].append(status)
    return {url: found for url, found in seen.items() if found != cdn["expectStatuses"]}


def verify(client, api, cdn, deadline, request_seconds):
    """Raises Failure unless every file comes from the origin first and then from the cache."""
    wanted, files = " then ".join(cdn["expectStatuses"]), cdn["files"]
    for attempt in range(1, ROUNDS + 1):
        wrong = wrong_files(client, cdn, files, deadline, request_seconds)
        if not wrong:
            log("info", "verified", f"every file returns {wanted}", files=len(cdn["files"]), rounds=attempt)
            return
        found = "; ".join(f"{url} returns {' then '.join(statuses)}" for url, statuses in wrong.items())
        if attempt == ROUNDS or time.monotonic() >= deadline:
            raise Failure(
                GENERAL,
                "purge_unproved",
                f"the purge was accepted, and after {attempt} rounds {found}, not {wanted}: check that the host is "
                "proxied by Cloudflare, that its cache rules keep these files, and that no other cache is in front of it",
            )
        files = list(wrong)
        log("warn", "purge_unproved_yet", f"{found}, not {wanted}; these are purged again", round=attempt)
        purge_files(api, files)


def run(token_file, timeout_seconds, request_seconds):
    """Purges and verifies within the time given."""
    started = time.monotonic()
    deadline = started + timeout_seconds
    with open(os.environ["LIFEBOAT_SETTINGS"], encoding="utf-8") as file:
        cdn = json.load(file)["cdn"]
    with open(token_file, encoding="ascii") as file:
        token = file.read().strip()
    client = Client()
    api = Api(client, cdn["apiUrl"], cdn["zoneId"], token, deadline, request_seconds, log)
    if cdn["scope"] == "everything":
        attempts = api.purge({"purge_everything": True})
        log("info", "purged", "purged everything in the zone", attempts=attempts)
    else:
        purge_files(api, cdn["files"])
    verify(client, api, cdn, deadline, request_seconds)
    log("info", "purge_finished", "the CDN serves the new files", totalSeconds=f"{time.monotonic() - started:.1f}")


def main():
    """Returns the exit code."""
    try:
        run(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
    except Failure as failure:
        log("error", failure.event, str(failure))
        return failure.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
