"""HTTP for a purge: one bounded question, and Cloudflare's API with back-off. Needs nothing but the standard library.

A redirect is not followed: it would carry the token to another host. Honours https_proxy and no_proxy.
"""

import collections
import email.utils
import http.client
import json
import signal
import time
import urllib.error
import urllib.request

GENERAL, PERMISSION, CONFIGURATION = 1, 5, 6

Answer = collections.namedtuple("Answer", "status headers body")

_READ_BYTES = 65536
_LONGEST_PAUSE_SECONDS = 30
# Cloudflare says so of a zone id that no zone has, or that the token may not see.
_NO_ROUTE = {7000, 7003}
# Cloudflare says so, with status 400, of an Authorization header that it cannot read.
_UNREADABLE_TOKEN = {6003, 6111}


class Failure(Exception):
    """The one cause that a purge ends with: exit code, event, message."""

    def __init__(self, code, event, message):
        super().__init__(message)
        self.code, self.event = code, event


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def ask(request, seconds):
    """The answer, whatever its status; raises OSError when none came whole in time."""

    def late(*_):
        raise TimeoutError(f"no answer in {seconds:.1f} s")

    # The limit of a socket holds for each of its steps; an alarm holds for all of them.
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        with _OPENER.open(request, timeout=seconds + 1) as answer:
            return Answer(answer.status, answer.headers, answer.read(_READ_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read(_READ_BYTES))
    except http.client.HTTPException as error:
        raise OSError(f"no HTTP answer: {error!r}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def reason_of(error):
    """An error of the network in a few words."""
    reason = getattr(error, "reason", error)
    return " ".join(str(reason).split())[:200] or type(reason).__name__


def _retry_after(headers):
    """Seconds that the answer asks to wait: a number or a date; None where it asks for none."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        return max(0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _errors(body):
    """Codes and texts of Cloudflare's errors; success is None where the answer is not Cloudflare's JSON."""
    try:
        answer = json.loads(body)
        success, errors = answer["success"], answer.get("errors") or []
        flat = [part for one in errors for part in [one, *one.get("error_chain", [])]]
        codes = {part.get("code") for part in flat}
        return success, codes, "; ".join(f"{part.get('code')} {part.get('message')}" for part in flat)[:300]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, set(), ""


class Api:
    """Cloudflare's API for one zone."""

    def __init__(self, url, zone, token, deadline, request_seconds, tell):
        self._url = f"{url.rstrip('/')}/zones/{zone}/purge_cache"
        self._zone, self._token, self._tell = zone, token, tell
        self._deadline, self._request_seconds = deadline, request_seconds

    def purge(self, body):
        """Sends one request until it is accepted; returns how many attempts that took. Raises Failure."""
        attempt = 0
        while True:
            attempt += 1
            left = self._deadline - time.monotonic()
            refusal, pause = self._attempt(body, min(self._request_seconds, left))
            if refusal is None:
                return attempt
            if pause is None:
                pause = min(2 ** (attempt - 1), _LONGEST_PAUSE_SECONDS)
            if time.monotonic() + pause >= self._deadline:
                raise Failure(
                    GENERAL,
                    "purge_gave_up",
                    f"Cloudflare did not accept the purge in {attempt} attempts: {refusal}; the next would come "
                    f"in {pause:.0f} s, after PURGE_TIMEOUT_SECONDS. Start the job again later",
                )
            self._tell("warn", "purge_delayed", f"{refusal}; next attempt in {pause:.0f} s", attempt=attempt)
            time.sleep(pause)

    def _attempt(self, body, seconds):
        """None when it was accepted, else why not and the pause that was asked for. Raises Failure for good."""
        request = urllib.request.Request(
            self._url,
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "User-Agent": "lifeboat-purge",
            },
            method="POST",
        )
        try:
            answer = ask(request, seconds)
        except OSError as error:
            return f"the API could not be reached: {reason_of(error)}", None
        success, codes, text = _errors(answer.body)
        if 200 <= answer.status <= 299 and success is True:
            return None, None
        told = f"status {answer.status}" + (f" ({text})" if text else "")
        if answer.status == 429:
            return f"Cloudflare asks to slow down, {told}", _retry_after(answer.headers)
        if answer.status >= 500 or success is None and answer.status <= 299:
            return f"Cloudflare answered {told}", _retry_after(answer.headers)
        raise self._final(answer.status, codes, told)

    def _final(self, status, codes, told):
        if status in (401, 403) or codes & _UNREADABLE_TOKEN:
            return Failure(
                PERMISSION,
                "purge_denied",
                f"Cloudflare refused the token, {told}: set lifeboat:cloudflareTokens.purge to one with the "
                f"permission Cache Purge on zone {self._zone}, and see that the zone id is that of the CDN's zone",
            )
        if status == 404 or codes & _NO_ROUTE:
            return Failure(
                CONFIGURATION,
                "zone_unknown",
                f"Cloudflare knows no zone {self._zone}, {told}: correct lifeboat:cloudflareZones",
            )
        return Failure(
            CONFIGURATION,
            "purge_refused",
            f"Cloudflare refused the purge, {told}: see that every file of the catalog lies in zone {self._zone}",
        )
