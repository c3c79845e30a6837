"""A store of logs as the retention job speaks to it: with back-off, and a reason and an exit code where that ends."""

import json
import ssl
import time

from store_http import Store, reason_of

GENERAL, PERMISSION, CONFIGURATION = 1, 5, 6

_LONGEST_PAUSE_SECONDS = 30
_BUSY = (408, 429)


class Failure(Exception):
    """The one cause that the job ends with: exit code, event, message and more fields of its log line."""

    def __init__(self, code, event, message, **more):
        super().__init__(message)
        self.code, self.event, self.more = code, event, more


class Conflict(Exception):
    """Somebody else wrote meanwhile."""


def _pause(headers, before):
    """Seconds until the next try: what the store asks for in whole seconds, else twice what it was before."""
    text = (headers.get("Retry-After") or "").strip() if headers is not None else ""
    asked = int(text) if text.isascii() and text.isdigit() else before
    return min(asked, _LONGEST_PAUSE_SECONDS)


def _reason(body):
    """What the store says of a refusal, as far as it says it in the way of the API."""
    try:
        error = json.loads(body)["error"]
        return f" ({error['type']}: {error['reason']})"[:300]
    except (ValueError, KeyError, TypeError):
        return ""


class Documents:
    """Reads and writes JSON documents by their paths."""

    def __init__(self, settings, tell):
        try:
            self._store = Store(settings)
        except OSError as error:
            raise Failure(
                CONFIGURATION,
                "authority_unreadable",
                f"the authority of the store's certificate is not to be used: {reason_of(error)}; set logs.caCertificate",
            ) from None
        self._settings, self._tell = settings, tell
        self._deadline = time.monotonic() + settings["totalSeconds"]

    def get(self, path, default=None):
        """The document at a path; the default where there is none. Raises Failure."""
        answer = self._ask("GET", path)
        if answer.status == 404 and default is not None:
            return default
        return self._checked("GET", path, answer)

    def put(self, path, document):
        """Puts a document. Raises Conflict where the path names a version that it no longer has, and Failure."""
        answer = self._ask("PUT", path, json.dumps(document).encode())
        if answer.status == 409:
            raise Conflict(f"PUT {path}: status 409{_reason(answer.body)}")
        self._checked("PUT", path, answer)

    def _ask(self, method, path, body=None):
        """The first answer that is one of a store that is well."""
        pause, attempt = self._settings["pauseSeconds"], 0
        while True:
            attempt += 1
            answer, refusal = self._attempt(method, path, body)
            if refusal is None:
                return answer
            wait = _pause(answer and answer.headers, pause)
            if attempt >= self._settings["attempts"] or time.monotonic() + wait >= self._deadline:
                raise Failure(
                    GENERAL,
                    "store_unavailable",
                    f"{method} {path}: {refusal}, {attempt} times; see whether the store is well, the next run tries again",
                )
            self._tell("warn", "store_waited_for", f"{method} {path}: {refusal}; next attempt in {wait:g} s")
            time.sleep(wait)
            pause *= 2

    def _attempt(self, method, path, body):
        """An answer, and why another try is worth it; None where it is not."""
        left = self._deadline - time.monotonic()
        try:
            answer = self._store.ask(method, path, max(min(self._settings["requestSeconds"], left), 0.1), body)
        except FileNotFoundError as error:
            raise Failure(CONFIGURATION, "password_missing", f"{error.filename}: no such file") from None
        except PermissionError as error:
            raise Failure(PERMISSION, "password_unreadable", f"{error.filename}: {error.strerror}") from None
        except OSError as error:
            if isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError):
                raise Failure(
                    CONFIGURATION,
                    "certificate_refused",
                    f"the store's certificate is not trusted: {reason_of(error)}; correct logs.url or logs.caCertificate",
                ) from None
            return None, reason_of(error)
        if answer.status in _BUSY or answer.status >= 500:
            return answer, f"status {answer.status}"
        if 200 <= answer.status <= 299 and not _is_json(answer.body):
            return answer, f"status {answer.status} and no JSON"
        return answer, None

    def _checked(self, method, path, answer):
        """The answer's document. Raises Failure for an answer that no second try changes."""
        told = f"{method} {path}: status {answer.status}{_reason(answer.body)}"
        if 200 <= answer.status <= 299:
            return json.loads(answer.body)
        if answer.status in (401, 403):
            raise Failure(
                PERMISSION,
                "store_denied",
                f"{told}: see password and rights of {self._settings['user']} (docs/logs.md has what it needs)",
            )
        raise Failure(
            CONFIGURATION,
            "store_refused",
            f"{told}: see that logs.url is the store's own, and that its version knows this",
        )


def _is_json(body):
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
