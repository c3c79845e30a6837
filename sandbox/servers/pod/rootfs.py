"""A container's root file system: that of an unpacked image, under a layer in memory."""

import codecs
import os

from syscalls import (
    MS_BIND,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
    mount,
    pivot_root,
)

# Where directories of the host wait until volumes.py mounts them.
HOSTS = "/mnt"
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
# What a container runtime takes from its node, so that names are found in the container as there.
FROM_NODE = ("/etc/hosts", "/etc/resolv.conf")
# Loaded now: inside the root this Python has no library any more.
codecs.lookup("unicode_escape")


def _tmpfs(target, mode, flags=0, options=""):
    mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV | flags, f"mode={mode:o}{options}")


def _devices(root):
    _tmpfs(f"{root}/dev", 0o755)
    for name in DEVICES:
        os.close(os.open(f"{root}/dev/{name}", os.O_CREAT | os.O_WRONLY, 0o666))
        mount(f"/dev/{name}", f"{root}/dev/{name}", flags=MS_BIND)
    os.symlink("/proc/self/fd", f"{root}/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"{root}/dev/{name}")
    os.mkdir(f"{root}/dev/shm")
    _tmpfs(f"{root}/dev/shm", 0o1777, MS_NOEXEC, ",size=64m")


def enter_root(image, hosts):
    """Builds the root file system, enters it and leaves the host's behind."""
    # The mount covers the host's directory in this process's view only, so nothing is left of it on disk.
    scratch = "/tmp"
    # Held open, for the scratch directory may cover them.
    opened = {name: os.open(path, os.O_PATH | os.O_DIRECTORY) for name, path in hosts.items()}
    lower = os.open(image, os.O_PATH | os.O_DIRECTORY)
    mount(None, "/", flags=MS_REC | MS_PRIVATE)
    mount("tmpfs", scratch, "tmpfs", 0, "mode=0700")
    for name in ("upper", "work", "root"):
        os.mkdir(f"{scratch}/{name}", 0o755)
    root = f"{scratch}/root"
    layers = f"lowerdir=/proc/self/fd/{lower},upperdir={scratch}/upper,workdir={scratch}/work"
    mount("overlay", root, "overlay", 0, layers)
    os.close(lower)
    for path in FROM_NODE:
        with open(path, "rb") as theirs, open(root + path, "wb") as ours:
            ours.write(theirs.read())
    for name, descriptor in opened.items():
        os.mkdir(f"{root}{HOSTS}/{name}")
        mount(f"/proc/self/fd/{descriptor}", f"{root}{HOSTS}/{name}", flags=MS_BIND)
        os.close(descriptor)
    mount("proc", f"{root}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("sysfs", f"{root}/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY)
    _devices(root)
    pivot_root(root)


def make_root_read_only(places):
    """Refuses writes everywhere but in /dev and in the volumes mounted at `places`, which have their own rule."""
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        points = [line.split()[4].encode().decode("unicode_escape") for line in table]
    for point in points:
        if point not in places and point.split("/")[1] not in ("dev", "proc", "sys"):
            mount(None, point, flags=MS_REMOUNT | MS_BIND | MS_RDONLY)
