"""HTTP for a store of logs: one bounded question with the login of a file. Needs nothing but the standard library.

A redirect is not followed: it would carry the login to another host.
"""

import base64
import collections
import http.client
import ssl
import urllib.error
import urllib.request

Answer = collections.namedtuple("Answer", "status headers body")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def reason_of(error):
    """An error of the network in a few words."""
    return " ".join(str(getattr(error, "reason", error)).split())[:200] or type(error).__name__


class Store:
    """A store by its settings: `url`, `user`, `passwordFile` and, where the image's authorities are not meant, `caFile`."""

    def __init__(self, settings):
        self._settings = settings
        context = ssl.create_default_context(cafile=settings.get("caFile"))
        self._opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirect)

    def _authorization(self):
        # Read each time: a password that changes is a file that changes.
        with open(self._settings["passwordFile"], encoding="utf-8") as file:
            pair = f"{self._settings['user']}:{file.read().strip()}"
        return "Basic " + base64.b64encode(pair.encode()).decode()

    def ask(self, method, path, seconds, body=None, content_type="application/json"):
        """The answer, whatever its status. Raises OSError when none came; each wait of it lasts so many seconds at most."""
        headers = {"Authorization": self._authorization()}
        if body is not None:
            headers["Content-Type"] = content_type
        url = f"{self._settings['url']}/{path}"
        request = urllib.request.Request(url, data=body, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=seconds) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())
        except http.client.HTTPException as error:
            raise OSError(f"no HTTP answer: {error!r}") from error
