#!/usr/bin/python3
"""Which entries of a dump's table of contents a restore makes, and which ones it may go on without.

  entries.py plan FOLDER     from FOLDER/toc.deps (pg_restore --list --verbose) and FOLDER/choice.json: writes FOLDER/entries.*
  entries.py judge FOLDER PHASE CODE MESSAGES   what pg_restore said in that phase (pre or tail)
  entries.py hint FOLDER MESSAGES          how RESTORE_ACCEPT names the entry that pg_restore complained of
  entries.py left FOLDER, unused FOLDER    what is left out; what RESTORE_ACCEPT names in vain
  entries.py warnings FOLDER MESSAGES      what else pg_restore said

choice.json: {"accept": "KIND, KIND schema name", "extensions": [present], "schemas": [present]}. `plan` prints what is wrong with
`accept`, and `judge` what nothing may be restored without; both then leave with 1. Entries that are left out are in
FOLDER/left.json: {id: {"why", "code", "accepted"}}.
"""

import json
import os
import re
import sys

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
    dependents,
    errors,
    kind_of,
    name_of,
    property_of,
    read_toc,
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


def load(folder, name, default):
    """A JSON file of an earlier step."""
    try:
        with open(os.path.join(folder, name)) as file:
            return json.load(file)
    except FileNotFoundError:
        return default


def save(folder, name, value):
    """The reverse."""
    with open(os.path.join(folder, name), "w") as file:
        json.dump(value, file)


def lists(folder, entries):
    """Writes the use-lists of each phase, without what is left out."""
    plan, left = load(folder, "plan.json", {}), {int(one) for one in load(folder, "left.json", {})}
    kept = [one for one in entries.values() if one.id not in left and one.id not in plan["skipped"]]
    late = [one for one in kept if one.id in plan["late"]]
    write(folder, "entries.main", [one for one in kept if one.id not in plan["late"] and one.kind not in ACL])
    write(folder, "entries.refresh", [one for one in late if one.kind == "MATERIALIZED VIEW DATA"])
    write(folder, "entries.late", late)
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
    """Whether a policy only allows: without it, less is allowed than in the source."""
    return entry.kind == "POLICY" and " AS RESTRICTIVE " not in statement_of(folder, entry)


def judge(folder, phase, code, path):
    """Decides which failed entries are left out; `code` is pg_restore's exit code."""
    entries, plan_ = read_toc(folder), load(folder, "plan.json", {})
    left = {int(number): value for number, value in load(folder, "left.json", {}).items()}
    accepted, skipped = set(plan_["accepted"]), set(plan_["skipped"])
    failed, _ = errors(path)
    hopeless = [message for number, message in failed if number not in entries]
    with open(path, errors="replace") as file:
        said = file.read()
    if code != "0" and "errors ignored on restore" not in said:
        hopeless.append(said.strip()[-1500:] or f"pg_restore ended with status {code}")
    reasons = {}
    for number, message in failed:
        if number in entries:
            reasons.setdefault(number, message)
    for number in sorted(reasons, key=list(entries).index):
        entry, message = entries[number], reasons[number]
        cause = [need for need in entry.needs if need in left]
        by_hand = number in accepted or any(left[need].get("accepted") for need in cause)
        if not (entry.kind in MAY_BE_LEFT_OUT or by_hand or permissive(folder, entry) or (cause and follows(entry, entries, left, by_hand))):
            hopeless.append(f"{entry.label()}: {message[:600]}; to restore without it, RESTORE_ACCEPT='{entry.label()}'")
            continue
        left[number] = {"why": message.split(" Command was: ")[0].removeprefix("could not execute query: "), "code": "", "accepted": by_hand}
    made = {one.id for one in entries.values() if phase == "tail" or one.kind not in POST | DATA | ACL} - set(left)
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
    lists(folder, entries)
    if hopeless:
        print("; ".join(hopeless[:8]) + (f"; and {len(hopeless) - 8} more" if len(hopeless) > 8 else ""))
        return 1
    return 0


def hint(folder, path):
    """Prints RESTORE_ACCEPT for the first entry that pg_restore failed at; nothing when it named none."""
    entries, (failed, _) = read_toc(folder), errors(path)
    for number, _ in failed:
        if number in entries:
            print(f"; to restore without it, RESTORE_ACCEPT='{entries[number].label()}'", end="")
            break
    return 0


def main():
    """Returns the exit code."""
    command, folder, *rest = sys.argv[1:]
    return {"plan": plan, "judge": judge, "hint": hint, "left": left_out, "warnings": warnings, "unused": unused}[command](folder, *rest)


def left_out(folder):
    """Prints each entry that is left out: {"kind", "name", "property", "why", "statement"}."""
    entries, shown = read_toc(folder), 0
    for number, value in load(folder, "left.json", {}).items():
        entry = entries[int(number)]
        if entry.kind in ACL:
            continue
        statement = statement_of(folder, entry) if shown < _SHOWN * 5 else ""
        shown += 1
        facts = {"kind": kind_of(entry), "name": name_of(entry), "property": property_of(entry)}
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
