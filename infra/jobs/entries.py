#!/usr/bin/python3
"""Which entries of a dump's table of contents a restore makes, and which ones it may go on without.

  entries.py plan FOLDER     from FOLDER/toc.deps (pg_restore --list --verbose) and FOLDER/choice.json: writes FOLDER/entries.*
  entries.py judge FOLDER PHASE CODE MESSAGES OPTIONS...   what pg_restore, with these options, said in that phase (pre, post or tail)
  entries.py retry FOLDER DATABASE MESSAGES OPTIONS...   makes what failed a second time, with the database's own search path, and
                                           prints what could be made; OPTIONS are pg_restore's
  entries.py policies FOLDER DATABASE MESSAGES   makes policies for those of their roles that exist
  entries.py empty FOLDER FILE             writes FOLDER/entries.rest: materialized views that are not among the names in the file
  entries.py again FOLDER MESSAGES         writes FOLDER/entries.again: what several sessions failed at; leaves with 1 for none
  entries.py unvalidated FOLDER            statements that add the foreign keys which rows violate
  entries.py rows FOLDER WHICH             of the tables in FOLDER/incomplete.json that refused rows (refused), or lost them with those (lost):
                                           writes FOLDER/entries.rows and prints what empties them
  entries.py refused FOLDER                how RESTORE_ACCEPT names the tables in FOLDER/again.json that refused rows
  entries.py left FOLDER, unused FOLDER    what is left out; what RESTORE_ACCEPT names in vain
  entries.py warnings FOLDER MESSAGES      what else pg_restore said

choice.json: {"accept": "KIND, KIND schema name", "extensions": [present], "schemas": [present]}. `plan` prints what is wrong with
`accept`, and `judge` what nothing may be restored without; both then leave with 1. Entries that are left out are in
FOLDER/left.json: {id: {"why", "code", "accepted"}}.
"""

import json
import os
import re
import subprocess
import sys

from psql_errors import VERBOSE, scarce
from toc import (
    ACL,
    DATA,
    FOLLOWERS,
    KINDS,
    LATE,
    MAY_BE_LEFT_OUT,
    NEVER,
    POST,
    VIEWS,
    codec_of,
    dependents,
    errors,
    identity_of,
    kind_of,
    load,
    name_of,
    property_of,
    read_toc,
    script_of,
    statement_of,
)

_SHOWN = 40

def items(text):
    """The items of RESTORE_ACCEPT: a comma in parentheses or quotes belongs to a name."""
    return [one for one in (found.strip() for found in re.findall(r'(?:\([^)]*\)|"[^"]*"|[^,("]|[("])+', text)) if one]


def write(folder, name, entries):
    """A use-list."""
    with open(os.path.join(folder, name), "w", errors="surrogateescape") as file:
        file.writelines(one.line + "\n" for one in entries)


def save(folder, name, value):
    """The reverse."""
    with open(os.path.join(folder, name), "w") as file:
        json.dump(value, file)


def lists(folder, entries):
    """Writes the use-lists of each phase, without what is left out."""
    plan, left = load(folder, "plan.json", {}), {int(one) for one in load(folder, "left.json", {})}
    kept = [one for one in entries.values() if one.id not in left and one.id not in plan["skipped"]]
    late = [one for one in kept if one.id in plan["late"]]
    last = [one for one in late if one.kind == "EVENT TRIGGER" or one.kind in ("COMMENT", "SECURITY LABEL") and one.tail.startswith("EVENT TRIGGER ")]
    write(folder, "entries.main", [one for one in kept if one.id not in plan["late"] and one.kind not in ACL])
    write(folder, "entries.refresh", [one for one in late if one.kind == "MATERIALIZED VIEW DATA"])
    write(folder, "entries.late", [one for one in late if one.kind != "MATERIALIZED VIEW DATA" and one not in last])
    write(folder, "entries.last", last)
    write(folder, "entries.acl", [one for one in kept if one.kind in ACL])


def refused(entries, accept):
    """What is wrong with RESTORE_ACCEPT."""
    known, faults = {}, []
    for one in entries.values():
        for name in one.names():
            known.setdefault(name, []).append(one.id)
    for item in accept:
        if item in known:
            continue
        kind = next((kind for kind in KINDS if item == kind or item.startswith(kind + " ")), None)
        there = [one.label() for one in entries.values() if one.kind == kind]
        what = there or sorted({one.kind for one in entries.values()})
        more = f" and {len(what) - _SHOWN} more" if len(what) > _SHOWN else ""
        faults.append(f"RESTORE_ACCEPT '{item}' names no entry of this backup; there is {', '.join(what[:_SHOWN])}{more}")
    return known, faults


def plan(folder):
    """Chooses what is made, and when."""
    entries, choice = read_toc(folder), load(folder, "choice.json", {})
    accept = items(choice.get("accept", ""))
    known, faults = refused(entries, accept)
    if faults:
        print("; ".join(faults))
        return 1
    accepted = {number for item in accept for number in known[item]}
    skipped = {one.id for one in entries.values() if present(one, choice)}
    late = {one.id for one in entries.values() if one.kind in LATE or one.kind == "MATERIALIZED VIEW DATA"}
    tail = {number for number in accepted if entries[number].kind in POST}
    late |= tail | {number for number in dependents(entries, tail) if entries[number].kind in POST}
    never = {one.id for one in entries.values() if one.kind in NEVER}
    left = {number: {"why": NEVER[entries[number].kind], "code": ""} for number in never}
    for number in dependents(entries, never):
        left[number] = {"why": "belongs to an entry that is left out", "code": ""}
    data = {number for number in accepted if entries[number].kind in DATA}
    for number in data:
        left[number] = {"why": "RESTORE_ACCEPT names it: its rows are not restored", "code": "", "accepted": True}
    save(folder, "plan.json", {"skipped": sorted(skipped), "late": sorted(late), "accepted": sorted(accepted), "accept": accept})
    save(folder, "left.json", left)
    lists(folder, entries)
    return 0


def present(entry, choice):
    """Whether the template of the new database has it already."""
    if entry.kind == "SCHEMA":
        return entry.name in choice.get("schemas", []) + choice.get("made", [])
    words = entry.tail.split(" ")
    if entry.kind in ("EXTENSION", "COMMENT") and (entry.kind == "EXTENSION" or words[0] == "EXTENSION"):
        return words[entry.kind == "COMMENT"].strip('"') in choice.get("extensions", [])
    if entry.kind == "COMMENT" and words[0] == "SCHEMA":
        return words[1] in choice.get("schemas", [])
    return False


def follows(entry, entries, left, accepted):
    """Whether an entry may be left out because of what it depends on."""
    if accepted or entry.kind in FOLLOWERS:
        return True
    return any(need in left and entries[need].kind in VIEWS for need in entry.needs if need in entries)


def permissive(folder, entry):
    """Whether nothing more is allowed without a policy: it only allows, or it restricts roles alone that do not exist (see policies)."""
    return entry.kind == "POLICY" and (entry.id in load(folder, "idle.json", []) or " AS RESTRICTIVE " not in statement_of(folder, entry))


_MADE, _REFUSED, _SCARCE = "made", "refused", "scarce"


def second_attempt(folder, entry, options):
    """How another attempt ends at what pg_restore failed at, which says the reason in the server's language alone: it is made, refused, or
    cannot be made at the moment, as on a full disk."""
    psql = ["psql", "-X", "-q", "--no-password", "--single-transaction", "-v", "ON_ERROR_STOP=1", *VERBOSE]
    script = _SESSION.sub(b"", script_of(folder, entry, options))
    asked = subprocess.run(psql, input=script, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if asked.returncode == 0:
        return _MADE
    return _SCARCE if scarce(asked.stderr.decode(errors="replace")) else _REFUSED


def serves_speed_alone(folder, entry):
    """Whether it is an index without which everything is as it was, but slower."""
    return entry.kind == "INDEX" and not statement_of(folder, entry).startswith("CREATE UNIQUE ")


def judge(folder, phase, code, path, *options):
    """Decides which failed entries are left out; `code` is pg_restore's exit code."""
    entries, plan_ = read_toc(folder), load(folder, "plan.json", {})
    left = {int(number): value for number, value in load(folder, "left.json", {}).items()}
    accepted, skipped = set(plan_["accepted"]), set(plan_["skipped"])
    retried = set(load(folder, "retried.json", []))
    failed = [one for one in errors(path)[0] if one[0] not in retried]
    hopeless = [message for number, message in failed if number not in entries]
    with open(path, errors="replace") as file:
        said = file.read()
    if code != "0" and "errors ignored on restore" not in said:
        hopeless.append(said.strip()[-1500:] or f"pg_restore ended with status {code}")
    reasons = {}
    for number, message in failed:
        if number in entries:
            reasons.setdefault(number, message)
    violated, made_again = {}, []
    for number in sorted(reasons, key=list(entries).index):
        entry, message = entries[number], reasons[number]
        needs = entry.needs
        if entry.kind == "SEQUENCE OWNED BY":
            # It names the sequence alone, which is made without its table.
            needs = [*needs, *(need for sequence in needs if sequence in entries for need in entries[sequence].needs)]
        cause = [need for need in needs if need in left]
        by_hand = number in accepted or any(left[need].get("accepted") for need in cause)
        without = entry.kind in MAY_BE_LEFT_OUT or by_hand or permissive(folder, entry) or (cause and follows(entry, entries, left, by_hand))
        if phase == "post" and not without and not cause and (entry.kind == "FK CONSTRAINT" or serves_speed_alone(folder, entry)):
            ended = second_attempt(folder, entry, options)
            if ended == _MADE:
                made_again.append(number)
                continue
            if ended == _REFUSED and entry.kind == "FK CONSTRAINT":
                violated[number] = reason(message)
                continue
            without = ended == _REFUSED
        if not without:
            hopeless.append(f"{entry.label()}: {message[:600]}; to restore without it, RESTORE_ACCEPT='{entry.label()}'")
            continue
        left[number] = {"why": reason(message), "code": "", "accepted": by_hand}
    later = {"pre": POST | DATA | ACL, "post": LATE | ACL, "tail": set()}[phase]
    made = {one.id for one in entries.values() if one.kind not in later} - set(left)
    todo = True
    while todo:
        todo = {
            one.id: next(need for need in one.needs if need in left)
            for one in entries.values()
            if one.id not in left and one.id not in made and one.id not in skipped and any(need in left for need in one.needs)
        }
        for number, need in todo.items():
            entry, by_hand = entries[number], bool(left[need].get("accepted"))
            if not follows(entry, entries, left, by_hand):
                hopeless.append(f"{entry.label()} needs {entries[need].label()}, which was not made: {left[need]['why']}")
            left[number] = {"why": f"needs {entries[need].label()}", "code": "", "accepted": by_hand}
    save(folder, "left.json", left)
    save(folder, "violated.json", violated)
    save(folder, "retried.json", [*retried, *made_again])
    lists(folder, entries)
    if hopeless:
        print("; ".join(hopeless[:8]) + (f"; and {len(hopeless) - 8} more" if len(hopeless) > 8 else ""))
        return 1
    return 0


def reason(message):
    """What the server said, without the statement."""
    return message.split(" Command was: ")[0].removeprefix("could not execute query: ")


# What pg_restore sets for its session, and a second attempt must not have: see load.py.
_SESSION = re.compile(rb"^(?:SELECT pg_catalog\.set_config\('search_path', '', false\)|SET transaction_timeout = 0);\n", re.M)
# Not made a second time: the search path changes nothing, or there is an answer to the failure.
_ONCE = {*MAY_BE_LEFT_OUT, "CONSTRAINT", "FK CONSTRAINT"} - {"MATERIALIZED VIEW DATA"}


def retry(folder, database, path, *options):
    """Makes what failed a second time: a function in a table's, domain's, index's or view's expression may rely on the search path."""
    entries, failed, made = read_toc(folder), {number for number, _ in errors(path)[0]}, []
    psql = ["psql", "-X", "-q", "--no-password", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-d", database]
    for entry in entries.values():
        if entry.id not in failed or entry.kind in _ONCE:
            continue
        script = _SESSION.sub(b"", script_of(folder, entry, options))
        if subprocess.run(psql, input=script, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            made.append(entry.id)
    save(folder, "retried.json", [*load(folder, "retried.json", []), *made])
    print(", ".join(entries[number].label() for number in made[:_SHOWN]) + (f" and {len(made) - _SHOWN} more" if len(made) > _SHOWN else ""))
    return 0


_TO = re.compile(r'^(CREATE POLICY (?:"(?:[^"]|"")*"|\S+) ON (?:(?:"(?:[^"]|"")*"|[^\s".]+)\.)?(?:"(?:[^"]|"")*"|\S+)(?: AS RESTRICTIVE)?(?: FOR \w+)? TO )(.+?)((?: USING | WITH CHECK |;).*)$', re.S)


def policies(folder, database, path):
    """Makes policies that name roles which the server lacks for the others alone, as they hold for these in the source; prints each as
    {"kind", "name", "property", "why", "statement"}."""
    entries, failed, made, idle = read_toc(folder), {number for number, _ in errors(path)[0]}, [], []
    psql = ["psql", "-X", "-q", "-A", "-t", "--no-password", "-v", "ON_ERROR_STOP=1", "-d", database]
    for entry in entries.values():
        found = _TO.match(statement_of(folder, entry)) if entry.id in failed and entry.kind == "POLICY" else None
        if not found:
            continue
        roles = re.findall(r'(?:"(?:[^"]|"")*"|[^,\s"]+)', found[2])
        listed = ", ".join("('" + one.replace("'", "''") + "')" for one in roles)
        query = f"SELECT role FROM (VALUES {listed}) r(role) WHERE role = 'PUBLIC' OR to_regrole(role) IS NOT NULL;"
        asked = subprocess.run(psql, input=query.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        there = asked.stdout.decode().splitlines()
        lacking = [one for one in roles if one not in there]
        if asked.returncode != 0 or not lacking:
            continue
        if not there:
            idle.append(entry.id)
            continue
        create = found[1] + ", ".join(there) + found[3]
        if subprocess.run(psql, input=create.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            made.append(entry.id)
            why = f"role {', '.join(lacking)} does not exist on this server: it holds for the other roles"
            alter = re.sub(r"^CREATE (POLICY .*? ON .*?)(?: AS RESTRICTIVE)?(?: FOR \w+)? TO $", r"ALTER \1", found[1], flags=re.S)
            print(json.dumps({"kind": "policy", "name": name_of(entry), "property": "roles", "why": why, "statement": f"{alter} TO {', '.join(roles)};"}))
    save(folder, "retried.json", [*load(folder, "retried.json", []), *made])
    save(folder, "idle.json", idle)
    return 0


def empty(folder, path):
    """Writes the use-list of the materialized views that are not among the names in a file."""
    with open(path) as file:
        filled = set(json.load(file))
    refresh = {line.split(";", 1)[0] for line in open(os.path.join(folder, "entries.refresh"), errors="surrogateescape")}
    write(folder, "entries.rest", [one for one in read_toc(folder).values() if str(one.id) in refresh and f"{one.schema} {one.name}" not in filled])
    return 0


def again(folder, path):
    """Writes the use-list of what several sessions failed at; leaves with 1 where that is nothing."""
    entries = read_toc(folder)
    with open(path, errors="replace") as file:
        failed = {int(one) for one in re.findall(r"from TOC entry (\d+);", file.read())}
    # A session that cannot be set up complains of the entry before it, a table.
    todo = [one for one in entries.values() if one.id in failed and one.kind in POST]
    write(folder, "entries.again", todo)
    return 0 if todo else 1


def _again(folder, tables):
    """The entries with the rows of these tables."""
    names = {one["table"].replace('"', "") for one in tables if "leaves" not in one}
    leaves = {tuple(leaf) for one in tables for leaf in one.get("leaves", [])}
    return [one for one in read_toc(folder).values() if one.kind == "TABLE DATA" and (name_of(one).replace('"', "") in names or (one.schema, one.name) in leaves)]


def rows(folder, which):
    """Writes the use-list that fills tables again, and prints the statements that empty them."""
    tables = [one for one in load(folder, "incomplete.json", []) if (which == "refused") == bool(one["why"])]
    write(folder, "entries.rows", _again(folder, tables))
    emptied = [one["table"] for one in tables if "leaves" not in one]
    emptied += [name_of(one) for one in _again(folder, [one for one in tables if "leaves" in one])]
    for one in emptied:
        print(f"TRUNCATE ONLY {one};")
    return 0


def refused_rows(folder):
    """Prints the entries of the tables that refused rows, as RESTORE_ACCEPT has them."""
    print(", ".join(one.label() for one in _again(folder, [one for one in load(folder, "again.json", []) if one["why"]])))
    return 0


def unvalidated(folder):
    """Prints, for each foreign key that rows violate, how it is added without a look at them, and how it is validated later."""
    entries = read_toc(folder)
    for number, why in load(folder, "violated.json", {}).items():
        entry = entries[int(number)]
        statement = statement_of(folder, entry)
        table, constraint = re.match(r"ALTER TABLE (?:ONLY )?(.+?)\s+ADD CONSTRAINT (.+?) FOREIGN KEY ", statement, re.S).groups()
        facts = {"kind": kind_of(entry), "name": name_of(entry), "property": "validated", "label": entry.label(), "why": why}
        print(json.dumps({**facts, "sql": statement.rstrip(";") + " NOT VALID;", "statement": f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};"}))
    return 0


def main():
    """Returns the exit code."""
    command, folder, *rest = sys.argv[1:]
    commands = {"plan": plan, "judge": judge, "retry": retry, "policies": policies, "empty": empty, "again": again, "rows": rows, "refused": refused_rows, "unvalidated": unvalidated, "left": left_out, "warnings": warnings, "unused": unused}
    return commands[command](folder, *rest)


def left_out(folder):
    """Prints each entry that is left out: {"kind", "name", "property", "why", "statement"}."""
    entries, shown, codec = read_toc(folder), 0, codec_of(load(folder, "choice.json", {}).get("encoding", ""))
    for number, value in load(folder, "left.json", {}).items():
        entry = entries[int(number)]
        if entry.kind in ACL:
            continue
        statement = statement_of(folder, entry) if shown < _SHOWN * 5 else ""
        shown += 1
        # The table of contents is in the encoding of the dump.
        name = identity_of(entry, statement).encode(errors="surrogateescape").decode(codec, errors="replace")
        facts = {"kind": kind_of(entry), "name": name, "property": property_of(entry)}
        print(json.dumps({**facts, "why": value["why"], "statement": statement}))
    return 0


def warnings(_folder, *paths):
    """Prints what pg_restore said beside its errors, a line each."""
    lines = [line for path in paths if os.path.exists(path) for line in errors(path)[1]]
    for line in dict.fromkeys(lines):
        print(line)
    return 0


def unused(folder):
    """Prints the items of RESTORE_ACCEPT that no entry needed."""
    entries, plan_ = read_toc(folder), load(folder, "plan.json", {})
    left = {int(number) for number in load(folder, "left.json", {})}
    for item in plan_["accept"]:
        if not any(item in entries[number].names() for number in left):
            print(item)
    return 0


if __name__ == "__main__":
    sys.exit(main())
