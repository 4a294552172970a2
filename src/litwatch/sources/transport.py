"""What the clients of all sources share: a session, the whole of an answer, and troubles in words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from litwatch.errors import WrongSettings
from litwatch.sources.addresses import host_of, is_loopback

PATIENCE = 300.0  # seconds; a server that asks for a longer pause is down, as far as a run goes
LONGEST_ANSWER = 600.0  # seconds; a body that trickles never meets the socket's own timeout
NETWORK_TROUBLE = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)


class IncompleteAnswer(Exception):
    """An answer that looks well but is not what was asked for; the call failed."""


def check_address(base_url: str, *, of: str, setting: str, usual: str) -> None:
    """Raises WrongSettings when the address of a source is no address of the web."""
    if urlsplit(base_url).scheme not in ("http", "https") or not host_of(base_url):
        raise WrongSettings(f"the address of {of} is no http address", f"Set {setting} to {usual}.")


def new_session(base_url: str) -> requests.Session:
    """A session that retries nothing: urllib3's retries would bypass the limiter."""
    session = requests.Session()
    session.headers["User-Agent"] = "litwatch"
    # A proxy of the network has no way to this machine.
    session.trust_env = not is_loopback(base_url)
    adapter = HTTPAdapter(max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def whole_answer(
    response: requests.Response, *, most: int, seconds: float = LONGEST_ANSWER
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a streamed answer.

    Raises IncompleteAnswer when the body is over `most` bytes or not whole in time, and what
    NETWORK_TROUBLE lists.
    """
    body = bytearray()
    with _deadline(response, seconds):
        for chunk in response.iter_content(1 << 16):
            body += chunk
            if len(body) > most:
                raise IncompleteAnswer(f"the answer is over {most >> 20} MiB")
    return response.status_code, dict(response.headers), bytes(body)


@contextmanager
def _deadline(response: requests.Response, seconds: float) -> Iterator[None]:
    """Stop reading after so many seconds. Raises IncompleteAnswer if it came to that.

    The socket's timeout starts anew with each byte, so a body that trickles outlasts it.
    """
    late = threading.Event()

    def stop() -> None:
        late.set()
        response.raw.shutdown()  # wakes the reader, which close() would not

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except NETWORK_TROUBLE:
        if not late.is_set():
            raise
    finally:
        timer.cancel()
    if late.is_set():
        raise IncompleteAnswer(f"the answer was not whole after {seconds:.0f} s")


def trouble_of(error: requests.RequestException) -> str:
    """What a network trouble amounts to, without the names of library classes."""
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the answer was cut off"
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return "the answer could not be unpacked"
    reset = "reset" in str(error) or "aborted" in str(error)
    return "the connection was broken off" if reset else "no connection"


def header(headers: Mapping[str, str], name: str) -> str:
    """The value of a header, in lower case and without parameters; empty when it is absent."""
    return _header(headers, name).partition(";")[0].strip().lower()


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def json_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object that a body holds; None for whatever else it is."""
    try:
        # NCBI's ERROR texts hold raw line breaks, which only strict=False reads.
        document = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks for; None when absent or not understood.

    A date is measured against the answer's own Date, not against our clock.
    """
    text = _header(headers, "retry-after")
    if text.isascii() and text.strip().isdigit():
        return float(text)
    sent = _header(headers, "date")
    try:
        return max(0.0, (parsedate_to_datetime(text) - parsedate_to_datetime(sent)).total_seconds())
    except (TypeError, ValueError):
        return None
