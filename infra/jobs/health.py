#!/usr/bin/python3
"""Requests the health URLs of a list in the settings, all at once, and prints a JSON line for each, in their order.

  health.py peerHealth|ownHealth SECONDS

Good is a response of 2xx, and with the wanted text in its first 5,120 bytes where one is wanted, as Route 53 judges.
A redirect is not followed: it would show the health of another host. Certificates are not verified, because the question
is whether anybody responds. `unresolved` says that the resolver did not answer, which tells nothing of the host; that a
name does not exist is an answer.
"""

import json
import os
import socket
import sys
import threading
import time
import urllib.parse

from http_client import Client, proxy_of, reason_of

SEARCHED_BYTES = 5120
# The name does not exist, or has no address.
_ANSWERED = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


def _unresolved(url):
    """Why the resolver does not answer; None where it does, or where a proxy asks it."""
    target = urllib.parse.urlsplit(url)
    if proxy_of(url) is not None:
        return None
    try:
        socket.getaddrinfo(target.hostname, target.port or target.scheme, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return None if error.errno in _ANSWERED else reason_of(error)
    return None


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
    client = Client(verify=False)
    silent = (False, f"no response in {seconds:g} s", False)
    results = [(False, f"its name was not resolved in {seconds:g} s", True)] * len(checks)

    def run(index):
        unresolved = _unresolved(checks[index]["url"])
        if unresolved is not None:
            results[index] = (False, unresolved, True)
            return
        results[index] = silent
        results[index] = (*_check(client, checks[index], seconds), False)

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(checks))]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    for check, (good, result, unresolved) in zip(checks, list(results)):
        print(json.dumps({"url": check["url"], "good": good, "result": result, "unresolved": unresolved}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
