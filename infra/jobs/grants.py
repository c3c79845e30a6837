#!/usr/bin/python3
"""Splits the GRANTs and REVOKEs of a dump, SQL on stdin as pg_restore prints them, into a JSON object a line for attempt.py:
{"kind", "name", "property", "statement", "role"}. `role` granted it, where that is not the owner."""

import json
import re
import sys

from toc import script_text

# Identifiers are all that such a statement quotes.
_STATEMENT = re.compile(r'(?:[^";]|"(?:[^"]|"")*")*;')
_ON = re.compile(
    r"^(?:GRANT|REVOKE) .*? ON (TABLE|SEQUENCE|FUNCTION|PROCEDURE|ROUTINE|SCHEMA|TYPE|DOMAIN|LANGUAGE|FOREIGN SERVER|FOREIGN DATA WRAPPER"
    r"|LARGE OBJECT|PARAMETER) (.*) (?:TO|FROM) ",
    re.S,
)
_NAME = r'(?:"(?:[^"]|"")*"|[^" ]+)'
_DEFAULT = re.compile(rf"^ALTER DEFAULT PRIVILEGES (FOR ROLE {_NAME}(?: IN SCHEMA {_NAME})?) (?:GRANT|REVOKE) .*? (ON [A-Z ]+) (?:TO|FROM) ", re.S)
_SESSION = re.compile(r'^SET SESSION AUTHORIZATION (?:"((?:[^"]|"")*)"|([^;]*));$')
_KINDS = {"foreign server": "server", "foreign data wrapper": "foreign-data wrapper"}


def described(statement, role):
    """What a statement is about, as far as it says so."""
    found, default = _ON.match(statement), _DEFAULT.match(statement)
    if default:
        # As pg_identify_object has it.
        kind, name = "default acl", default[1].replace("FOR ROLE", "for role", 1).replace(" IN SCHEMA ", " in schema ", 1) + " " + default[2].lower()
    else:
        kind, name = (found[1].lower(), found[2]) if found else ("grant", statement)
    column = re.match(r"^(?:GRANT|REVOKE) [A-Z, ]+\(", statement)
    result = {"kind": "table column" if column else _KINDS.get(kind, kind), "name": name, "property": "acl", "statement": statement}
    return {**result, "role": role} if role else result


def main():
    """Returns the exit code."""
    text = "\n".join(line for line in script_text(sys.stdin.buffer.read()).split("\n") if not line.startswith(("--", "\\")))
    role = None
    for found in _STATEMENT.finditer(text):
        statement = found[0].strip()
        session = _SESSION.match(statement)
        if session:
            role = session[1].replace('""', '"') if session[1] is not None else session[2]
            role = None if role == "DEFAULT" else role
        elif statement.startswith("RESET SESSION AUTHORIZATION"):
            role = None
        elif statement.startswith(("GRANT ", "REVOKE ", "ALTER DEFAULT PRIVILEGES ")):
            print(json.dumps(described(statement, role)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
