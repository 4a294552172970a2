"""Asking PubMed for cited works that are not stored: a few requests, however many are cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from litwatch.pipeline.page import fetch_page
from litwatch.records import Pmid
from litwatch.records.cited import Candidates, Found, Reading
from litwatch.records.cited.heads import YEAR, Head
from litwatch.sources.eutils import Eutils

# At most four searches and two fetches; who cites more than that runs a status refresh first.
SEARCHES, TERMS, FETCHES, PAGE = 2, 40, 2, 200
_WORD = re.compile(r"[^\W\d_]{4,}")
_NAME = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[.?!:“”\"]\s|\(")
_YEAR = re.compile(YEAR)
_TITLE_WORDS = 6
_JOURNAL_WORDS = 6


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
    """Bring what PubMed holds of mentions that are open among the candidates.

    Open is what is unmatched, and a short form: author, journal and year may be those of a work
    that is not stored, too. What comes is matched by the same rules as what is stored. Raises SourceDown, SourceRefused.
    """
    pmids, named = _unknown(readings, among)
    open_heads = [one for each in found for one in each if _is_open(one)]
    open_heads.sort(key=lambda one: one.match is not None)  # what nothing is known of comes first
    terms = dict.fromkeys(
        term for one in open_heads if one.head for term in _term(one.head, one.rest)
    )
    left = 0
    for asked in (list(named), list(terms)):
        left += len(asked[SEARCHES * TERMS :])
        for start in range(0, min(len(asked), SEARCHES * TERMS), TERMS):
            some = asked[start : start + TERMS]
            page = client.search(" OR ".join(f"({term})" for term in some), retmax=PAGE)
            if page.count > len(page.pmids):
                left += len(some)  # of a list that is cut nobody knows that a hit is the only one
            else:
                pmids |= dict.fromkeys(page.pmids)
    missing = [pmid for pmid in pmids if f"pmid:{pmid}" not in among.by_id]
    left += len(missing[FETCHES * PAGE :])
    added = 0
    for start in range(0, min(len(missing), FETCHES * PAGE), PAGE):
        page_of = fetch_page(client, missing[start : start + PAGE])
        added += sum(among.include(record) for record, _ in page_of.records)
    words = f"{left} mention(s) were not looked up in PubMed: there are too many" if left else ""
    return Asked(added, words)


def _is_open(one: Found) -> bool:
    """Whether PubMed may know another work by the same words."""
    if one.head is None:
        return False
    match = one.match
    return match is None or (match.by == "reference" and match.confidence != "certain")


def _unknown(
    readings: Iterable[Iterable[Reading]], among: Candidates
) -> tuple[dict[Pmid, None], dict[str, None]]:
    """The PMIDs that are not stored, and searches for the other identifiers that are not."""
    pmids: dict[Pmid, None] = {}
    terms: dict[str, None] = {}
    for named in (one for each in readings for reading in each for one in reading.named):
        if among.named(named) is not None:
            continue
        if named.pmid:
            pmids[named.pmid] = None
        elif named.pmcid:
            terms[f"{named.pmcid}[pmcid]"] = None
        else:
            terms[f'"{named.dois[0]}"[aid]'] = None
    return pmids, terms


def _term(head: Head, rest: str) -> list[str]:
    """A search for a reference by first author, year, and words of the title or the journal."""
    rest = _YEAR.sub(" ", rest)
    parts = sorted((_WORD.findall(part) for part in _PART.split(rest)), key=len, reverse=True)
    words = parts[0] if parts else []
    if not words:
        return []
    surname = head.name.split()[-1]
    if len(words) < _TITLE_WORDS:  # too few for a title: the journal
        journal = " ".join(_NAME.findall(rest)[:_JOURNAL_WORDS])
        return [f'{surname}[1au] AND {head.years[0]}[dp] AND "{journal}"[ta]']
    years = f"{min(head.years) - 1}:{max(head.years) + 1}[dp]"
    said = " AND ".join(f"{word}[ti]" for word in sorted(words, key=len)[-_TITLE_WORDS:])
    return [f"{surname}[1au] AND {years} AND {said}"]
