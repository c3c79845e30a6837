#!/usr/bin/python3
"""Sends log lines to Elasticsearch or OpenSearch, for rsyslog's omprog with confirmMessages and useTransactions.

  ship.py SETTINGS.json

stdin: BEGIN TRANSACTION, lines {"file", "offset", "text"}, COMMIT TRANSACTION. stdout: one reply to each. A batch is
confirmed when the store has each of its documents, or refuses one for good; until then rsyslog keeps it, waits and
sends it again. A document that the store already has counts as a success: the id shows that a line was sent twice.

rsyslog restarts a sender that ended, and gives it only the rest of the batch. So a second sender of one rsyslog kills
that: its container restarts and reads what kubelet still has.
"""

import json
import os
import signal
import sys
import time

from http_client import reason_of
from record import record
from store_http import Store

SECONDS = 60
# What a slow network carries in that time. Larger batches are sent in halves.
MOST_BYTES = 8 * 1024 * 1024
# rsyslog sends again at once what was not taken, so the reply is delayed: by 1 s, twice as long each time, at most this.
LONGEST_PAUSE_SECONDS = 30
PATH = "_bulk?filter_path=errors,items.*.status,items.*.error.type"
# Neither stored nor refused for good: too much at once, or the store is unhealthy.
RETRIED = (401, 403, 404, 408, 429)


class Unavailable(Exception):
    """The store cannot take the batch now."""


class Bulk:
    """The store's bulk API."""

    def __init__(self, settings):
        self._store = Store(settings)

    def _post(self, body):
        try:
            response = self._store.request("POST", PATH, SECONDS, body, "application/x-ndjson")
            if response.status == 413:
                return None
            if not 200 <= response.status <= 299:
                raise Unavailable(f"status {response.status}")
            return json.loads(response.body)
        except (OSError, ValueError) as error:
            raise Unavailable(reason_of(error)) from None

    def put(self, records):
        """The records that the store refuses for good, with the reason. Raises Unavailable unless it takes all others."""
        if not records:
            return []
        lines = []
        for index, name, document in records:
            lines += [json.dumps({"create": {"_index": index, "_id": name}}), json.dumps(document)]
        body = ("\n".join(lines) + "\n").encode("utf-8", "replace")
        response = self._post(body) if len(body) <= MOST_BYTES or len(records) == 1 else None
        if response is None:
            if len(records) == 1:
                return [(records[0], "status 413")]
            half = len(records) // 2
            return self.put(records[:half]) + self.put(records[half:])
        if response.get("errors") is False:
            return []
        results = [next(iter(item.values())) for item in response.get("items", [])]
        if len(results) != len(records):
            raise Unavailable(f"the response is about {len(results)} documents, not {len(records)}")
        busy = [each["status"] for each in results if each["status"] in RETRIED or each["status"] >= 500]
        if busy:
            raise Unavailable(f"{len(busy)} of {len(records)} documents: status {busy[0]}")
        return [
            (each, result.get("error", {}).get("type", f"status {result['status']}"))
            for each, result in zip(records, results)
            if result["status"] != 409 and result["status"] >= 400
        ]


def send(store, batch, settings):
    """Sends the lines of a batch, refused ones again as plain text. Returns how many the store has, and how many not."""
    records = [found for found in (record(line, settings) for line in batch) if found is not None]
    refused = store.put(records)
    plain = [
        (index, name, {key: value for key, value in document.items() if key != "fields"} | {"refused": reason})
        for (index, name, document), reason in refused
    ]
    lost = store.put(plain)
    return len(records) - len(lost), len(lost)


class Count:
    """Counts since rsyslog started the sender, in a file for figures.py."""

    def __init__(self, path):
        self._path = path
        self._figures = {"delivered": 0, "failures": 0, "refused": 0}
        self.add()

    def add(self, **more):
        """Adds to the figures by name."""
        for name, count in more.items():
            self._figures[name] += count
        with open(f"{self._path}.new", "w", encoding="utf-8") as file:
            json.dump(self._figures, file)
        os.replace(f"{self._path}.new", self._path)


def _only_sender(marker):
    """Kills the parent if it had a sender before, which shows by the parent's start time in the marker."""
    parent = os.getppid()
    with open(f"/proc/{parent}/stat", encoding="utf-8") as file:
        started = file.read().rpartition(")")[2].split()[19]
    with open("/proc/sys/kernel/random/boot_id", encoding="utf-8") as file:
        this = f"{file.read().strip()} {parent} {started}"
    try:
        with open(marker, encoding="utf-8") as file:
            before = file.read()
    except FileNotFoundError:
        before = ""
    if before == this:
        os.kill(parent, signal.SIGKILL)
        sys.exit("ship: a sender ended during a batch; everything is read again")
    with open(marker, "w", encoding="utf-8") as file:
        file.write(this)


def main():
    """Replies to rsyslog until it closes stdin."""
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    _only_sender(settings["markerFile"])
    store, count, batch, pause = Bulk(settings), Count(settings["figuresFile"]), [], 1

    def reply(text):
        print(text, flush=True)

    reply("OK")
    for line in sys.stdin.buffer:
        if line == b"BEGIN TRANSACTION\n":
            batch = []
            reply("OK")
        elif line == b"COMMIT TRANSACTION\n":
            try:
                delivered, refused = send(store, batch, settings)
                count.add(delivered=delivered, refused=refused)
                pause = 1
                reply("OK")
            except Unavailable as error:
                count.add(failures=1)
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                reply(f"the store is unavailable: {error}")
            batch = []
        else:
            batch.append(json.loads(line.decode("utf-8", "replace")))
            reply("DEFER_COMMIT")


if __name__ == "__main__":
    main()
