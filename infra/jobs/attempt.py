#!/usr/bin/python3
"""Runs statements that a restore can do without, each for itself, and prints those that had no effect.

  attempt.py DATABASE

Standard input has a JSON object a line: {"kind", "name", "property", "statement", "role"}. `role` is who runs it, where the
login may be that role; without it, or where it may not, the login itself. Printed are the same objects with `why`, the
server's message, and `code`, its SQLSTATE. A warning that no privilege was granted or revoked counts as a failure, because
PostgreSQL answers so to who may not grant. Leaves with 1 and psql's message when the session itself fails.
"""

import json
import re
import subprocess
import sys

# Statements in one transaction: a commit for each of 200,000 large objects takes minutes, and one transaction for all of
# them takes more locks than a server has room for.
BATCH = 500
_PSQL = ["psql", "-X", "-A", "-t", "-q", "--no-password", "-v", "ON_ERROR_STOP=0", "-v", "VERBOSITY=verbose", "-f", "-", "-d"]
_PRELUDE = "SET client_min_messages = warning;\nSET search_path = pg_catalog;\nSET client_encoding = 'UTF8';\n"
_SAID = re.compile(r"^psql:<stdin>:(\d+): (?:\w+:  )([0-9A-Z]{5}): (.*)$")
# No privilege granted, no privilege revoked: warnings that mean failure.
_NO_EFFECT = ("01006", "01007")


def quoted(name):
    """An identifier as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


class Script:
    """SQL for one psql, which knows the line that each of its statements ends in."""

    def __init__(self):
        self.text = [_PRELUDE]
        self.line = _PRELUDE.count("\n")
        self.ends = {}

    def add(self, statement, index=None):
        """Appends a statement; psql names the line of its semicolon."""
        text = statement.strip()
        text = text if text.endswith(";") else text + ";"
        self.text.append(text + "\n")
        self.line += text.count("\n") + 1
        if index is not None:
            self.ends[self.line] = index

    def run(self, database):
        """Returns {index: (code, message)} of the statements that failed or had no effect."""
        result = subprocess.run(
            _PSQL + [database], input="".join(self.text).encode(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        said, last = {}, None
        stderr = result.stderr.decode(errors="replace")
        for line in stderr.splitlines():
            found = _SAID.match(line)
            if found:
                number, code, message = int(found[1]), found[2], found[3]
                last = None
                if number in self.ends and (not code.startswith(("00", "01", "02")) or code in _NO_EFFECT):
                    last = self.ends[number]
                    said.setdefault(last, [code, message])
            elif last is not None and line.startswith(("DETAIL:", "HINT:")):
                said[last][1] += " " + line
        if result.returncode not in (0, 3):
            raise ConnectionError(stderr.strip()[-1500:] or f"psql ended with status {result.returncode}")
        return said


def attempt(database, statements):
    """Returns the failures of all statements, by index. Those of a transaction that failed run again, each for itself."""
    script, groups, group = Script(), [], []
    for index, one in enumerate(statements):
        if one.get("role"):
            continue
        group.append(index)
        if len(group) == BATCH:
            groups.append(group)
            group = []
    groups.append(group)
    for group in groups:
        script.add("BEGIN")
        for index in group:
            script.add(statements[index]["statement"], index)
        script.add("COMMIT")
    failures = script.run(database)
    single = Script()
    again = [index for index, one in enumerate(statements) if one.get("role")]
    for group in groups:
        if any(not failures.get(index, ["01"])[0].startswith("01") for index in group):
            again += group
    for index in again:
        failures.pop(index, None)
        role = statements[index].get("role")
        if role:
            single.add(f"SET ROLE {quoted(role)}")
        single.add(statements[index]["statement"], index)
        if role:
            single.add("RESET ROLE")
    if again:
        failures.update(single.run(database))
    return failures


def main():
    """Returns the exit code."""
    statements = [json.loads(line) for line in sys.stdin if line.strip()]
    if not statements:
        return 0
    try:
        failures = attempt(sys.argv[1], statements)
    except ConnectionError as error:
        print(error, file=sys.stderr)
        return 1
    for index in sorted(failures):
        code, why = failures[index]
        print(json.dumps({**statements[index], "why": why, "code": code}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
