"""A store of logs as the retention job uses it: with back-off, and a reason and an exit code where that ends."""

import json
import ssl
import time

from http_client import GaveUp, Retriable, persist, reason_of
from store_http import Store

GENERAL, PERMISSION, CONFIGURATION = 1, 5, 6

_BUSY = (408, 429)


class Failure(Exception):
    """The one cause that the job ends with: exit code, event, message and more fields of its log line."""

    def __init__(self, code, event, message, **more):
        super().__init__(message)
        self.code, self.event, self.more = code, event, more


class Conflict(Exception):
    """Somebody else wrote in between."""


def _reason(body):
    """The store's reason for a refusal, where it is in the API's form."""
    try:
        error = json.loads(body)["error"]
        return f" ({error['type']}: {error['reason']})"[:300]
    except (ValueError, KeyError, TypeError):
        return ""


class Documents:
    """Reads and writes JSON documents by their paths."""

    def __init__(self, settings, log):
        try:
            self._store = Store(settings)
        except OSError as error:
            raise Failure(
                CONFIGURATION,
                "authority_unreadable",
                f"the authority of the store's certificate cannot be used: {reason_of(error)}; correct logs.caCertificate",
            ) from None
        self._settings, self._log = settings, log
        self._deadline = time.monotonic() + settings["totalSeconds"]

    def get(self, path, default=None):
        """The document at a path; the default where there is none. Raises Failure."""
        response = self._request("GET", path)
        if response.status == 404 and default is not None:
            return default
        return self._checked("GET", path, response)

    def put(self, path, document):
        """Puts a document. Raises Conflict where the path names a version that it no longer has, and Failure."""
        response = self._request("PUT", path, json.dumps(document).encode())
        if response.status == 409:
            raise Conflict(f"PUT {path}: status 409{_reason(response.body)}")
        self._checked("PUT", path, response)

    def _request(self, method, path, body=None):
        """The first response that no further attempt would change. Raises Failure."""

        def waited(text, _):
            self._log("warn", "store_waited_for", f"{method} {path}: {text}")

        try:
            response, _ = persist(
                lambda seconds: self._attempt(method, path, seconds, body),
                self._deadline,
                self._settings["requestSeconds"],
                waited,
                self._settings["attempts"],
                self._settings["pauseSeconds"],
            )
            return response
        except GaveUp as end:
            raise Failure(
                GENERAL,
                "store_unavailable",
                f"{method} {path}: {end}, {end.attempts} times; check the store, the next run will try again",
            ) from None

    def _attempt(self, method, path, seconds, body):
        """The response to one request. Raises Retriable, and Failure for good."""
        try:
            response = self._store.request(method, path, seconds, body)
        except ssl.SSLCertVerificationError as error:
            raise Failure(
                CONFIGURATION,
                "certificate_refused",
                f"the store's certificate is not trusted: {reason_of(error)}; correct logs.url or logs.caCertificate",
            ) from None
        except OSError as error:
            # A connection may be refused by an error of the same class, which has no file.
            file = self._settings["passwordFile"]
            if error.filename != file:
                raise Retriable(reason_of(error)) from None
            if isinstance(error, FileNotFoundError):
                raise Failure(CONFIGURATION, "password_missing", f"{file}: no such file") from None
            raise Failure(PERMISSION, "password_unreadable", f"{file}: {error.strerror}") from None
        if response.status in _BUSY or response.status >= 500:
            raise Retriable(f"status {response.status}", response.headers)
        if 200 <= response.status <= 299 and not _is_json(response.body):
            raise Retriable(f"status {response.status} and no JSON", response.headers)
        return response

    def _checked(self, method, path, response):
        """The document of a response. Raises Failure for one that is a refusal."""
        found = f"{method} {path}: status {response.status}{_reason(response.body)}"
        if 200 <= response.status <= 299:
            return json.loads(response.body)
        if response.status in (401, 403):
            raise Failure(
                PERMISSION,
                "store_denied",
                f"{found}: check password and rights of {self._settings['user']} (docs/logs.md lists what it needs)",
            )
        raise Failure(
            CONFIGURATION,
            "store_refused",
            f"{found}: check that logs.url is the store's own, and that its version supports this",
        )


def _is_json(body):
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
