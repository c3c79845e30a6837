"""The sections of a diagnosis as text, for a reader."""


def size(count):
    if count is None:
        return "locked"
    count = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TiB"


def span(seconds):
    if seconds is None:
        return "-"
    seconds = max(0, int(seconds))
    for limit, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * limit:
            return f"{seconds // limit} {unit}"
    return f"{seconds} s"


def table(headings, rows, none):
    """Rows as a table of text, or what it means that there is none."""
    if not rows:
        return [f"  {none}"]
    texts = [["-" if each is None else str(each) for each in row] for row in [headings, *rows]]
    widths = [max(len(row[index]) for row in texts) for index in range(len(headings))]
    return ["  " + "  ".join(each.ljust(width) for each, width in zip(row, widths)).rstrip() for row in texts]


def server(it):
    kind = "a standby in recovery" if it["inRecovery"] else "the primary"
    return [
        f"  PostgreSQL {it['version']}, {kind}, up for {span(it['upSeconds'])}; {size(it['sizeBytes'])}; "
        f"{it['deadlocks']} deadlocks and {it['cacheHitPercent']} % from the cache in {span(it['countedSeconds'])}",
    ]


def connections(it):
    rows = [
        [each["sessions"], each["role"], each["application"], each["database"], each["state"], span(each["longestSeconds"])]
        for each in it["groups"]
    ]
    percent = round(100 * it["used"] / it["max"])
    return [
        f"  {it['used']} of {it['max']} ({percent} %), {it['reserved']} of them for superusers",
        *table(["sessions", "role", "application", "database", "state", "longest"], rows, "none"),
    ]


def idle(it):
    rows = [
        [each["pid"], each["role"], each["application"], span(each["idleSeconds"]), span(each["transactionSeconds"]), each["backendStart"], each["query"]]
        for each in it
    ]
    return table(["pid", "role", "application", "idle for", "transaction", "began", "last statement"], rows, "none")


def transactions(it):
    rows = [
        [each["pid"], each["role"], each["application"], span(each["transactionSeconds"]), span(each["querySeconds"]), each["waitsFor"] or "-", each["backendStart"], each["query"]]
        for each in it
    ]
    return table(["pid", "role", "application", "transaction", "statement", "waits for", "began", "statement"], rows, "none")


def end_command(each):
    """What the operator's command takes to end this one session."""
    return f"TERMINATE=one TERMINATE_PID={each['pid']} TERMINATE_BACKEND_START={each['backendStart']}"


def locks(it):
    blockers = [
        [each["pid"], "root" if each["root"] else "blocked too", each["blocks"], each["role"], each["application"], each["state"], span(each["transactionSeconds"]), each["query"]]
        for each in it["blockers"]
    ]
    blocked = [
        [each["pid"], ", ".join(map(str, each["blockedBy"])), each["mode"], each["relation"], span(each["querySeconds"]), each["query"]]
        for each in it["blocked"]
    ]
    roots = [f"  to end it: {end_command(each)}" for each in it["blockers"] if each["root"] and each["backendStart"]]
    prepared = [
        f"  prepared transaction {each['id']} of {each['role']}, {span(each['seconds'])}: no session ends it, only ROLLBACK PREPARED"
        for each in it["prepared"]
    ]
    if not blocked:
        return ["  nobody waits for a lock", *prepared]
    return [
        f"  {it['waiting']} sessions wait; who blocks them:",
        *table(["pid", "is", "blocks", "role", "application", "state", "transaction", "statement"], blockers, "none"),
        *roots,
        *prepared,
        "  who waits:",
        *table(["pid", "blocked by", "mode", "relation", "for", "statement"], blocked, "none"),
    ]


def statements(it):
    rows = [
        [each["calls"], each["totalMilliseconds"], each["meanMilliseconds"], each["longestMilliseconds"], each["role"], each["query"]]
        for each in it
    ]
    return table(["calls", "total ms", "mean ms", "longest ms", "role", "statement"], rows, "none counted")


def tables(it):
    rows = [
        [each["table"], size(each["totalBytes"]), size(each["indexBytes"]), each["rows"], each["deadRows"], each["deadPercent"], (each["vacuumed"] or "never")[:16], (each["analyzed"] or "never")[:16]]
        for each in it["largest"]
    ]
    left = [f"  {it['locked']} tables are left out: somebody has or wants them alone (AccessExclusiveLock)"] if it["locked"] else []
    return [*table(["table", "size", "of it indexes", "rows", "dead rows", "dead %", "vacuumed", "analyzed"], rows, "no tables"), *left]


def bloat(it):
    rows = [[each["table"], size(each["bytes"]), size(each["wastedBytes"]), each["wastedPercent"]] for each in it["wasted"]]
    return table(["table", "size", "could be free", "%"], rows, "none by the planner's statistics")


def indexes(it):
    plain = lambda each: [each["index"], each["table"], size(each["bytes"])]
    return [
        "  never used:",
        *table(["index", "table", "size"], [plain(each) for each in it["unused"]], "none"),
        "  the same twice (one is enough):",
        *table(["indexes", "table", "could be free"], [[", ".join(each["indexes"]), each["table"], size(each["bytes"])] for each in it["duplicate"]], "none"),
        "  invalid (a build that failed; writes pay for it, no query uses it):",
        *table(["index", "table", "size"], [plain(each) for each in it["invalid"]], "none"),
        "  foreign keys without an index (each delete reads the whole table):",
        *table(["table", "columns", "constraint", "references"], [[each["table"], each["columns"], each["constraint"], each["references"]] for each in it["missing"]], "none"),
        "  large tables that are often read to the end:",
        *table(["table", "scans", "rows each", "index scans"], [[each["table"], each["scans"], each["rowsEach"], each["indexScans"]] for each in it["scanned"]], "none"),
    ]


PARTS = (
    ("server", "Server", server),
    ("connections", "Connections", connections),
    ("idleInTransaction", "Idle in a transaction", idle),
    ("locks", "Locks", locks),
    ("transactions", "Running transactions, oldest first", transactions),
    ("statements", "Statements that took the most time", statements),
    ("tables", "Largest tables", tables),
    ("bloat", "Bloat, an estimate", bloat),
    ("indexes", "Indexes", indexes),
)
