#!/usr/bin/python3
"""Requests the health URLs of a list in the settings, all at once, and prints a JSON line for each, in their order.

  health.py peerHealth|ownHealth SECONDS

Good is a response of 2xx, and with the wanted text in its first 5,120 bytes where one is wanted, as Route 53 judges.
A redirect is not followed: it would show the health of another host. Certificates are not verified, because the question
is whether anybody responds.
"""

import json
import os
import sys
import threading
import time

from http_client import Client, reason_of

SEARCHED_BYTES = 5120


def _check(client, check, seconds):
    """Whether the response is good, and what it was, in a few words."""
    try:
        # main's limit for all steps comes before that of each.
        response = client.send("GET", check["url"], seconds + 1, SEARCHED_BYTES, {"Cache-Control": "no-cache"})
    except Exception as error:  # pylint: disable=broad-except
        return False, reason_of(error)
    wanted = check.get("contains")
    if not 200 <= response.status <= 299:
        return False, f"status {response.status}"
    if wanted is not None and wanted.encode() not in response.body:
        return False, f"status {response.status} without the text {wanted!r}"
    return True, f"status {response.status}"


def main():
    """Prints the results; leaves by os._exit, because a server that drips its response must not hold the job."""
    name, seconds = sys.argv[1], float(sys.argv[2])
    with open(os.environ["LIFEBOAT_SETTINGS"], encoding="utf-8") as file:
        checks = json.load(file)[name]
    client, results = Client(verify=False), [(False, f"no response in {seconds:g} s")] * len(checks)

    def run(index):
        results[index] = _check(client, checks[index], seconds)

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(checks))]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    for check, (good, result) in zip(checks, list(results)):
        print(json.dumps({"url": check["url"], "good": good, "result": result}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
