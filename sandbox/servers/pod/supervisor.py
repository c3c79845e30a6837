"""Runs one container as a process: plan as JSON on stdin, reports as JSON lines on descriptor 3.

Reports: {"pid"} when the container's first process exists, {"problem"} when it could not be set up, and {"exitCode",
"signal", "maxRssKiB"} when it has ended. Everything it started ends with it, and it ends with its own parent.
"""

import json
import os
import resource  # pylint: disable=unused-import # os.wait4 loads it, and inside the root this Python has no library
import select
import signal
import socket
import sys

import rootfs
import volumes
from syscalls import (
    CLONE_NEWIPC,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUTS,
    die_with_parent,
    unshare,
)

REPORTS = 3


def report(**facts):
    os.write(REPORTS, (json.dumps(facts) + "\n").encode())


def container(plan, lifeline):
    """The first process of the container: builds its world, then becomes its command."""
    die_with_parent(signal.SIGKILL)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(125)  # The supervisor ended before the line above: nobody would be told.
    os.setsid()
    os.umask(0o022)
    socket.sethostname(plan["hostname"])
    hosts = {volume["name"]: volume["hostPath"] for volume in plan["volumes"] if volume["hostPath"]}
    rootfs.enter_root(plan["root"], hosts)
    places = volumes.mount_volumes(plan["volumes"], plan["mounts"])
    os.makedirs(plan["workingDir"], exist_ok=True)
    if plan["rootReadOnly"]:
        rootfs.make_root_read_only(places)
    os.chdir(plan["workingDir"])
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    os.execve("/usr/bin/setpriv", ["setpriv", *plan["setpriv"], "--", *plan["argv"]], plan["env"])


def main():
    os.set_inheritable(REPORTS, False)
    die_with_parent(signal.SIGKILL)
    plan = json.load(sys.stdin)
    if os.getppid() != plan["parent"]:
        sys.exit(125)
    unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS)
    lifeline, held_while_alive = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(held_while_alive)
        try:
            container(plan, lifeline)
        except BaseException as problem:  # pylint: disable=broad-except
            report(problem=f"{type(problem).__name__}: {problem}")
        os._exit(125)
    report(pid=pid)
    _, status, usage = os.wait4(pid, 0)
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    report(
        exitCode=128 + ended_by if ended_by is not None else os.WEXITSTATUS(status),
        signal=None if ended_by is None else signal.Signals(ended_by).name,
        maxRssKiB=usage.ru_maxrss,
    )


main()
