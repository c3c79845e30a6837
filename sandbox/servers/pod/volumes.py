"""A pod's volumes, written as kubelet writes them: by root, files behind a link that is swapped as a whole."""

import base64
import os

from rootfs import HOSTS
from syscalls import MS_BIND, MS_NODEV, MS_NOSUID, MS_RDONLY, MS_REMOUNT, detach, mount

STAGE = "/run/.volumes"
DATA = "..2006_01_02_15_04_05.000000000"


def _stage(volume):
    """Makes a volume's file system. `files` null: an emptyDir."""
    path = f"{STAGE}/{volume['name']}"
    os.mkdir(path)
    if volume["hostPath"] is not None:
        mount(f"{HOSTS}/{volume['name']}", path, flags=MS_BIND)
        detach(f"{HOSTS}/{volume['name']}")
        os.rmdir(f"{HOSTS}/{volume['name']}")
        return
    size = f",size={volume['sizeBytes']}" if volume["sizeBytes"] is not None else ""
    mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, f"mode={volume['mode']:o}{size}")
    os.chown(path, 0, volume["gid"])
    os.chmod(path, volume["mode"])
    if volume["files"] is None:
        return
    os.mkdir(f"{path}/{DATA}")
    os.symlink(DATA, f"{path}/..data")
    for file in volume["files"]:
        target = f"{path}/{DATA}/{file['path']}"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "xb") as handle:
            handle.write(base64.b64decode(file["content"]))
        os.chown(target, file["uid"], volume["gid"])
        os.chmod(target, file["mode"])
        top = file["path"].split("/")[0]
        if not os.path.lexists(f"{path}/{top}"):
            os.symlink(f"..data/{top}", f"{path}/{top}")
    for directory, _, _ in os.walk(f"{path}/{DATA}"):
        os.chown(directory, 0, volume["gid"])
        os.chmod(directory, volume["directoryMode"])


def _attach(entry):
    source = os.path.join(f"{STAGE}/{entry['volume']}", entry["subPath"]).rstrip("/")
    source = os.path.realpath(source)
    target = entry["path"]
    if entry["subPath"] and not os.path.lexists(source):
        os.makedirs(source, 0o750)
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "a", encoding="utf-8"):
            pass
    mount(source, target, flags=MS_BIND)
    if entry["readOnly"]:
        mount(None, target, flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def mount_volumes(volumes, mounts):
    """Makes all volumes and mounts them at their places, outer ones first; returns where they are."""
    os.mkdir(STAGE, 0o700)
    for volume in volumes:
        _stage(volume)
    for entry in mounts:
        _attach(entry)
    for volume in volumes:
        detach(f"{STAGE}/{volume['name']}")
        os.rmdir(f"{STAGE}/{volume['name']}")
    os.rmdir(STAGE)
    return {os.path.realpath(entry["path"]) for entry in mounts}
