#!/usr/bin/python3
"""Runs a program as the second process of a container, and ends as that does.

  first.py PROGRAM [ARGUMENT]...

The kernel lets nobody inside of a container kill its first process, and a sender that follows one that ended inside a batch
has to end rsyslog as it stands (ship.py).
"""

import signal
import subprocess
import sys


def main():
    """The program's exit code; 128 and the signal's number where one ended it."""
    told = []
    child = None

    def pass_on(number, _frame):
        told.append(number)
        if child is not None:
            child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)
    child = subprocess.Popen(sys.argv[1:])  # pylint: disable=consider-using-with
    if told:
        child.send_signal(told[-1])
    status = child.wait()
    return 128 - status if status < 0 else status


if __name__ == "__main__":
    sys.exit(main())
