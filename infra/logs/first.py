#!/usr/bin/python3
"""Runs a program as the second process of a container, and exits as it does.

  first.py PROGRAM [ARGUMENT]...

Inside a container nothing can kill the first process, and a sender that replaces one that ended during a batch has to kill
rsyslog (ship.py).
"""

import signal
import subprocess
import sys


def main():
    """The program's exit code; 128 plus the signal's number where one ended it."""
    received = []
    child = None

    def pass_on(number, _frame):
        received.append(number)
        if child is not None:
            child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)
    child = subprocess.Popen(sys.argv[1:])  # pylint: disable=consider-using-with
    if received:
        child.send_signal(received[-1])
    status = child.wait()
    return 128 - status if status < 0 else status


if __name__ == "__main__":
    sys.exit(main())
