#!/usr/bin/python3
"""What stands for every application of the catalog in a drill.

By the name that it is called by, and by what its pod has, it is the application itself, a worker, a step of a migration,
the real nginx or the real postgres_exporter. The application answers on every port that the catalog's services listen
on: GET of any path says whether it can do its work, POST of /api/drill/rows with {"seq": n} writes a row, and answers 201
only when that is committed. It finds its database as its pod declares it: PGHOST and the like, PGPASSWORD_FILE.
"""

import json
import os
import queue
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

# The applications' own, and json_exporter's, whose documents nobody compares in a drill.
PORTS = (3000, 3001, 7979, 8000, 8080)
ROWS = "/api/drill/rows"
ANSWER_SECONDS = 2
DRAIN_SECONDS = 3
CONNECTIONS = 2
BODY_LIMIT = 4096
MIGRATIONS = {"migrate", "migration", "upgrade", "db:migrate"}


def namespace():
    """The pod's namespace, which kubelet names first among the domains to search."""
    with open("/etc/resolv.conf", encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if words[:1] == ["search"] and ".svc." in words[1]:
                return words[1].split(".")[0]
    return "unknown"


class Database:
    """Up to two connections, each opened when it is needed, and opened again after it broke."""

    def __init__(self):
        with open(os.environ["PGPASSWORD_FILE"], encoding="utf-8") as file:
            self.password = file.read().rstrip("\n")
        self.free = queue.Queue()
        for _ in range(CONNECTIONS):
            self.free.put(None)

    def connect(self):
        connection = psycopg2.connect(
            password=self.password,
            connect_timeout=ANSWER_SECONDS,
            application_name="application",
            options=f"-c statement_timeout={ANSWER_SECONDS * 1000}",
            tcp_user_timeout=ANSWER_SECONDS * 1000,
        )
        connection.autocommit = True
        return connection

    def query(self, text, values=None):
        """Runs a statement in a transaction of its own; raises when it is not committed."""
        try:
            kept = self.free.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            raise RuntimeError("every connection is in use") from None
        connection = None
        try:
            # A session that somebody ended is noticed by the query alone: it gets one more try on a new one.
            for old in (kept, None) if kept is not None else (None,):
                connection = old or self.connect()
                try:
                    with connection.cursor() as cursor:
                        cursor.execute(text, values)
                    return
                except psycopg2.OperationalError:
                    connection.close()
                    connection = None
                    if old is None or values is not None:
                        raise
        finally:
            self.free.put(connection)

    def close(self):
        for _ in range(CONNECTIONS):
            try:
                connection = self.free.get(timeout=ANSWER_SECONDS)
            except queue.Empty:
                return
            if connection is not None:
                connection.close()


DATABASE = Database() if "PGPASSWORD_FILE" in os.environ else None
NAMESPACE = namespace()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        content = (json.dumps(body) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def guarded(self, work):
        try:
            work()
        except Exception as error:  # pylint: disable=broad-except
            # "down", not "unhealthy": a health check may look for the word "healthy".
            self.answer(503, {"status": "down", "reason": " ".join(str(error).split())})

    def do_GET(self):
        def look():
            if DATABASE is not None:
                DATABASE.query("SELECT 1")
            self.answer(200, {"status": "healthy", "side": NAMESPACE})

        self.guarded(look)

    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), BODY_LIMIT))
        if self.path != ROWS:
            self.answer(404, {"status": "not found"})
            return

        def write():
            if DATABASE is None:
                raise RuntimeError("this workload has no database")
            try:
                seq = json.loads(body)["seq"]
            except (ValueError, KeyError, TypeError):
                seq = None
            if type(seq) is not int or seq < 0:
                self.answer(400, {"status": 'expected {"seq": <whole number>}'})
                return
            DATABASE.query(
                "INSERT INTO public.lifeboat_drill_rows(seq, side) VALUES (%s, %s)", (seq, NAMESPACE)
            )
            self.answer(201, {"seq": seq, "side": NAMESPACE})

        self.guarded(write)

    def log_message(self, *_):
        """A request is no news."""


def until_signalled():
    """Waits for SIGTERM."""
    signalled = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: signalled.set())
    signalled.wait()


def serve():
    servers = [ThreadingHTTPServer(("", port), Handler) for port in PORTS]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    until_signalled()
    stopping = [threading.Thread(target=server.shutdown) for server in servers]
    for thread in stopping:
        thread.start()
    deadline = time.monotonic() + DRAIN_SECONDS
    for thread in stopping:
        thread.join(max(0, deadline - time.monotonic()))
    if DATABASE is not None:
        DATABASE.close()


def migration(arguments):
    """Makes a table and writes a row, which only a login that may change the schema can; a trial is rolled back."""
    ending = "ROLLBACK" if "--rollback" in arguments else "COMMIT"
    return (
        "BEGIN; CREATE TABLE IF NOT EXISTS public.lifeboat_drill_migrations(at timestamptz DEFAULT now()); "
        f"INSERT INTO public.lifeboat_drill_migrations DEFAULT VALUES; {ending}"
    )


def main():
    name, arguments = os.path.basename(sys.argv[0]), sys.argv[1:]
    if name != "application":
        if DATABASE is not None:
            DATABASE.query(migration(arguments) if MIGRATIONS & set(arguments) else "SELECT 1")
        if name == "celery" and "worker" in arguments:
            until_signalled()
    elif os.path.isdir("/etc/nginx/conf.d") and os.listdir("/etc/nginx/conf.d"):
        os.execv("/usr/sbin/nginx", ["nginx", "-c", "/etc/nginx/unprivileged.conf"])
    elif "PG_EXPORTER_WEB_LISTEN_ADDRESS" in os.environ:
        program = "/usr/bin/prometheus-postgres-exporter"
        os.execv(program, [program])
    else:
        serve()


main()
