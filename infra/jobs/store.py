#!/usr/bin/python3
"""The jobs' object store client. Prints JSON on stdout, one message on stderr, and exits by the jobs' contract.

  backup KEY --expect N --scope S   stdin to KEY of the vault, then, once the manifest's half came on descriptor 3,
                                    promotion to the tiers that are due (scheduled) or to safety; manifests last
  config KEY                        the same for a configuration backup, which stays at KEY
  record KEY                        JSON on stdin to KEY of the vault
  select WHAT [--wait SECONDS] [--or-older]
                                    manifest of latest, an id, the newest at or before a time, or label:<label>;
                                    with --wait repeated until it exists; with --or-older the next older one
                                    where a replica has the manifest and not the object
  select-random --not ID            manifest of another backup, or null
  select-config WHAT                manifest of a configuration backup: latest, an id, or the newest at or before a time
  get MANIFEST [--head BYTES]       the object to stdout, compared with the manifest file as it streams
"""

import sys

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import argparse
import json
import os
import signal

from store_client import ARGUMENTS, GENERAL, Failure, Store, explain
from store_publish import publish, publish_config, put_json
from store_choose import select, select_random
from store_config import select_config
from store_read import get
from store_upload import put


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name, *positional, **options):
        sub = commands.add_parser(name)
        for argument in positional:
            sub.add_argument(argument)
        for option, setting in options.items():
            sub.add_argument(f"--{option}", **setting)

    command(
        "backup",
        "key",
        expect={"type": int, "default": 0},
        scope={"choices": ("scheduled", "safety"), "required": True},
    )
    command("config", "key")
    command("record", "key")
    command("select", "what", wait={"type": int, "default": 0}, **{"or-older": {"action": "store_true"}})
    command("select-random", **{"not": {"dest": "other", "required": True}})
    command("select-config", "what")
    command("get", "manifest", head={"type": int, "default": 0})
    return parser.parse_args()


class Stopped(BaseException):
    """A signal. Not an Exception, after which the S3 client would make another attempt."""


def _stop(number, _frame):
    # A second signal must not interrupt the cleaning up after the first.
    signal.signal(number, signal.SIG_IGN)
    raise Stopped(f"stopped by signal {signal.Signals(number).name}")


def _run(arguments, store):
    if arguments.command == "backup":
        return publish(store, put(store, arguments.key, arguments.expect, 3), arguments.scope)
    if arguments.command == "config":
        return publish_config(store, put(store, arguments.key, 0, 3))
    if arguments.command == "record":
        return {"versionId": put_json(store, arguments.key, json.load(sys.stdin))}
    if arguments.command == "select":
        return select(store, arguments.what, arguments.wait, arguments.or_older)
    if arguments.command == "select-random":
        return select_random(store, arguments.other)
    if arguments.command == "select-config":
        return select_config(store, arguments.what)
    with open(arguments.manifest, encoding="utf-8") as file:
        manifest = json.load(file)
    with open(1, "wb", buffering=0, closefd=False) as sink:
        get(store, manifest, arguments.head, sink)
    return None


def main():
    """Runs one command; leaves by os._exit, because a worker stuck in a retry must not hold the job."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, _stop)
    bucket, code = "?", 0
    try:
        reads = arguments.command in ("select", "select-random", "select-config", "get")
        side = os.environ.get("RESTORE_FROM", "source") if reads else "vault"
        store = Store(side)
        bucket = store.bucket
        result = _run(arguments, store)
        if arguments.command != "get":
            print(json.dumps(result), flush=True)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        code = GENERAL
    except Exception as error:  # pylint: disable=broad-except
        failure = explain(error, bucket)
        print(failure, file=sys.stderr)
        code = failure.code
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    try:
        main()
    except SystemExit as left:
        sys.exit(ARGUMENTS if left.code else 0)
