"""Faults of E-utilities, each as it was seen on NCBI's service, put between a client and a server.

For tests: `Faulty` answers as the server would, but for a seeded share of the calls, where one
of `FAULTS` comes instead. Bodies and statuses are those of the E-utilities contract §2.1 and §5.4.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from litwatch.sample.answers import Answer
from litwatch.sample.server import Answering, Sent

Outcome = Literal["mended", "stops"]
Breaking = Callable[[Answer], Answer | Sent]
_JSON, _XML, _HTML = "application/json; charset=UTF-8", "text/xml; charset=UTF-8", "text/html"
_RATE = b'{"error":"API rate limit exceeded","api-key":"198.51.100.7","count":"5","limit":"3"}'
_DIAGNOSTIC = b"<head><title>NCBI/eutils202 - WWW Error 500 Diagnostic</title></head><body></body>"
_PAGE = b"<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body></body></html>"
_ARTICLE = re.compile(rb"<Pubmed(?:Book)?Article[ >].*?</Pubmed(?:Book)?Article>", re.DOTALL)
_PMID = re.compile(rb'(<PMID Version="1">)([0-9]+)(</PMID>)')


@dataclass(frozen=True)
class Fault:
    """One way an answer goes wrong. `tool` says which calls it befalls; "" means any.

    Faults that are `mended` go away when asked again; at one that `stops`, no retry helps and
    the client must say so.
    """

    name: str
    breaking: Breaking
    tool: Literal["", "esearch", "efetch"] = ""
    outcome: Outcome = "mended"


def _always(status: int, content_type: str, body: bytes, **headers: str) -> Breaking:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Sent(Answer(status, content_type, body), named)


def _search_error(text: str) -> bytes:
    """An ERROR in an esearch answer, with its line break raw, as NCBI writes it."""
    body = {"header": {"type": "esearch"}, "esearchresult": {"ERROR": text}}
    return json.dumps(body).replace("\\n", "\n").encode()


def _fetch_error(text: str) -> bytes:
    return f"<eFetchResult>\n\t<ERROR>{text}</ERROR>\n</eFetchResult>".encode()


def _in_result(change: Callable[[dict[str, object]], None]) -> Breaking:
    """The true esearch answer, altered."""

    def breaking(true: Answer) -> Answer:
        document = json.loads(true.body, strict=False)
        change(document["esearchresult"])
        return true._replace(body=json.dumps(document).encode())

    return breaking


def _ids(result: dict[str, object]) -> list[str]:
    listed = result.get("idlist")
    return [str(pmid) for pmid in listed] if isinstance(listed, list) else []


def _one_id_short(result: dict[str, object]) -> None:
    result["idlist"] = _ids(result)[:-1]


def _one_id_twice(result: dict[str, object]) -> None:
    listed = _ids(result)
    result["idlist"] = [*listed[:-1], *listed[:1]]


def _count_in_words(result: dict[str, object]) -> None:
    result["count"] = "many"


def _no_count(result: dict[str, object]) -> None:
    result.pop("count", None)


def _count_too_high(result: dict[str, object]) -> None:
    result["count"] = str(int(str(result.get("count", 0))) + 1)


def _some_missing(true: Answer) -> Answer:
    """Every third article is left out, without a word."""
    articles = list(_ARTICLE.finditer(true.body))
    body = true.body
    for found in articles[::3]:
        body = body.replace(found[0], b"", 1)
    return true._replace(body=body)


def _another_id(true: Answer) -> Answer:
    """The first record comes under the number of another."""
    return true._replace(body=_PMID.sub(rb"\g<1>9\g<2>\g<3>", true.body, count=1))


def _twice(true: Answer) -> Answer:
    first = _ARTICLE.search(true.body)
    return true._replace(body=true.body.replace(first[0], first[0] * 2, 1) if first else true.body)


def _half_an_xml(true: Answer) -> Answer:
    return true._replace(body=true.body[: len(true.body) // 2])


FAULTS: tuple[Fault, ...] = (
    Fault("429 with Retry-After", _always(429, _JSON, _RATE, Retry_After="2")),
    Fault("429 without Retry-After", _always(429, _JSON, _RATE)),
    Fault("rate limit in a 200", _always(200, _JSON, _RATE)),
    Fault(
        "API key invalid",
        _always(
            400,
            _JSON,
            b'{"error":"API key invalid","api-key":"k","type":"invalid",\n"status":"unknown"}',
        ),
        outcome="stops",
    ),
    Fault(
        "ID list is empty",
        _always(400, _XML, _fetch_error("ID list is empty! Possibly it has no correct IDs.")),
        "efetch",
    ),
    Fault(
        "400 of a relay",
        _always(400, _XML, _fetch_error("proxy_stream(): Failed to connect to PubOne service")),
    ),
    Fault(
        "400 retstart too large",
        _always(
            400,
            _XML,
            _fetch_error(
                "Search backend cannot retrieve history data. Reason: Exception: "
                "'retstart' cannot be larger than 9998."
            ),
        ),
        "efetch",
        "stops",
    ),
    Fault("414", _always(414, _HTML, b""), outcome="stops"),
    Fault("500 diagnostic page", _always(500, _HTML, _DIAGNOSTIC)),
    Fault("502 page", _always(502, _HTML, _PAGE)),
    Fault("503 page", _always(503, _HTML, _PAGE)),
    Fault("504 without a body", _always(504, _HTML, b"")),
    Fault("HTML in a 200", _always(200, _HTML, _PAGE)),
    Fault("HTML called XML", _always(200, _XML, _DIAGNOSTIC)),
    Fault("legacy error page", _always(200, _HTML, b"<h2>Error occurred: backend</h2>")),
    Fault(
        "no route",
        _always(200, "text/plain", b"Unable to route request!\n\nservice name: /http/service/x"),
    ),
    Fault("error forwarding", _always(200, _JSON, b'{"error":"error forwarding request"}')),
    Fault(
        "search backend failed",
        _always(
            200, _JSON, _search_error("Search Backend failed:\nDatabase is not supported: pubmed")
        ),
        "esearch",
    ),
    Fault(
        "empty term",
        _always(200, _JSON, _search_error("Empty term and query_key - nothing todo")),
        "esearch",
        "stops",
    ),
    Fault(
        "history lost",
        _always(200, _XML, _fetch_error("Unable to obtain query #1")),
        "efetch",
        "stops",
    ),
    Fault(
        "address table is empty",
        _always(
            200,
            _XML,
            b"<eLinkResult><ERROR>Couldn't resolve #exLinkSrv2, the address table is empty."
            b"</ERROR></eLinkResult>",
        ),
        "efetch",
    ),
    Fault("empty body", _always(200, _XML, b"")),
    Fault(
        "prolog only",
        _always(200, _XML, b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet>\n'),
        "efetch",
    ),
    Fault("XML cut in the middle", _half_an_xml, "efetch"),
    Fault("JSON cut in the middle", _half_an_xml, "esearch"),
    Fault("connection reset", lambda true: Sent(true, reset=True)),
    Fault("body cut on its way", lambda true: Sent(true, cut=len(true.body) // 2)),
    Fault("body that trickles", lambda true: Sent(true, pause=0.5)),
    Fault("a set without records", _always(200, _XML, b"<PubmedArticleSet/>"), "efetch"),
    Fault("records left out", _some_missing, "efetch"),
    Fault("a record not asked for", _another_id, "efetch"),
    Fault("a record twice", _twice, "efetch"),
    Fault("an id too few", _in_result(_one_id_short), "esearch"),
    Fault("an id twice", _in_result(_one_id_twice), "esearch"),
    Fault("a count in words", _in_result(_count_in_words), "esearch"),
    Fault("no count", _in_result(_no_count), "esearch"),
    Fault("a count too high", _in_result(_count_too_high), "esearch"),
)


class Faulty:
    """Puts faults in between for a `share` of the calls, the same ones for the same seed.

    `befallen` counts the faults by name. Safe to ask from threads; then the order of the calls,
    and so what befalls which of them, is the threads' own.
    """

    def __init__(
        self,
        answering: Answering,
        *,
        seed: int,
        share: float = 0.5,
        faults: Iterable[Fault] = FAULTS,
    ) -> None:
        self._answering = answering
        self._chance = random.Random(seed)  # noqa: S311 (a test's dice, not a secret)
        self._share = share
        self._faults = tuple(faults)
        self._lock = Lock()
        self.befallen: dict[str, int] = {}
        self.calls = 0

    def __call__(self, tool: str, asked: Mapping[str, str]) -> Answer | Sent:
        fault = self._drawn(tool)
        true = self._answering(tool, asked)
        if fault is None or isinstance(true, Sent):
            return true
        return fault.breaking(true)

    def _drawn(self, tool: str) -> Fault | None:
        with self._lock:
            self.calls += 1
            fitting = [fault for fault in self._faults if fault.tool in ("", tool)]
            if not fitting or self._chance.random() >= self._share:
                return None
            fault = self._chance.choice(fitting)
            self.befallen[fault.name] = self.befallen.get(fault.name, 0) + 1
            return fault
