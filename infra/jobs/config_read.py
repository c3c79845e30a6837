#!/usr/bin/python3
"""Checks the List of a configuration backup against its manifest: every object parses, and each path of the Kubernetes API
has as many objects as were counted.

  config_read.py MANIFEST OUTPUT < LIST

Writes the objects to OUTPUT, one a line, in the order in which they may be applied. Leaves with 1 and one message on
stderr where something is wrong. A List is read as one text, and its objects one at a time: as values of Python all of
them would take ten times their bytes.
"""

import sys

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import collections
import json

from config_objects import path_of, rank

HEAD, TAIL = '{"apiVersion":"v1","kind":"List","items":[', "]}"


class Damaged(Exception):
    """What is wrong with the List."""


def objects_of(text):
    """Yields each object of a List, and its text."""
    text = text.strip()
    if not text.startswith(HEAD) or not text.endswith(TAIL):
        raise Damaged(f"it is no List of {len(text)} characters")
    # config-backup ends the last object's line.
    decoder, place, end = json.JSONDecoder(), len(HEAD), len(text[: -len(TAIL)].rstrip())
    number = 0
    while place < end:
        number += 1
        try:
            value, after = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            raise Damaged(f"object {number}, at character {place}, does not parse") from None
        yield value, text[place:after]
        if after < end and text[after] != ",":
            raise Damaged(f"object {number} is not followed by another, at character {after}")
        place = after + 1


def _text(value):
    return isinstance(value, str) and value != ""


def check(text, manifest):
    """The texts of the objects in the order in which they may be applied."""
    counts, lines = collections.Counter(), []
    for number, (value, line) in enumerate(objects_of(text), 1):
        metadata = value.get("metadata") if isinstance(value, dict) else None
        if not isinstance(metadata, dict) or not all(
            map(_text, (value.get("apiVersion"), value.get("kind"), metadata.get("name")))
        ):
            raise Damaged(f"object {number} lacks apiVersion, kind or name")
        if metadata.get("namespace") not in (None, manifest["namespace"]):
            raise Damaged(f"object {number} is of namespace {metadata['namespace']!r:.80}, not {manifest['namespace']}")
        counts[path_of(value)] += 1
        lines.append((rank(value["kind"]), line))
    wrong = [
        f"{path} has {counts[path]} objects, its manifest says {manifest['resources'].get(path, 'none')}"
        for path in sorted({*counts, *manifest["resources"]})
        if counts[path] != manifest["resources"].get(path, 0)
    ]
    if wrong:
        raise Damaged("; ".join(wrong))
    return [line for _, line in sorted(lines, key=lambda each: each[0])]


def main():
    """Returns the exit code."""
    with open(sys.argv[1], encoding="utf-8") as file:
        manifest = json.load(file)
    try:
        lines = check(sys.stdin.buffer.read().decode("utf-8"), manifest)
    except (Damaged, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 1
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
