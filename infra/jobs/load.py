#!/usr/bin/python3
"""Loads the data section of a dump, SQL on stdin, over several sessions: a single COPY keeps one core of the server
busy, and most of a restore is COPY. Rows come in no order that SQL knows, so blocks of rows may go to any session.

  load.py DATABASE SESSIONS [AGAIN]

Everything else (large objects, sequences) goes to a session of its own, in order, and so does a row that is larger than a
block, piece by piece: a value of 300 MB is 600 MB of text. Leaves with 1 and psql's own message when any session fails, or
with the table in which the script ended; the database is then incomplete and must be dropped. Where nothing failed but that
tables refused rows, leaves with 8, their messages, and in the file AGAIN the tables that are incomplete:
[{"table", "why"}], `why` of those that refused some; of one that its partitions are loaded by also their names, "leaves".
"""

import fcntl
import json
import queue
import re
import subprocess
import sys
import tempfile
import threading

from psql_errors import VERBOSE, plain, scarce

BLOCK_BYTES = 4 * 1024 * 1024
_F_SETPIPE_SZ = 1031
_PSQL = ["psql", "-X", "-A", "-t", "-q", "--no-password", "-v", "ON_ERROR_STOP=1", *VERBOSE, "-d"]
# What the script sets for its session: encodings, search path, role, and the token that forbids psql's own commands.
_PREAMBLE = (b"SET ", b"SELECT pg_catalog.set_config(", b"\\restrict ")
# What the rows call (a CHECK, a generated column, a domain) was written for the search path of the database, which the session has;
# the script itself names every schema.
_NO_SEARCH_PATH = b"SELECT pg_catalog.set_config('search_path', '', false);\n"
# pg_restore sets this from version 17 on, whatever the server, and servers before 17 do not know it.
_TIMEOUT = b"SET transaction_timeout = 0;\n"
_TIMEOUT_IF_KNOWN = (
    b"SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout';\n"
)


_ENTRY = re.compile(rb"-- Data for Name: (.*); Type: TABLE DATA; Schema: (.*); Owner: ")
# Above the rows of a partition that go to its root: where they belong depends on the numbers of an enum's values.
_BY_ROOT = b"-- load via partition root "

_AGAIN = 8


def table_of(copy):
    """The table of a COPY statement, quoted as there."""
    return re.match(rb'COPY ((?:"(?:[^"]|"")*"|[^" (])+)', copy)[1].decode(errors="replace")


def bare(table):
    """A table's name without its schema, as a message has it."""
    last = re.search(r'("(?:[^"]|"")*"|[^".]+)$', table)[1]
    return last[1:-1].replace('""', '"') if last.startswith('"') else last


class Session:
    """One psql that reads SQL from a pipe."""

    def __init__(self, database, preamble):
        self.errors = tempfile.TemporaryFile()
        self.psql = subprocess.Popen(
            _PSQL + [database], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self.errors, bufsize=0
        )
        self.failed = False
        self.sent = []
        self.write(preamble)

    def write(self, *pieces):
        """Passes SQL on; once the session has ended, nothing more."""
        try:
            for piece in pieces if not self.failed else ():
                view = memoryview(piece)
                while view:
                    view = view[self.psql.stdin.write(view) :]
        except BrokenPipeError:
            self.failed = True

    def end(self):
        """Waits for the session; returns psql's message when it failed."""
        try:
            self.psql.stdin.close()
        except BrokenPipeError:
            pass
        status = self.psql.wait()
        self.errors.seek(0)
        return plain(self.errors.read(4096).decode(errors="replace"))[:1500] or f"status {status}" if status else ""

    def incomplete(self):
        """After its end: {COPY statement: message or None} of the tables that may lack rows of it; None where no table refused a row. It
        ended at the first error, so of what was sent afterwards nothing arrived."""
        self.errors.seek(0)
        text = self.errors.read(1024 * 1024).decode(errors="replace")
        found = re.search(r"\bCOPY ([^\n]+?), \S+ \d+", text)
        # A server that is full or going down refuses the same rows a second time.
        if self.psql.returncode != 3 or not found or scarce(text):
            return None
        names = [bare(table_of(copy)) for copy in self.sent]
        if found[1] not in names:
            return None
        first = names.index(found[1])
        return {**{copy: None for copy in self.sent[first:]}, self.sent[first]: plain(text)[:600]}


class Loader:
    """Sessions that share the blocks of all tables."""

    def __init__(self, database, count):
        self.database, self.count = database, count
        self.preamble = []
        self.main = Session(database, b"")
        self.sessions, self.threads = [], []
        self.blocks = queue.Queue(2)
        # Of tables that refused rows, and of those whose rows were lost with theirs.
        self.incomplete = {}
        self.entry, self.by_root, self.leaves = None, False, {}
        self.faults = []
        self.lock = threading.Lock()

    def statement(self, text):
        """A line that is no row."""
        entry = _ENTRY.match(text)
        if entry:
            self.entry, self.by_root = [entry[2].decode(errors="replace"), entry[1].decode(errors="replace")], False
        elif text.startswith(_BY_ROOT):
            self.by_root = True
        if text == _NO_SEARCH_PATH:
            return
        if text == _TIMEOUT:
            text = _TIMEOUT_IF_KNOWN
        if not self.sessions and text.startswith(_PREAMBLE):
            self.preamble.append(text)
        self.main.write(text)
        self._check()

    def begin(self, copy):
        """The COPY statement of the next rows."""
        if self.by_root:
            self.leaves.setdefault(copy, []).append(self.entry)

    def large_row(self, pieces):
        """A row larger than a block, with its COPY statement before and the end of rows after it."""
        for piece in pieces:
            self.main.write(piece)
            self._check()

    def rows(self, copy, block):
        """Whole rows of one table, with the COPY statement that they belong to."""
        if not self.sessions:
            self.sessions = [Session(self.database, b"".join(self.preamble)) for _ in range(self.count)]
            self.threads = [threading.Thread(target=self._work, args=(one,), daemon=True) for one in range(self.count)]
            for thread in self.threads:
                thread.start()
        self._check()
        self.blocks.put((copy, block))

    def _work(self, number):
        for copy, block in iter(self.blocks.get, None):
            session = self.sessions[number]
            if copy in self.incomplete or self.faults:
                continue
            if session.sent[-1:] != [copy]:
                session.sent.append(copy)
            session.write(copy, block, b"\\.\n")
            if session.failed:
                self._ended(session)
                self.sessions[number] = Session(self.database, b"".join(self.preamble))

    def _ended(self, session):
        """Waits for a session, and keeps what it says of its tables, or its message."""
        message = session.end()
        if not message:
            return
        incomplete = session.incomplete()
        if incomplete is None:
            self.faults.append(message)
            return
        with self.lock:
            self.incomplete = {**incomplete, **{copy: why for copy, why in self.incomplete.items() if why or copy not in incomplete}}

    def _check(self):
        if self.main.failed or self.faults:
            raise BrokenPipeError

    def end(self):
        """Waits for every session; returns the messages of those that failed."""
        for _ in self.threads:
            self.blocks.put(None)
        for thread in self.threads:
            thread.join()
        message = self.main.end()
        for session in self.sessions:
            self._ended(session)
        return ([message] if message else []) + self.faults


def split(source, loader):
    """Reads the script to its end. A raw line feed in COPY's text ends a row, because those in values are escaped."""
    buffer, copy, statement, seen = bytearray(), None, b"", 0
    while data := source.read(1024 * 1024):
        seen = max(0, len(buffer) - 3)
        buffer += data
        while buffer:
            if copy is None:
                end = buffer.find(b"\n") + 1
                if not end:
                    break
                statement += bytes(buffer[:end])
                del buffer[:end]
                seen = 0
                # A table's name may hold a line feed: the statement goes on until its end.
                if statement.startswith(b"COPY "):
                    if statement.endswith(b" FROM stdin;\n"):
                        copy, statement = statement, b""
                        loader.begin(copy)
                else:
                    loader.statement(statement)
                    statement = b""
                continue
            if buffer.startswith(b"\\.\n"):
                del buffer[:3]
                copy, seen = None, 0
                continue
            end = buffer.find(b"\n\\.\n", seen) + 1
            if not end and len(buffer) >= BLOCK_BYTES:
                end = buffer.rfind(b"\n") + 1
                if not end:
                    loader.large_row(_large_row(source, copy, buffer))
                    seen = 0
                    continue
            if not end:
                break
            loader.rows(copy, bytes(memoryview(buffer)[:end]))
            del buffer[:end]
            seen = 0
    if copy is not None:
        raise EOFError(f"the rows of table {copy[5:-13].decode(errors='replace')} ended in the middle")
    if buffer or statement:
        raise EOFError("the script ended in the middle of a statement")


def _large_row(source, copy, buffer):
    """The pieces of the row that the buffer begins with; leaves what follows it in the buffer."""
    yield copy
    while True:
        end = buffer.find(b"\n") + 1
        yield bytes(memoryview(buffer)[: end or len(buffer)])
        del buffer[: end or len(buffer)]
        if end:
            break
        data = source.read(1024 * 1024)
        if not data:
            return
        buffer += data
    yield b"\\.\n"


def main():
    """Returns the exit code."""
    database, count = sys.argv[1], int(sys.argv[2])
    try:
        fcntl.fcntl(0, _F_SETPIPE_SZ, 1024 * 1024)
    except OSError:
        pass
    loader, faults = Loader(database, count), []
    try:
        with open(0, "rb", buffering=0, closefd=False) as source:
            split(source, loader)
    except BrokenPipeError:
        pass
    except EOFError as error:
        faults.append(str(error))
    faults = loader.end() + faults
    for fault in dict.fromkeys(faults or [why for why in loader.incomplete.values() if why]):
        print(fault, file=sys.stderr)
    if faults or not loader.incomplete:
        return 1 if faults else 0
    tables = [
        {"table": table_of(copy), "why": why, **({"leaves": loader.leaves[copy]} if copy in loader.leaves else {})}
        for copy, why in loader.incomplete.items()
    ]
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w") as file:
            json.dump(tables, file)
    return _AGAIN


if __name__ == "__main__":
    sys.exit(main())
