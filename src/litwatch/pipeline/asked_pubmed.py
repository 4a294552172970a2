"""Asking PubMed for cited works that are not stored: a few requests, however many are cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from litwatch.pipeline.page import fetch_page
from litwatch.records import Pmid
from litwatch.records.cited import Candidates, Found, Reading
from litwatch.records.cited.heads import YEAR, Head
from litwatch.sources.eutils import Eutils

# Three searches and two fetches; a hundred decks may wait for a status run instead.
SEARCHES, TERMS, FETCHES, PAGE = 3, 40, 2, 200
_WORD = re.compile(r"[^\W\d_]{4,}")
_PART = re.compile(r"[.?!:“”\"]\s|\(")
_TITLE_WORDS = 6


class Asked(msgspec.Struct, frozen=True):
    """How many records came, and in words what was not asked for, empty when all was."""

    added: int
    left: str = ""


def ask_pubmed(
    client: Eutils,
    readings: Sequence[Sequence[Reading]],
    found: Sequence[Sequence[Found]],
    among: Candidates,
) -> Asked:
    """Bring what PubMed holds of unmatched mentions among the candidates.

    Raises SourceDown, SourceRefused. A mention is matched afterwards by the same rules as any.
    """
    pmids: dict[Pmid, None] = {}
    terms: dict[str, None] = {}
    for each, mentions in zip(readings, found, strict=True):
        for named in (one for reading in each for one in reading.named):
            if among.named(named) is not None:
                continue
            if named.pmid:
                pmids[named.pmid] = None
            elif named.pmcid:
                terms[f"{named.pmcid}[aid]"] = None
            else:
                terms[f'"{named.dois[0]}"[aid]'] = None
        for one in mentions:
            if one.head is not None and (one.match is None or one.match.confidence == "low"):
                terms |= dict.fromkeys(_term(one.head, one.rest))
    asked, left = list(terms)[: SEARCHES * TERMS], list(terms)[SEARCHES * TERMS :]
    for start in range(0, len(asked), TERMS):
        part = " OR ".join(f"({term})" for term in asked[start : start + TERMS])
        pmids |= dict.fromkeys(client.search(part, retmax=PAGE).pmids)
    missing = [pmid for pmid in pmids if f"pmid:{pmid}" not in among.by_id]
    fetched = missing[: FETCHES * PAGE]
    added = 0
    for start in range(0, len(fetched), PAGE):
        for record, _ in fetch_page(client, fetched[start : start + PAGE]).records:
            added += among.include(record)
    rest = len(left) + len(missing) - len(fetched)
    words = f"PubMed was not asked for {rest} of the mentions: there are too many" if rest else ""
    return Asked(added, words)


def _term(head: Head, rest: str) -> list[str]:
    """A search for a reference by first author, year, and words of the title or the journal."""
    rest = re.sub(YEAR, " ", rest)
    parts = sorted((_WORD.findall(part) for part in _PART.split(rest)), key=len, reverse=True)
    words = parts[0] if parts else []
    if not words:
        return []
    years = f"{min(head.years) - 1}:{max(head.years) + 1}[dp]"
    said = " AND ".join(f"{word}[ti]" for word in sorted(words, key=len)[-_TITLE_WORDS:])
    surname = head.name.split()[-1]
    if len(words) < _TITLE_WORDS:  # too few for a title: the journal
        journal = " ".join(re.findall(r"[^\W\d_]+", rest)[:6])
        return [f'{surname}[1au] AND {head.years[0]}[dp] AND "{journal}"[ta]']
    return [f"{surname}[1au] AND {years} AND {said}"]
