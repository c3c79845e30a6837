"""Writes what diagnose.sql found as a report to read (stdout) and as one record.

Arguments: the sections, what the server said of those that failed, and the file for the record.
"""

import json
import re
import sys

import diagnose_text

SECTIONS = (
    "server", "connections", "idleInTransaction", "transactions", "locks", "statements", "tables", "bloat", "indexes",
)
MOST_QUERY = 120
# A constant of a statement may be somebody's address or password: what a statement does is known without it.
CONSTANTS = (
    (re.compile(r"\$(\w*)\$.*?(?:\$\1\$|$)", re.S), "$…$"),
    (re.compile(r"[eE]?'(?:[^'\\]|\\.|'')*(?:'|$)", re.S), "'…'"),
    (re.compile(r"(?<![\w$.])\d+(?:\.\d+)?(?!\w)"), "?"),
)


def without_constants(query):
    """A statement on one line, without its constants and without what JSON has to escape."""
    for pattern, instead in CONSTANTS:
        query = pattern.sub(instead, query)
    query = " ".join(re.sub(r'["\\\x00-\x1f]', " ", query).split())
    return query if len(query) <= MOST_QUERY else query[: MOST_QUERY - 1] + "…"


def cleaned(value, key=""):
    if isinstance(value, dict):
        return {name: cleaned(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [cleaned(each, key) for each in value]
    if isinstance(value, str):
        return without_constants(value) if key == "query" else re.sub(r'["\\\x00-\x1f]', " ", value)
    return value


def sections_of(path):
    found = {}
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            name, _, text = line.rstrip("\n").partition("\t")
            if name in SECTIONS:
                found[name] = cleaned(json.loads(text))
    return found


def failures_of(path):
    """What the server said of each section that failed, by its name."""
    found, name = {}, ""
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("@"):
                name = line[1:].strip()
            elif "ERROR:" in line and name not in found:
                found[name] = line.split("ERROR:", 1)[1].strip()
    return found


A_WEEK = 7 * 86400


def unseen_of(found, failures):
    """What this report cannot say, and why."""
    it = found.get("server", {})
    unseen = [f"{name}: {reason}" for name, reason in failures.items()]
    if "statements" not in found and "statements" not in failures:
        unseen.append("statements: neither this database nor the maintenance database has the extension pg_stat_statements")
    hidden = found.get("connections", {}).get("notVisible", 0)
    if hidden:
        unseen.append(f"sessions: of {hidden} only role and number are visible; role {it.get('role')} must be a member of pg_monitor")
    if it and not it["tracksActivities"]:
        unseen.append("sessions: track_activities is off, so states and statements are unknown")
    undescribed = found.get("bloat", {}).get("undescribed", 0)
    if undescribed:
        unseen.append(f"bloat: {undescribed} tables have no statistics that role {it.get('role')} may read; ANALYZE gathers them")
    if it and it["inRecovery"]:
        unseen.append("indexes: a standby counts its own queries alone, so what is unused here may be used on the primary")
    elif it and (it["countedSeconds"] or 0) < A_WEEK:
        unseen.append(f"indexes: uses are counted for {diagnose_text.span(it['countedSeconds'])} only, so what is unused may be needed once a month")
    return unseen


def summary_of(found):
    it = found.get("connections", {"used": "?", "max": "?"})
    waiting = found.get("locks", {}).get("waiting", "?")
    idle_count = len(found.get("idleInTransaction", []))
    return f"{it['used']} of {it['max']} connections used, {waiting} sessions wait for locks, {idle_count} idle in a transaction"


def main():
    sections, failures, record = sys.argv[1:]
    found, failed = sections_of(sections), cleaned(failures_of(failures))
    unseen = unseen_of(found, failed)
    name = found.get("server", {}).get("database", "?")
    lines = [f"Diagnosis of database {name}: {summary_of(found)}"]
    for key, title, text in diagnose_text.PARTS:
        if key in found:
            lines += ["", title, *text(found[key])]
    lines += ["", "What this report cannot say", *(f"  {each}" for each in unseen or ["nothing is missing"])]
    print("\n".join(lines))
    with open(record, "w", encoding="utf-8") as file:
        json.dump({"summary": summary_of(found), "report": {**found, "unseen": unseen}}, file, ensure_ascii=False)


main()
