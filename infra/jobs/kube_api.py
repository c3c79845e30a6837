"""The Kubernetes API as a pod with a service account uses it: a request is repeated until a deadline, and a refusal is a
result."""

import collections
import json
import urllib.parse

from http_client import Client, GaveUp, Retriable, persist, reason_of

GENERAL, ARGUMENTS, PERMISSION, CONFIGURATION = 1, 2, 5, 6

# An object has at most 1.5 MiB in etcd, a page of names less.
_READ_BYTES = 32 * 1024 * 1024
_REQUEST_SECONDS = 30
_PAGE = 250
_APPLY = "application/apply-patch+yaml"
_PATCH = "application/json-patch+json"
_NAMES_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_PASSING = {429, 500, 502, 503, 504}

Answer = collections.namedtuple("Answer", "status body")


class Failure(Exception):
    """What a run ends with at once: exit code, event, message."""

    def __init__(self, code, event, message):
        super().__init__(message)
        self.code, self.event = code, event


class KubeApi:
    """An API server by the URL, authorities and token of a service account's pod."""

    def __init__(self, url, ca_file, token_file, deadline, log):
        """Raises Failure where the files cannot be used. `log` reports delays, and masks what the API says."""
        self._url, self._deadline, self._log = url, deadline, log
        try:
            self._client = Client(ca_file)
            with open(token_file, encoding="ascii") as file:
                self._token = file.read().strip()
        except (OSError, ValueError) as error:
            raise Failure(CONFIGURATION, "account_invalid", f"{ca_file} or {token_file}: {reason_of(error)}") from None

    def get(self, path):
        """The object at a path, or None."""
        answer = self._request("GET", path)
        if answer.status == 404:
            return None
        return self._must(answer, path)

    def names(self, path):
        """Metadata of every object of a list, all pages; no value of a Secret is read. An empty list may be null."""
        found, more = [], ""
        while True:
            query = {"limit": _PAGE, **({"continue": more} if more else {})}
            body = self._must(self._request("GET", path, query, accept=_NAMES_ONLY), path)
            found += [item["metadata"] for item in body["items"] or ()]
            more = body["metadata"].get("continue")
            if not more:
                return found

    def list(self, path):
        """Every object of a list, all pages, with the kind that it has there."""
        found, more = [], ""
        while True:
            query = {"limit": _PAGE, **({"continue": more} if more else {})}
            body = self._must(self._request("GET", path, query), path)
            kind = body["kind"].removesuffix("List")
            found += [{"kind": kind, "apiVersion": body["apiVersion"], **item} for item in body["items"] or ()]
            more = body["metadata"].get("continue")
            if not more:
                return found

    def apply(self, path, value, manager, dry):
        """Answer to a server-side apply that takes fields over from their managers; `dry` judges it and keeps nothing."""
        query = {"fieldManager": manager, "force": "true", **({"dryRun": "All"} if dry else {})}
        return self._request("PATCH", path, query, value, _APPLY)

    def create(self, path, value, manager, dry):
        """Answer to the creation of an object in a list."""
        query = {"fieldManager": manager, **({"dryRun": "All"} if dry else {})}
        return self._request("POST", path, query, value)

    def patch(self, path, steps, manager):
        """Answer to a JSON patch."""
        return self._request("PATCH", path, {"fieldManager": manager}, steps, _PATCH)

    def said(self, answer):
        """What the API says of a refusal, masked."""
        return self._log.masked(str(answer.body.get("message") or f"status {answer.status}"))

    def _must(self, answer, path):
        if answer.status == 200:
            return answer.body
        code = PERMISSION if answer.status in (401, 403) else GENERAL
        raise Failure(code, "read_failed", f"{path}: status {answer.status}: {self.said(answer)}")

    # Every parameter is a part of the request.
    # pylint: disable-next=too-many-arguments,too-many-positional-arguments
    def _request(self, method, path, query=None, body=None, content_type="application/json", accept="application/json"):
        url = f"{self._url}{urllib.parse.quote(path)}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {self._token}", "Accept": accept, "Content-Type": content_type}
        text = None if body is None else json.dumps(body).encode()

        refused = []

        def attempt(seconds):
            refused.clear()
            try:
                response = self._client.request(method, url, seconds, _READ_BYTES, headers, text)
            except OSError as error:
                raise Retriable(f"{method} {path}: {reason_of(error)}") from None
            answer = Answer(response.status, _json(response.body))
            if response.status in _PASSING:
                refused.append(answer)
                raise Retriable(f"{method} {path}: status {response.status}: {self.said(answer)}", response.headers)
            if response.status < 300 and not answer.body:
                raise Retriable(f"{method} {path}: the response is no JSON object, or broke off")
            return answer

        def delayed(text, number):
            self._log("warn", "api_delayed", text, attempt=number)

        try:
            return persist(attempt, self._deadline, _REQUEST_SECONDS, delayed, attempts=4)[0]
        except GaveUp as end:
            # A webhook that is down refuses one object, not the others.
            if refused:
                return refused[0]
            raise Failure(GENERAL, "api_failed", f"{end}; {end.attempts} attempts") from None


def _json(body):
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
