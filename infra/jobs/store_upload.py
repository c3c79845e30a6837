"""Streams stdin into one object, in parts that S3 itself verifies, and only if the writer says that it was complete."""

import base64
import concurrent.futures
import fcntl
import hashlib
import json
import os
import signal
import sys
import threading

from store_client import GENERAL, NOT_COMMITTED, Failure

MIB = 1024 * 1024
MAX_PARTS = 10_000
_BUFFER_BYTES = 80 * MIB
_F_SETPIPE_SZ = 1031


def part_size(expected_bytes, smallest=None):
    """Part size in bytes, whole MiB, 16 MiB or more, so that a stream of the expected size stays in 9,000 parts."""
    smallest = smallest or int(os.environ.get("LIFEBOAT_PART_BYTES", 16 * MIB))
    return max(smallest, -(-expected_bytes // (9_000 * MIB)) * MIB)


def encode(digests):
    """S3's spelling of a SHA-256: base64."""
    return base64.b64encode(digests).decode()


def composite(part_sha256):
    """S3's checksum of a multipart object: the SHA-256 of the parts' digests, base64."""
    return encode(hashlib.sha256(b"".join(bytes.fromhex(part) for part in part_sha256)).digest())


def check_stored(store, key, size, checksum):
    """Fails unless S3 holds the object with the expected size and checksum."""
    head = store.head(key)
    if head is None:
        raise Failure(GENERAL, f"object {key} is missing right after its upload")
    found = head.get("ChecksumSHA256", "").partition("-")[0]
    if head["ContentLength"] != size or found != checksum:
        raise Failure(
            GENERAL,
            f"object {key} holds {head['ContentLength']} bytes, checksum {found or 'none'}; "
            f"it was sent with {size} bytes, checksum {checksum}",
        )
    return head


class Upload:
    """One multipart upload; nothing remains of it unless complete() returned."""

    def __init__(self, store, key):
        self.store, self.key = store, key
        self.target = {"Bucket": store.bucket, "Key": key}
        self.id = None

    def begin(self):
        """Starts it at S3. A signal waits until the id is known: without it the upload could not be dropped."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            self.id = self.store.s3.create_multipart_upload(**self.target, ChecksumAlgorithm="SHA256")["UploadId"]
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def part(self, number, data):
        """Sends one part with its SHA-256, which S3 compares; returns the part's ETag and digest in hex."""
        digest = hashlib.sha256(data).digest()
        response = self.store.s3.upload_part(
            **self.target, UploadId=self.id, PartNumber=number, Body=data, ChecksumSHA256=encode(digest)
        )
        return response["ETag"], digest.hex()

    def complete(self, parts, size):
        """Joins the parts, a list of (ETag, hex digest), and checks the stored object; returns its version id."""
        listed = [
            {"PartNumber": number, "ETag": etag, "ChecksumSHA256": encode(bytes.fromhex(digest))}
            for number, (etag, digest) in enumerate(parts, 1)
        ]
        self.store.s3.complete_multipart_upload(**self.target, UploadId=self.id, MultipartUpload={"Parts": listed})
        self.id = None
        head = check_stored(self.store, self.key, size, composite([digest for _, digest in parts]))
        return head.get("VersionId")

    def abort(self):
        """Drops what was sent; the lifecycle rule drops it later when this fails."""
        if self.id is None:
            return
        try:
            self.store.s3.abort_multipart_upload(**self.target, UploadId=self.id)
        except Exception:  # pylint: disable=broad-except
            print(f"multipart upload of {self.key} could not be aborted; its lifecycle rule will", file=sys.stderr)


def _fill(source, size):
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        count = source.readinto(view[filled:])
        if not count:
            return bytes(view[:filled])
        filled += count
    return buffer


def _commitment(commit_fd):
    """The writer's half of the manifest, one line of JSON that ends the commit; None when it closed without one."""
    with os.fdopen(commit_fd, "rb") as commit:
        line = commit.read()
    return json.loads(line) if line.endswith(b"}\n") else None


def put(store, key, expected_bytes, commit_fd):
    """Uploads stdin to key. The end of stdin proves nothing, because a dump that failed ends it too: the upload is
    completed only after the writer sent its half of the manifest on commit_fd, and aborted when that descriptor closes
    without it. Returns that half, and what the upload adds to it."""
    size_of_part = part_size(expected_bytes)
    # Bounded memory: the parts in flight and the one being filled stay below _BUFFER_BYTES, or two parts.
    workers = max(1, min(3, _BUFFER_BYTES // size_of_part - 1))
    slots = threading.Semaphore(workers)
    total, size, futures = hashlib.sha256(), 0, []
    try:
        fcntl.fcntl(0, _F_SETPIPE_SZ, MIB)
    except OSError:
        pass
    upload = Upload(store, key)
    try:
        upload.begin()
        pool = concurrent.futures.ThreadPoolExecutor(workers)
        with open(0, "rb", buffering=0, closefd=False) as source:
            while True:
                slots.acquire()
                data = _fill(source, size_of_part)
                if not data:
                    break
                for future in futures[-workers - 1 :]:
                    if future.done():
                        future.result()
                if len(futures) == MAX_PARTS:
                    raise Failure(
                        GENERAL,
                        f"{key} is larger than {MAX_PARTS} parts of {size_of_part} bytes; expected {expected_bytes}",
                    )
                future = pool.submit(upload.part, len(futures) + 1, data)
                future.add_done_callback(lambda _: slots.release())
                futures.append(future)
                total.update(data)
                size += len(data)
        parts = [future.result() for future in futures]
        commitment = _commitment(commit_fd)
        if commitment is None:
            raise Failure(NOT_COMMITTED, f"upload of {key} was not committed and is aborted")
        if not parts:
            raise Failure(GENERAL, f"nothing to upload to {key}")
        version = upload.complete(parts, size)
    except BaseException:
        upload.abort()
        raise
    return commitment | {
        "stagingKey": key,
        "stagingVersionId": version,
        "bytes": size,
        "sha256": total.hexdigest(),
        "partBytes": size_of_part,
        "partSha256": [digest for _, digest in parts],
    }
