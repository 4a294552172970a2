"""What an answer of Europe PMC means. Pure: status, headers and body in, a kind out.

Europe PMC answers valid requests now and then with `{"version":"6.9"}` and nothing else
(5–30 % of identical requests, cyanheads/pubmed-mcp-server#159): an error, never zero hits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from litwatch.sources.transport import IncompleteAnswer, json_object


class Kind(Enum):
    """What to do with an answer."""

    OK = "use it"
    RATE = "wait, and let all workers wait"
    TRANSIENT = "try again"
    EMPTY_ENVELOPE = "try again; if it stays so, the source is down or does not know the sort"
    REFUSED = "stop: the request is wrong"
    NOT_FOUND = "stop: there is nothing at this address"


_STOPS = {
    400: Kind.REFUSED,
    401: Kind.REFUSED,
    403: Kind.REFUSED,
    404: Kind.NOT_FOUND,
    405: Kind.REFUSED,
    414: Kind.REFUSED,
}


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Kind:
    """The kind of any answer whatever; never raises. Table: Europe PMC contract §1."""
    if status == 429:
        return Kind.RATE
    if status in _STOPS:
        return _STOPS[status]
    document = json_object(body)
    if status != 200 or document is None:
        return Kind.TRANSIENT
    if "errCode" in document:
        return Kind.REFUSED
    if "resultList" not in document and "hitCount" not in document:
        return Kind.EMPTY_ENVELOPE
    return Kind.OK


def error_text(body: bytes) -> str:
    """What the source said went wrong: errMsg, else the body, on one line of 200 characters."""
    document = json_object(body) or {}
    words = document.get("errMsg") or body[:1000].decode("utf-8", "replace")
    if set(document) == {"version"}:
        words = "an answer with a version and nothing else"
    return " ".join(str(words).split())[:200] or "an empty body"


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of a search: the promise, the entries as they came, where the next page begins."""

    hits: int
    entries: tuple[dict[str, Any], ...]
    next_cursor: str


def result_page(body: bytes, sent_cursor: str) -> ResultPage:
    """A search answer in JSON. `next_cursor` is empty on the last page.

    Raises IncompleteAnswer unless the count is a number and the entries are a list, and when
    hits are promised and the first page holds none.
    """
    document = json_object(body) or {}
    hits = document.get("hitCount")
    listed = document.get("resultList")
    entries = listed.get("result", []) if isinstance(listed, dict) else None
    if isinstance(hits, bool) or not isinstance(hits, int) or hits < 0:
        raise IncompleteAnswer(f"the answer's hitCount is {hits!r}, no number")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise IncompleteAnswer("the answer holds no list of results")
    if hits and not entries and sent_cursor == FIRST_CURSOR:
        raise IncompleteAnswer(f"the answer promises {hits} hits and holds none")
    following = str(document.get("nextCursorMark") or "")
    # Compared with what was sent: the answer's own echo of it is URL-encoded (contract §1).
    last = not entries or following == sent_cursor
    return ResultPage(hits, tuple(entries), "" if last else following)


FIRST_CURSOR = "*"
