"""The Linux calls that Python 3.11 has no function for."""

import ctypes
import os

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18

_MNT_DETACH = 2
_PR_SET_PDEATHSIG = 1
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result, what):
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _bytes(text):
    return None if text is None else text.encode()


def unshare(flags):
    """Moves this process (CLONE_NEWPID: its children) into namespaces of its own."""
    _check(_libc.unshare(flags), "unshare")


def mount(source, target, kind=None, flags=0, options=None):
    """mount(2)."""
    result = _libc.mount(
        _bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(flags), _bytes(options)
    )
    _check(result, f"mount {kind or 'bind'} on {target}")


def detach(target):
    """Lazy umount: gone from the tree at once, from the system when nobody uses it."""
    _check(_libc.umount2(_bytes(target), _MNT_DETACH), f"umount {target}")


def pivot_root(new_root):
    """Makes a mount the root of this mount namespace; the old root is gone."""
    os.chdir(new_root)
    _check(_libc.syscall(_SYS_PIVOT_ROOT[os.uname().machine], b".", b"."), "pivot_root")
    detach(".")
    os.chdir("/")


def die_with_parent(signal_number):
    """The kernel sends this process the signal when its parent ends."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0), "prctl")
