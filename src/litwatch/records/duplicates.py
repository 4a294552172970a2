"""Which records are one work: certain by identifier or link, else near enough to ask a person.

Identifiers first, then near matches on title, first author and year (outputs.md §6). A notice
(erratum, retraction, concern, comment, reply) is never one work with what it is about, and no
record that another link already explains is proposed. Nothing here depends on the order in
which two records come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec
from rapidfuzz import fuzz

from litwatch.records.described import NOTICE_LINKS, Described, describe, unversioned
from litwatch.records.notices import Notice
from litwatch.records.record import Record
from litwatch.records.titles import journals_alike

How = Literal[
    "pmid",
    "doi",
    "pmcid",
    "preprint",  # a preprint and the article it became, by a stated link
    "version",  # two versions of one preprint
    "near",  # the description is alike; only a person can say
    "doubtful_id",  # the same identifier on descriptions that do not agree
    "probable_link",  # a link that a machine has guessed
    "person",  # a person brought the two together
]
CERTAIN: frozenset[How] = frozenset({"pmid", "doi", "pmcid", "preprint", "version"})

RULES = "2"  # raise it when a rule changes: all stored records are then compared again
ASK = 0.75  # from this score a near match is shown to a person
SAME = 0.88  # from this score descriptions without identifiers count as the same reference

_FEW, _LONG = 30, 60  # letters
_ALIKE = 85.0  # per cent of a title; below it two titles are two titles
# Links between records that belong together without being one work. A reprint may be one.
_OTHER_LINKS = NOTICE_LINKS | {
    "comment",
    "corrected_republished",
    "dataset",
    "patient_summary",
    "republished",
    "retracted_republished",
    "unknown",
    "update",
}
_GUESSED = re.compile(r"author match|\bprobable\b", re.IGNORECASE)


class Pair(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Two records that are one work (`how` in CERTAIN) or may be. `first` is the smaller id."""

    first: str
    second: str
    how: How
    score: float | None = None
    evidence: str = ""

    @property
    def certain(self) -> bool:
        return self.how in CERTAIN


def certain(a: Record, b: Record) -> How | None:
    """Why two records are one work beyond doubt; None when they are not, or a person must look."""
    one, other = describe(a, "a"), describe(b, "b")
    pair = None if _apart(one, other) else _by_identifier(one, other)
    return pair.how if pair is not None and pair.certain else None


def compare(a: Record, b: Record) -> Pair | None:
    """The pair that two records make, certain or to be asked about; None when they are apart."""
    return matched(describe(a), describe(b))


def kept_apart(a: Record, b: Record) -> str:
    """Why two records can never be one work, in words for a person; empty when they can."""
    return _apart(describe(a), describe(b))


def matched(a: Described, b: Described) -> Pair | None:
    """As `compare`, of descriptions. A record makes no pair with itself."""
    if a.key == b.key:
        return None
    if a.key > b.key:
        a, b = b, a
    if _apart(a, b):
        return None
    found = _by_identifier(a, b) or _near(a, b)
    return found if found and (found.certain or (found.score or 0) >= ASK) else None


def _apart(a: Described, b: Described) -> str:
    if a.kind != b.kind and "notice" in (a.kind, b.kind):
        notice, other = (a, b) if a.kind == "notice" else (b, a)
        return f"{notice.key} is a notice (erratum, retraction, concern) and {other.key} is not"
    if not a.links and not b.links:
        return ""
    for link in (*_links_to(a, b), *_links_to(b, a)):
        if link.type in _OTHER_LINKS and not _preprint_link(link, a, b):
            return f"a link says how they belong together: {link.ref_type or link.type}"
    return ""


def _links_to(a: Described, b: Described) -> Iterator[Notice]:
    for link in a.links:
        if (b.pmid and link.pmid == b.pmid) or (b.doi and link.doi and _names(link.doi, b)):
            yield link


def _names(doi: str, b: Described) -> bool:
    # A link to one version of a preprint is a link to the preprint.
    return doi == b.doi or (b.kind == "preprint" and unversioned(doi) == b.unversioned)


def _preprint_link(link: Notice, a: Described, b: Described) -> bool:
    # UpdateIn/UpdateOf also joins the versions of a Cochrane review, each a work of its own.
    named = "preprint" in link.ref_type.lower() or "preprint" in link.note.lower()
    return link.type == "update" and (named or "preprint" in (a.kind, b.kind))


def _by_identifier(a: Described, b: Described) -> Pair | None:
    if a.pmid and a.pmid == b.pmid:
        return _pair(a, b, "pmid", None, f"PMID {a.pmid}")
    linked = (*_links_to(a, b), *_links_to(b, a)) if a.links or b.links else ()
    links = [link for link in linked if _preprint_link(link, a, b)]
    # Europe PMC says so of the links it has made by title (europepmc_crossref.md §1).
    stated = [link for link in links if not guessed(link)]
    if stated:
        said = sorted({_said(link) for link in stated})
        return _pair(a, b, "preprint", None, "; ".join(said))
    preprints = a.kind == b.kind == "preprint"
    if preprints and a.doi and a.doi != b.doi and a.unversioned == b.unversioned:
        return _pair(a, b, "version", None, f"versions of {a.unversioned}")
    how: How
    for how, mine, theirs in (("doi", a.doi, b.doi), ("pmcid", a.pmcid, b.pmcid)):
        if mine and mine == theirs:
            if _descriptions_agree(a, b):
                return _pair(a, b, how, None, f"{how.upper()} {mine}")
            likeness = round(fuzz.ratio(a.title, b.title) / 100, 3)
            text = f"the same {how.upper()} {mine}, but not the same title and place"
            return _pair(a, b, "doubtful_id", max(likeness, ASK), text)
    if links:
        said = sorted({f"{link.source}: {link.note}" for link in links})
        return _pair(a, b, "probable_link", 0.9, "; ".join(said))
    return None


def guessed(link: Notice) -> bool:
    """Whether a source says of a link that a machine has made it from titles and authors."""
    return bool(_GUESSED.search(link.note))


def _said(link: Notice) -> str:
    said = f"{link.source}: {link.ref_type or link.type}"
    return f"{said} ({link.note})" if link.note else said


def _descriptions_agree(a: Described, b: Described) -> bool:
    """Whether one identifier on both can be believed.

    The abstracts of a supplement often share one DOI, and reference lists carry wrong ones.
    """
    if not a.title or not b.title:
        return True
    same_page = bool(a.page) and a.page == b.page
    likeness = fuzz.token_set_ratio(a.title, b.title)
    if _one_begins_other(a, b):
        return True
    # Other numbers in almost the same words are another part, unless the page says no.
    if likeness >= _ALIKE:
        return a.numbers == b.numbers or same_page
    # A translated title: the place in the journal and the author then speak.
    return same_page and _surnames_alike(a, b) is True


def _near(a: Described, b: Described) -> Pair | None:
    if a.kind != b.kind and "comment" in (a.kind, b.kind):
        return None
    if a.kind == "notice" or (a.year and b.year and abs(a.year - b.year) > 1):
        return None
    author = _surnames_alike(a, b)
    volume, page = _same(a.volume, b.volume), _same(a.page, b.page)
    placed = volume is True and page is True  # the same place in the journal
    if not placed and (author is False or (a.kind == "comment" and author is None)):
        return None
    title = _titles_alike(a, b)
    if title < _ALIKE:
        return None
    abstract = _abstracts_alike(a, b)
    journal = journals_alike(a.journal, b.journal) if a.journal and b.journal else None
    # Few words say little: "Chronic fatigue syndrome" is the title of many works.
    one_place = placed or (author and journal and a.year == b.year and page is not False)
    if len(a.title) < _FEW and not one_place:
        return None
    doi = _same(a.doi, b.doi)
    if "preprint" in (a.kind, b.kind):
        doi = journal = volume = page = None  # a preprint has a DOI and a server of its own
    elif doi is False and not (placed and journal is not False):
        return None
    elif [journal, volume, page].count(False) >= 2:
        return None  # a conference abstract and the article, or one statement in two journals
    score = (
        0.5 * (title - 60) / 40
        + 0.15 * (0.4 if author is False else _as_score(author))
        + 0.1 * (0.5 if not a.year or not b.year else 1 if a.year == b.year else 0.8)
        + 0.05 * _as_score(journal)
        + 0.05 * _as_score(volume)
        + 0.1 * _as_score(page)
        + 0.05 * _as_score(abstract)
        - 0.05 * (doi is False)
    )
    facts = {
        "first author": author,
        "DOI": doi,
        "journal": journal,
        "volume": volume,
        "page": page,
        "abstract": abstract,
    }
    said = [
        f"{name} {'alike' if fact else 'differs'}"
        for name, fact in facts.items()
        if fact is not None
    ]
    return _pair(a, b, "near", round(score, 3), ", ".join([f"title {title:.0f} %", *said]))


def _titles_alike(a: Described, b: Described) -> float:
    """Per cent; 0 for titles that tell two works apart, as numbers do."""
    if a.numbers == b.numbers:
        likeness = _likeness(a.title, b.title)
    elif len(a.title) > _LONG < len(b.title) and _one_begins_other(a, b):
        likeness = (
            95.0 if _abstracts_alike(a, b) else 0.0
        )  # a database has added its subject codes to the title
    else:
        likeness = 0.0
    if a.other_title or b.other_title:
        in_its_language = (_likeness(a.other_title, b.title), _likeness(a.title, b.other_title))
        return max(likeness, *in_its_language)
    return likeness


def _one_begins_other(a: Described, b: Described) -> bool:
    return a.title.startswith(b.title) or b.title.startswith(a.title)


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one, other, score_cutoff=_ALIKE) if one and other else 0.0


def _surnames_alike(a: Described, b: Described) -> bool | None:
    if not a.surname or not b.surname:
        return None
    if a.surname & b.surname:  # "Koseoglu Eser" and "Eser"
        return True
    if a.surname & b.names or b.surname & a.names:
        return True
    return fuzz.ratio(" ".join(sorted(a.surname)), " ".join(sorted(b.surname))) >= 80


def _same(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _abstracts_alike(a: Described, b: Described) -> bool | None:
    one, other = a.abstract, b.abstract
    if len(one) < 100 or len(other) < 100:
        return None
    shorter = min(len(one), len(other))
    likeness = fuzz.ratio(one[:shorter].casefold(), other[:shorter].casefold(), score_cutoff=45)
    return True if likeness >= 70 else None if likeness else False


def _as_score(fact: bool | None) -> float:
    return 0.6 if fact is None else float(fact)


def _pair(a: Described, b: Described, how: How, score: float | None, evidence: str) -> Pair:
    return Pair(first=a.key, second=b.key, how=how, score=score, evidence=evidence)
