"""HTTP for the programs that run in pods: a request that is bounded as a whole, and one that is repeated until a deadline.

urllib3 makes the connection. Its timeouts are those of each step, so an alarm bounds the whole; its Retry sleeps for as
long as a server asks and cannot judge a body, so attempts are repeated here. A redirect is not followed: it would carry
a token to another host. Honours http_proxy, https_proxy and no_proxy.
"""

import base64
import collections
import contextlib
import http.client
import math
import signal
import ssl
import time
import urllib.parse
import urllib.request

import urllib3

# The body is what was read of it: at most the limit, and less where the connection broke before its stated length. A caller
# that needs all of it checks that it parses.
Response = collections.namedtuple("Response", "status headers body")

_LONGEST_PAUSE_SECONDS = 30
# A host may have addresses that do not respond before one that does.
_CONNECT_SECONDS = 5
# Longer than any deadline; newer versions of urllib3 have the same limit.
_LONGEST_ASKED_SECONDS = 6 * 3600


class Retriable(Exception):
    """An attempt failed, and another one may succeed: the reason, and the headers of the response if there was one."""

    def __init__(self, reason, headers=None):
        super().__init__(reason)
        self.headers = headers or {}


class GaveUp(Exception):
    """No attempt succeeded: the last one's reason, their number, and the pause before the one that was not made."""

    def __init__(self, reason, attempts, pause):
        super().__init__(reason)
        self.attempts, self.pause = attempts, pause


class _Late(BaseException):
    """The alarm. No OSError: a connection that fails by one is attempted at the host's next address."""


class Client:
    """Sends requests, each over a connection of its own."""

    def __init__(self, ca_file=None, verify=True):
        """Trusts the authorities of a file in place of the image's own; without `verify` any certificate. Raises OSError
        for a file that holds none."""
        context = ssl.create_default_context(cafile=ca_file)
        if not verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._trust = {"ssl_context": context}
        # With a context of ours, urllib3 1.26 cannot verify the certificate of an IP address.
        if urllib3.__version__.startswith("1."):
            self._trust = {"ca_certs": ca_file, "cert_reqs": "CERT_REQUIRED" if verify else "CERT_NONE"}

    def request(self, method, url, seconds, limit, headers=None, body=None):
        """The response to a request, whatever its status, with at most `limit` bytes of its body. Raises OSError where none
        arrived in these seconds. To be called in the main thread: an alarm keeps the time, because the limits of
        sockets begin again with each address and each byte. It does not interrupt the resolution of a name."""

        seconds = max(seconds, 0.01)

        def late(*_):
            raise _Late

        before = signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            return self.send(method, url, seconds + 1, limit, headers, body)
        except _Late:
            raise TimeoutError(f"no response in {seconds:.1f} s") from None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def send(self, method, url, seconds, limit, headers=None, body=None):
        """As `request`, in any thread; the seconds are those of each step, of which there may be many."""
        headers = {"User-Agent": "lifeboat", "Connection": "close", **(headers or {})}
        how = {"redirect": False, "retries": False, "preload_content": False, "enforce_content_length": False}
        timeout = urllib3.Timeout(total=seconds, connect=min(seconds, _CONNECT_SECONDS))
        try:
            with self._manager(url) as manager:
                response = manager.urlopen(method, url, body=body, headers=headers, timeout=timeout, **how)
                with contextlib.closing(response):
                    return Response(response.status, response.headers, response.read(limit, decode_content=False))
        except (urllib3.exceptions.HTTPError, http.client.HTTPException) as error:
            raise _cause(error) from None

    def _manager(self, url):
        proxy = proxy_of(url)
        if proxy is None:
            return urllib3.PoolManager(**self._trust)
        parts = urllib.parse.urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        login, _, host = parts.netloc.rpartition("@")
        # urllib3 ignores the login in a proxy's URL.
        user, _, password = map(urllib.parse.unquote, login.partition(":"))
        headers = {"Proxy-Authorization": basic(user, password)} if login else None
        try:
            return urllib3.ProxyManager(f"{parts.scheme}://{host}", proxy_headers=headers, **self._trust)
        except urllib3.exceptions.LocationValueError:
            raise OSError("the proxy's URL is not valid: percent-encode its login") from None


def proxy_of(url):
    """The proxy that requests to a URL go through, which resolves its name; None where they go there directly."""
    target = urllib.parse.urlsplit(url)
    proxy = urllib.request.getproxies().get(target.scheme)
    return None if proxy is None or urllib.request.proxy_bypass(target.netloc) else proxy


def basic(user, password):
    """Header `Authorization` of a login. urllib3's own takes Latin-1 only, and its error shows the password."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _cause(error):
    """The error of the network that urllib3 wrapped: its own texts show addresses of objects."""
    inner = error
    while inner is not None and not isinstance(inner, OSError):
        # urllib3 1.26 compares the host's name itself.
        if type(inner).__name__ == "CertificateError":
            return ssl.SSLCertVerificationError(str(inner))
        inner = inner.__cause__ or inner.__context__
    return inner or OSError(f"no HTTP response: {error}")


def reason_of(error):
    """An error of the network in a few words."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def _retry_after(headers):
    """Seconds that a response asks to wait, given as a number or as a date, at most six hours; 0 where it asks for none."""
    try:
        return min(urllib3.Retry().parse_retry_after(headers.get("Retry-After", "")), _LONGEST_ASKED_SECONDS)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return 0


def persist(attempt, deadline, seconds, report, attempts=math.inf, pause=1):
    """Calls `attempt(seconds)` until it raises no Retriable; returns its result and the number of attempts.

    No attempt begins after the deadline, a moment of time.monotonic(), and none is given more than what is left until
    then. Between two of them are `pause` seconds, doubled each time up to 30, and no less than Retry-After asks.
    `report(text, number)` is called before each pause. Raises GaveUp when the attempts are used up or the next one would
    begin too late.
    """
    number = 0
    while True:
        if time.monotonic() >= deadline:
            raise GaveUp("no time is left", number, "0 s")
        number += 1
        try:
            return attempt(min(seconds, deadline - time.monotonic())), number
        except Retriable as failed:
            wait = max(min(pause * 2 ** (number - 1), _LONGEST_PAUSE_SECONDS), _retry_after(failed.headers))
            text = f"{round(wait, 1):g} s"
            if number >= attempts or time.monotonic() + wait >= deadline:
                raise GaveUp(failed, number, text) from None
            report(f"{failed}; next attempt in {text}", number)
        time.sleep(wait)
