"""What an answer of Crossref means. Pure: status, headers and body in, works out.

A DOI that Crossref does not know is absent from a list without a word, and a plain-text 404
when it is asked for alone (it may be registered elsewhere). A JSON 404 is a wrong request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from litwatch.errors import InvalidIdentifier
from litwatch.records import Doi, Notice
from litwatch.sources.crossref_updates import updates
from litwatch.sources.transport import IncompleteAnswer, header, json_object

NAME = "crossref"  # under which notices keep this source

# Crossref's words on the relation between a preprint and its article → our direction.
PREPRINT_RELATIONS = {"is-preprint-of": "in", "has-preprint": "of"}
# `asserted-by` names whose record carries the statement. Seen from the other record the same
# statement reads `object`: it is no weaker, and no machine's guess.
_ASSERTED = {"subject": "stated by this record", "object": "stated by the other record"}


class Kind(Enum):
    """What to do with an answer."""

    OK = "use it"
    UNKNOWN = "the DOI is not registered with Crossref"
    RATE = "wait, and let all workers wait"
    TRANSIENT = "try again"
    REFUSED = "stop: the request is wrong"


_REFUSALS = frozenset({400, 401, 403, 405, 414})


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Kind:
    """The kind of any answer whatever; never raises. Table: Crossref contract §3."""
    if status == 429:
        return Kind.RATE
    if status == 404:
        return Kind.UNKNOWN if header(headers, "content-type") == "text/plain" else Kind.REFUSED
    if status in _REFUSALS:
        return Kind.REFUSED
    document = json_object(body)
    whole = document is not None and document.get("status") == "ok"
    return Kind.OK if status == 200 and whole else Kind.TRANSIENT


def gap(headers: Mapping[str, str], least: float) -> float:
    """Seconds between requests, as the rate headers ask (`10` per `1s`), never under `least`."""
    limit = header(headers, "x-rate-limit-limit")
    interval = header(headers, "x-rate-limit-interval").removesuffix("s")
    if limit.isdecimal() and interval.isdecimal() and int(limit):
        return max(least, int(interval) / int(limit))
    return least


def error_text(body: bytes) -> str:
    """What the source said went wrong, on one line of 200 characters."""
    words: Any = (json_object(body) or {}).get("message")
    if isinstance(words, list):
        words = "; ".join(
            str(one.get("message") or one.get("type")) for one in words if isinstance(one, dict)
        )
    return " ".join(str(words or body[:1000].decode("utf-8", "replace")).split())[:200] or (
        "an empty body"
    )


@dataclass(frozen=True, slots=True)
class Registered:
    """What Crossref holds on a DOI, and what of it cannot be used.

    `links` are between preprint and article, `updates` what has become of the work.
    """

    doi: Doi
    links: tuple[Notice, ...] = ()
    updates: tuple[Notice, ...] = ()
    problems: tuple[str, ...] = ()


def listed(body: bytes, asked: Collection[Doi]) -> tuple[Registered, ...]:
    """The works of a list answer, each one that was asked for.

    Raises IncompleteAnswer unless the list is whole: as many items as it promises, and none
    that was not asked for.
    """
    message = _message(body)
    items, total = message.get("items"), message.get("total-results")
    if not isinstance(items, list) or isinstance(total, bool) or not isinstance(total, int):
        raise IncompleteAnswer("the answer holds no list of works with its length")
    if len(items) != total:
        raise IncompleteAnswer(f"the answer promises {total} works and holds {len(items)}")
    return tuple(_registered(item, asked) for item in items)


def single(body: bytes, asked: Doi) -> Registered:
    """The work of an answer to one DOI. Raises IncompleteAnswer when it is another's."""
    return _registered(_message(body), (asked,))


def _registered(item: Any, asked: Collection[Doi]) -> Registered:
    try:
        doi = Doi(str(item["DOI"]))
    except (KeyError, TypeError, InvalidIdentifier):
        raise IncompleteAnswer("the answer holds a work without a DOI") from None
    if doi not in asked:
        raise IncompleteAnswer(f"the answer holds {doi}, which was not asked for")
    relation = item.get("relation")
    links: list[Notice] = []
    problems: list[str] = []
    for word, direction in PREPRINT_RELATIONS.items():
        for other in _list(relation.get(word) if isinstance(relation, dict) else None):
            try:
                links.append(_link(word, direction, other, doi))
            except InvalidIdentifier as error:
                problems.append(f"{doi}: {word} cannot be used: {error}")
    said, unusable = updates(item, doi)
    return Registered(doi, tuple(dict.fromkeys(links)), tuple(said), (*problems, *unusable))


def _link(word: str, direction: Any, other: Mapping[str, Any], own: Doi) -> Notice:
    name, kind = str(other.get("id", "")), str(other.get("id-type", ""))
    if kind.lower() != "doi":
        raise InvalidIdentifier(f"{name!r} is of the kind {kind!r}, no DOI")
    doi = Doi(name)
    if doi == own:
        raise InvalidIdentifier("it names the work itself")
    said = str(other.get("asserted-by", ""))
    return Notice(
        type="update",
        direction=direction,
        ref_type=word,
        doi=doi,
        note=_ASSERTED.get(said, said),
        source=NAME,
    )


def _message(body: bytes) -> dict[str, Any]:
    message = (json_object(body) or {}).get("message")
    if not isinstance(message, dict):
        raise IncompleteAnswer("the answer holds no message")
    return message


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
