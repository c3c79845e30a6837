#!/usr/bin/python3
"""Shows rsyslog's own statistics (impstats, JSON, one line each on stdin) and the sender's as Prometheus reads them.

  figures.py PORT SENDER_FIGURES.json

GET /metrics has the figures, GET /healthz is 200 while rsyslog reports its own in time.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Statistics come every 10 seconds (rsyslog-conf.ts).
STALE_SECONDS = 60
PREFIX = "lifeboat_logs_"
# rsyslog's object and figure, the metric, its kind and what it says.
FIGURES = {
    ("lines", "size"): ("queue_lines", "gauge", "Lines that wait for the store"),
    ("lines", "enqueued"): ("lines_total", "counter", "Lines that were read"),
    ("lines", "full"): ("queue_full_total", "counter", "Times that reading waited because the queue was full"),
    ("sender", "delivered"): ("delivered_total", "counter", "Lines that the store has"),
    ("sender", "failures"): ("failures_total", "counter", "Attempts at a batch that the store did not take"),
    ("sender", "refused"): ("refused_total", "counter", "Lines that the store refused for good"),
}


class Figures:
    """The newest value of each figure."""

    def __init__(self, sender):
        self._sender = sender
        self._lock = threading.Lock()
        self._values = {}
        self._updated = time.monotonic()

    def update(self, line):
        """Takes one line of statistics."""
        start = line.find("{")
        try:
            statistics = json.loads(line[start:]) if start >= 0 else {}
        except ValueError:
            return
        with self._lock:
            self._updated = time.monotonic()
            for (name, figure), (metric, _, _) in FIGURES.items():
                if statistics.get("name") == name and isinstance(statistics.get(figure), (int, float)):
                    self._values[metric] = statistics[figure]

    def healthy(self):
        """Whether rsyslog reported its figures in time."""
        with self._lock:
            return time.monotonic() - self._updated < STALE_SECONDS

    def page(self):
        """The figures as Prometheus reads them."""
        with self._lock:
            values = dict(self._values)
        try:
            with open(self._sender, encoding="utf-8") as file:
                values.update((FIGURES[("sender", name)][0], count) for name, count in json.load(file).items())
        except FileNotFoundError:
            pass  # Nothing was sent yet.
        lines = []
        for metric, kind, text in FIGURES.values():
            name = PREFIX + metric
            lines += [f"# HELP {name} {text}.", f"# TYPE {name} {kind}", f"{name} {values.get(metric, 0)}"]
        return "\n".join(lines) + "\n"


def handler(figures):
    """A handler of requests for these figures."""

    class Handler(BaseHTTPRequestHandler):
        """GET only."""

        def do_GET(self):  # pylint: disable=invalid-name
            """The page, or the state of health."""
            if self.path == "/metrics":
                status, text = 200, figures.page()
            elif self.path == "/healthz":
                status, text = (200, "ok\n") if figures.healthy() else (503, "rsyslog reports no figures\n")
            else:
                status, text = 404, "not found\n"
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):  # pylint: disable=arguments-differ
            """Logs nothing: probes come every few seconds."""

    return Handler


def main():
    """Serves until rsyslog closes stdin."""
    figures = Figures(sys.argv[2])
    server = ThreadingHTTPServer(("", int(sys.argv[1])), handler(figures))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for line in sys.stdin:
        figures.update(line)


if __name__ == "__main__":
    main()
