"""A container's root file system: the host's programs under a layer in memory, without the host's data."""

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

# What an image of Debian has too: the rest of the host's root is its data.
SYSTEM = ("bin", "etc", "lib", "lib32", "lib64", "libx32", "sbin", "usr", "var")
# Directories that are there but empty in an image, by mode.
EMPTY = {
    "home": 0o755,
    "mnt": 0o755,
    "opt": 0o755,
    "root": 0o700,
    "run": 0o755,
    "tmp": 0o1777,
    "usr/local": 0o755,
    "var/tmp": 0o1777,
}
SOURCES_TO_SKIP = {"proc", "sysfs", "devtmpfs", "devpts", "tmpfs", "cgroup", "cgroup2", "mqueue", "autofs"}
# Where directories of the host wait until volumes.py mounts them.
HOSTS = "/mnt"
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


def _host_mounts():
    """Mount points of real file systems inside the system's directories, outermost first."""
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        for line in table:
            before, after = line.split(" - ", 1)
            point = before.split()[4].encode().decode("unicode_escape")
            if after.split()[0] in SOURCES_TO_SKIP or not point.lstrip("/"):
                continue
            if point.split("/")[1] in SYSTEM:
                yield point


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


def enter_root(accounts, hosts):
    """Builds the root file system, enters it and leaves the host's behind."""
    # The mount covers the host's directory in this process's view only, so nothing is left of it on disk.
    scratch = "/tmp"
    # Held open, for the scratch directory may cover them.
    opened = {name: os.open(path, os.O_PATH | os.O_DIRECTORY) for name, path in hosts.items()}
    mount(None, "/", flags=MS_REC | MS_PRIVATE)
    mount("tmpfs", scratch, "tmpfs", 0, "mode=0700")
    for name in ("upper", "work", "root"):
        os.mkdir(f"{scratch}/{name}", 0o755)
    root = f"{scratch}/root"
    mount("overlay", root, "overlay", 0, f"lowerdir=/,upperdir={scratch}/upper,workdir={scratch}/work")
    for point in _host_mounts():
        mount(point, root + point, flags=MS_BIND)
        mount(None, root + point, flags=MS_REMOUNT | MS_BIND | MS_RDONLY)
    for name, lines in accounts.items():
        with open(f"{root}/etc/{name}", "a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
    for name, mode in EMPTY.items():
        os.makedirs(f"{root}/{name}", exist_ok=True)
        _tmpfs(f"{root}/{name}", mode)
    for name in sorted(os.listdir(root)):
        path = f"{root}/{name}"
        kept = name in SYSTEM or name in EMPTY or name in ("proc", "sys", "dev")
        if not kept and os.path.isdir(path) and not os.path.islink(path):
            _tmpfs(path, 0o755)
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
