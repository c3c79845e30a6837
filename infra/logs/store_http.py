"""A store of logs over HTTP, with the login of a file."""

from http_client import Client, basic

# Bytes of a response, ten times what a batch or the settings of all indices need.
LIMIT_BYTES = 16 * 1024 * 1024


class Store:
    """A store by its settings: `url`, `user`, `passwordFile` and `caFile` for another authority than the image's own."""

    def __init__(self, settings):
        """Raises OSError for a `caFile` that holds no certificate."""
        self._settings = settings
        self._client = Client(settings.get("caFile"))

    def request(self, method, path, seconds, body=None, content_type="application/json"):
        """The response, whatever its status. Raises OSError where none arrived in these seconds."""
        # Read each time: a password that changes is a file that changes.
        with open(self._settings["passwordFile"], encoding="utf-8") as file:
            headers = {"Authorization": basic(self._settings["user"], file.read().strip())}
        if body is not None:
            headers["Content-Type"] = content_type
        return self._client.request(method, f"{self._settings['url']}/{path}", seconds, LIMIT_BYTES, headers, body)
