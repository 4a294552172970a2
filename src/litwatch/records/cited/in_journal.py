"""References without authors: `BMJ 2021;374:n1648`, `N Engl J Med. 2021 Feb;384(5):403-16`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from litwatch.records.cited.heads import YEAR
from litwatch.records.described import first_page

_VOLUME = r"(?P<volume>[0-9]{1,4}) ?(?:\((?P<issue>[^()\n]{1,20})\))?"
_PAGE = r"(?:pp?\.? ?|s\.? ?)?(?P<page>[A-Za-z]{0,4}-?[0-9]{1,20})"
_LONE = re.compile(
    rf"(?P<journal>(?<![\w.])[A-ZÅÄÖ][A-Za-zÅÄÖåäöéü&.]*(?:[ \n](?:[A-ZÅÄÖ][\w&.-]*|of|and|the|i|och|in|for))"
    rf"{{0,8}})[.,]?\s\(?(?P<year>{YEAR})\)?(?: [A-Z][a-z]{{2}}(?: [0-9]{{1,2}})?)?;\s?{_VOLUME}[:,]\s?{_PAGE}"
)
# `;21(3):133`, `, 21, 133`, ` 21(3), pp. 133`, ` 21.3: 133`, `vol. 21, no. 3, pp. 133`.
_SPOT = re.compile(
    rf"(?<![0-9A-Za-z.\-–/])(?:vol(?:ume|ym)?\.? ?)?{_VOLUME}(?:[.][0-9]{{1,3}})?"
    rf"(?:,? ?(?:no|nr|issue|iss)\.? ?(?P<number>[0-9]{{1,4}}))?"
    rf"(?: ?\((?:[A-Za-z]{{3,9}} )?{YEAR}\))?\s?[:,;]\s?(?:[A-Za-z]{{3}}\.? {YEAR},\s?)?{_PAGE}",
    re.IGNORECASE,
)


class Lone(msgspec.Struct, frozen=True):
    """A journal, a year and the place in the journal, without authors."""

    start: int
    end: int
    journal: str
    year: int
    volume: str
    page: str


def in_journal(text: str) -> Iterator[Lone]:
    """Every reference that begins with its journal."""
    for hit in _LONE.finditer(text):
        yield Lone(
            hit.start(),
            hit.end(),
            hit["journal"],
            int(hit["year"]),
            hit["volume"],
            first_page(hit["page"]),
        )


def spots(text: str) -> Iterator[tuple[str, str]]:
    """Volume and first page, wherever the text may name a place in a journal."""
    at = 0
    while hit := _SPOT.search(text, at):
        yield hit["volume"], first_page(hit["page"])
        at = hit.start("volume") + len(hit["volume"])
