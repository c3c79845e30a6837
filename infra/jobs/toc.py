"""The table of contents of a dump: its entries, how each is named, and what pg_restore says of them."""

import codecs
import json
import os
import re
import subprocess

# Entries that hold no row and guard none. Where one cannot be made, a database in an emergency is better than none.
MAY_BE_LEFT_OUT = {
    "EVENT TRIGGER": "only a superuser may create one",
    "PUBLICATION": "FOR ALL TABLES and FOR TABLES IN SCHEMA are for superusers",
    "PUBLICATION TABLE": "follows its publication",
    "PUBLICATION TABLES IN SCHEMA": "only a superuser may add one",
    "SUBSCRIPTION": "never made: it would share the slot of the serving database's",
    "SUBSCRIPTION TABLE": "follows its subscription",
    "MATERIALIZED VIEW DATA": "its query can be run again",
    "FOREIGN DATA WRAPPER": "only a superuser may create one; its rows are elsewhere",
    "SERVER": "needs its wrapper; its rows are elsewhere",
    "USER MAPPING": "needs its server and its role",
    "FOREIGN TABLE": "its rows are elsewhere",
    "COMMENT": "holds no row",
    "SECURITY LABEL": "needs its provider",
    "STATISTICS": "serves the planner alone",
}
# Never made by a restore, whatever its login may: two subscriptions of one slot take each other's changes.
NEVER = {"SUBSCRIPTION": "a restore makes no subscription: it would share its slot with the one of the serving database", "SUBSCRIPTION TABLE": "a restore makes no subscription"}
# May go with an entry that they depend on; of the others, those on a view or foreign table that is left out.
FOLLOWERS = {*MAY_BE_LEFT_OUT, "VIEW", "MATERIALIZED VIEW", "FUNCTION", "PROCEDURE", "AGGREGATE", "TABLE ATTACH", "INDEX ATTACH", "ACL"}
VIEWS = {"VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE"}
# What a use-list of its own makes at the end, one entry after the other, so that each error has its entry.
LATE = {
    "POLICY",
    # Forced on its owner, it would hide rows from the foreign keys that are still to be checked.
    "ROW SECURITY",
    "EVENT TRIGGER",
    "PUBLICATION",
    "PUBLICATION TABLE",
    "PUBLICATION TABLES IN SCHEMA",
    "COMMENT",
    "SECURITY LABEL",
    "STATISTICS",
}
POST = {
    *("INDEX", "INDEX ATTACH", "CONSTRAINT", "FK CONSTRAINT", "CHECK CONSTRAINT", "TRIGGER", "RULE"),
    *("MATERIALIZED VIEW DATA", *LATE),
}
DATA = {"TABLE DATA", "SEQUENCE SET", "BLOB", "BLOBS", "BLOB METADATA", "LARGE OBJECT"}
ACL = {"ACL", "DEFAULT ACL"}
# What may hold a password in its options.
_SECRET = {"SUBSCRIPTION", "USER MAPPING", "SERVER", "FOREIGN DATA WRAPPER", "FOREIGN TABLE"}
KINDS = sorted(
    {
        *("ACCESS METHOD", "AGGREGATE", "BLOB COMMENTS", "CAST", "COLLATION", "CONVERSION", "DATABASE", "DATABASE PROPERTIES"),
        *("DEFAULT", "DOMAIN", "ENCODING", "EXTENSION", "FUNCTION", "MATERIALIZED VIEW", "OPERATOR", "OPERATOR CLASS"),
        *("OPERATOR FAMILY", "PROCEDURAL LANGUAGE", "PROCEDURE", "SCHEMA", "SEARCHPATH", "SEQUENCE", "SEQUENCE OWNED BY"),
        *("SHELL TYPE", "STDSTRINGS", "TABLE", "TABLE ATTACH", "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY"),
        *("TEXT SEARCH PARSER", "TEXT SEARCH TEMPLATE", "TRANSFORM", "TYPE", "VIEW"),
        *MAY_BE_LEFT_OUT,
        *POST,
        *DATA,
        *ACL,
    },
    key=len,
    reverse=True,
)


# There may be hundreds of thousands of entries.
_KIND = re.compile(f"(?:{'|'.join(map(re.escape, KINDS))})(?= )")

# Kinds that pg_identify_object names otherwise.
_IDENTIFIED = {
    "DOMAIN": "type",
    "FOREIGN DATA WRAPPER": "foreign-data wrapper",
    "MATERIALIZED VIEW DATA": "materialized view",
    "PROCEDURAL LANGUAGE": "language",
    "STATISTICS": "statistics object",
    "TABLE DATA": "table",
}


class Entry:
    """A line of the table of contents."""

    def __init__(self, number, line, text, owners=()):
        self.id, self.line, self.needs = number, line, []
        known = _KIND.match(text)
        self.kind = known[0] if known else text.split(" ", 1)[0]
        rest = text[len(self.kind) + 1 :].split(" ", 1)
        self.schema, self.tail = rest[0], rest[1] if len(rest) > 1 else ""
        # The owner is the last word, or one of the known owners of several words.
        owner = next((one for one in owners if self.tail.endswith(" " + one)), self.tail.rsplit(" ", 1)[-1])
        self.name = self.tail[: -len(owner) - 1]

    def label(self):
        """How RESTORE_ACCEPT names it."""
        return f"{self.kind} {self.schema} {self.name}"

    def names(self):
        """All that names it in RESTORE_ACCEPT."""
        forms = {self.kind, f"{self.kind} {self.schema} {self.tail}", self.label()}
        return forms | ({f"{self.kind} {self.name}", f"{self.kind} {self.tail}"} if self.schema == "-" else set())


def load(folder, name, default):
    """A JSON file of an earlier step."""
    try:
        with open(os.path.join(folder, name)) as file:
            return json.load(file)
    except FileNotFoundError:
        return default


def codec_of(encoding):
    """Python's codec for an encoding of PostgreSQL; UTF-8 for one that it does not know, and for bytes."""
    try:
        return codecs.lookup(re.sub(r"^WIN(?=\d)", "cp", encoding)).name
    except LookupError:
        return "utf-8"


def script_text(script):
    """A script of pg_restore, bytes, as text: it names its encoding."""
    found = re.search(rb"^SET client_encoding = '(\w+)';$", script, re.M)
    return script.decode(codec_of(found[1].decode()) if found else "utf-8", errors="replace")


def read_toc(folder):
    """Entries by id, in order."""
    entries, last = {}, None
    owners = sorted(load(folder, "choice.json", {}).get("owners", []), key=len, reverse=True)
    with open(os.path.join(folder, "toc.deps"), errors="surrogateescape") as lines:
        for line in lines:
            found = re.match(r"(\d+); \d+ \d+ (.*)$", line)
            if found:
                last = entries[int(found[1])] = Entry(int(found[1]), line.rstrip("\n"), found[2], owners)
            elif line.startswith(";\tdepends on:") and last:
                last.needs = [int(one) for one in line.split(":", 1)[1].split()]
    return entries


def dependents(entries, roots, already=()):
    """Ids of what depends on these, all the way, without what was made already."""
    found, todo = set(), set(roots)
    while todo:
        todo = {one.id for one in entries.values() if todo.intersection(one.needs)} - found - set(roots) - set(already)
        found |= todo
    return found


def errors(path):
    """(entry's id or None, message) for each error that pg_restore --verbose went on after, and the warnings that it printed."""
    found, others, number, block = [], [], None, None
    with open(path, errors="replace") as lines:
        for line in lines:
            line = line.rstrip("\n")
            entry = re.match(r"pg_restore: from TOC entry (\d+);", line)
            if entry:
                number, block = int(entry[1]), None
            elif line.startswith("pg_restore: error: "):
                block = [number, line[len("pg_restore: error: ") :]]
                found.append(block)
            elif line.startswith("pg_restore: "):
                block = None
                if re.match(r"pg_restore: (warning: (?!errors ignored)|WARNING: )", line):
                    others.append(line[len("pg_restore: ") :])
            elif block is not None:
                block[1] += " " + line.strip()
    # pg_restore from 17 on begins with a setting that servers before 17 do not know, and has no option against it.
    found = [one for one in found if "Command was: SET transaction_timeout" not in one[1]]
    return found, others


def kind_of(entry):
    """The kind as pg_identify_object has it."""
    return _IDENTIFIED.get(entry.kind, entry.kind.lower())


def property_of(entry):
    """What of it is missing."""
    return "rows" if entry.kind in ("MATERIALIZED VIEW DATA", "TABLE DATA") else "exists"


def name_of(entry):
    """The identity as pg_identify_object has it, for objects without a comma in their name."""

    def part(text):
        return text if re.fullmatch(r"[a-z_][a-z0-9_$]*", text) else '"' + text.replace('"', '""') + '"'

    if entry.kind in ("CAST", "TRANSFORM"):
        return entry.name.removeprefix(entry.kind + " ").replace("FOR ", "for ").replace(" LANGUAGE ", " language ")
    mapping = re.fullmatch(r"USER MAPPING (.+) SERVER (.+)", entry.name)
    if mapping:
        return f"{mapping[1]} on server {part(mapping[2])}"
    if "(" in entry.name or entry.kind in ("COMMENT", "SECURITY LABEL"):
        return entry.name if entry.schema == "-" else f"{part(entry.schema)}.{entry.name}"
    return part(entry.name) if entry.schema == "-" else f"{part(entry.schema)}.{part(entry.name)}"


def identity_of(entry, statement):
    """As name_of, of those whose identity is in their statement alone."""
    if entry.kind == "OPERATOR":
        sides = [re.search(rf"\b{side}ARG = ([^\n]+?),?\s*(?:\n|\);?$)", statement) for side in ("LEFT", "RIGHT")]
        return f"{entry.schema}.{entry.name}({','.join(one[1] if one else 'NONE' for one in sides)})"
    method = re.search(r" USING (\w+)", statement) if entry.kind in ("OPERATOR CLASS", "OPERATOR FAMILY") else None
    return f"{name_of(entry)} USING {method[1]}" if method else name_of(entry)


def script_of(folder, entry, options):
    """The script of one entry, bytes, as pg_restore makes it with these options."""
    listed = os.path.join(folder, "entries.one")
    with open(listed, "w", errors="surrogateescape") as file:
        file.write(entry.line + "\n")
    command = ["pg_restore", "--file=-", *options, f"--use-list={listed}", os.path.join(folder, "head")]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def statement_of(folder, entry):
    """The SQL of one entry, without what may be a password."""
    text = script_text(script_of(folder, entry, ["--no-owner", "--no-privileges"]))
    body = re.split(r"\n-- (?:Data for )?Name: [^\n]*; Type: [^\n]*\n--\n", text, maxsplit=1)[-1]
    body = re.sub(r"\n--\n-- PostgreSQL database dump complete.*", "", body, flags=re.S)
    body = "\n".join(line for line in body.splitlines() if line and not line.startswith(("SET default_", "\\")))
    if entry.kind in _SECRET:
        body = re.sub(r"'(?:[^']|'')*'", "'***'", body)
    return body.strip()
