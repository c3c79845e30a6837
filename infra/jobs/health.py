#!/usr/bin/python3
"""Asks the health URLs of a list in the settings, all at once, and prints a JSON line for each, in their order.

  health.py peerHealth|ownHealth SECONDS

Good is an answer of 2xx, and with the wanted text in its first 5,120 bytes where one is wanted, as Route 53 judges.
A redirect is not followed: it would show the health of another host. Certificates are not verified, for what is asked
is whether somebody answers. Honours https_proxy and no_proxy.
"""

import json
import os
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request

SEARCHED_BYTES = 5120


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def _opener():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirect)


def _ask(check, seconds):
    """Whether the answer is good, and what it was, in a few words."""
    headers = {"User-Agent": "lifeboat-health", "Cache-Control": "no-cache", "Connection": "close"}
    request = urllib.request.Request(check["url"], headers=headers)
    try:
        # The limit of a socket holds for each of its steps; main's holds for all of them and comes first.
        with _opener().open(request, timeout=seconds + 1) as answer:
            status, start = answer.status, answer.read(SEARCHED_BYTES)
    except urllib.error.HTTPError as error:
        return False, f"status {error.code}"
    except Exception as error:  # pylint: disable=broad-except
        reason = getattr(error, "reason", error)
        return False, " ".join(str(reason).split())[:200] or type(reason).__name__
    if not 200 <= status <= 299:
        return False, f"status {status}"
    wanted = check.get("contains")
    if wanted is not None and wanted.encode() not in start:
        return False, f"status {status} without the text {wanted!r}"
    return True, f"status {status}"


def main():
    """Prints the answers; leaves by os._exit, because a server that drips its answer must not hold the job."""
    name, seconds = sys.argv[1], float(sys.argv[2])
    with open(os.environ["LIFEBOAT_SETTINGS"], encoding="utf-8") as file:
        checks = json.load(file)[name]
    answers = [(False, f"no answer in {seconds:g} s")] * len(checks)

    def ask(index):
        answers[index] = _ask(checks[index], seconds)

    threads = [threading.Thread(target=ask, args=(index,), daemon=True) for index in range(len(checks))]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    for check, (good, answer) in zip(checks, list(answers)):
        print(json.dumps({"url": check["url"], "good": good, "answer": answer}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
