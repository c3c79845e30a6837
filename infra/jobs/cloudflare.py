"""Cloudflare's API as a purge needs it: its judgement of responses, and a reason and an exit code where that ends."""

import json

from http_client import GaveUp, Retriable, persist, reason_of

GENERAL, PERMISSION, CONFIGURATION = 1, 5, 6

# Bytes that are read of a response.
READ_BYTES = 65536
# Cloudflare says so of a zone id that no zone has, or that the token may not see.
_NO_ROUTE = {7000, 7003}
# Cloudflare says so, with status 400, of an Authorization header that it cannot read.
_UNREADABLE_TOKEN = {6003, 6111}


class Failure(Exception):
    """The one cause that a purge ends with: exit code, event, message."""

    def __init__(self, code, event, message):
        super().__init__(message)
        self.code, self.event = code, event


def _errors(body):
    """Codes and texts of Cloudflare's errors; success is None where the body is not Cloudflare's JSON."""
    try:
        response = json.loads(body)
        success, errors = response["success"], response.get("errors") or []
        flat = [part for one in errors for part in [one, *one.get("error_chain", [])]]
        codes = {part.get("code") for part in flat}
        return success, codes, "; ".join(f"{part.get('code')} {part.get('message')}" for part in flat)[:300]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, set(), ""


class Api:
    """Cloudflare's API for one zone."""

    def __init__(self, client, url, zone, token, deadline, request_seconds, log):
        self._client, self._url = client, f"{url.rstrip('/')}/zones/{zone}/purge_cache"
        self._zone, self._token, self._log = zone, token, log
        self._deadline, self._request_seconds = deadline, request_seconds

    def purge(self, body):
        """Sends one request until it is accepted; returns how many attempts that took. Raises Failure."""

        def delayed(text, attempt):
            self._log("warn", "purge_delayed", text, attempt=attempt)

        try:
            _, attempts = persist(
                lambda seconds: self._attempt(json.dumps(body).encode(), seconds),
                self._deadline,
                self._request_seconds,
                delayed,
            )
            return attempts
        except GaveUp as end:
            raise Failure(
                GENERAL,
                "purge_gave_up",
                f"Cloudflare did not accept the purge in {end.attempts} attempts: {end}; the next would come "
                f"in {end.pause}, after PURGE_TIMEOUT_SECONDS. Start the job again later",
            ) from None

    def _attempt(self, body, seconds):
        """Returns where the purge was accepted. Raises Retriable, and Failure for good."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            response = self._client.request("POST", self._url, seconds, READ_BYTES, headers, body)
        except OSError as error:
            raise Retriable(f"the API could not be reached: {reason_of(error)}") from None
        status = response.status
        success, codes, text = _errors(response.body)
        if 200 <= status <= 299 and success is True:
            return
        found = f"status {status}" + (f" ({text})" if text else "")
        if status == 429:
            raise Retriable(f"Cloudflare asks to slow down, {found}", response.headers)
        if status >= 500 or success is None and status <= 299:
            raise Retriable(f"Cloudflare responded with {found}", response.headers)
        raise self._final(status, codes, found)

    def _final(self, status, codes, found):
        if status in (401, 403) or codes & _UNREADABLE_TOKEN:
            return Failure(
                PERMISSION,
                "purge_denied",
                f"Cloudflare refused the token, {found}: set lifeboat:cloudflareTokens.purge to one with the "
                f"permission Cache Purge on zone {self._zone}, and check that the zone id is that of the CDN's zone",
            )
        if status == 404 or codes & _NO_ROUTE:
            return Failure(
                CONFIGURATION,
                "zone_unknown",
                f"Cloudflare knows no zone {self._zone}, {found}: correct lifeboat:cloudflareZones",
            )
        return Failure(
            CONFIGURATION,
            "purge_refused",
            f"Cloudflare refused the purge, {found}: check that every file of the catalog is in zone {self._zone}",
        )
