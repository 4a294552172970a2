"""PMIDs, DOIs and PMCIDs in running text and in addresses.

A number is a PMID only where the text says so: participants, telephones and personal numbers
have as many digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from litwatch.errors import InvalidIdentifier
from litwatch.records.described import unversioned
from litwatch.records.identifiers import Doi, Pmcid, Pmid


class Named(msgspec.Struct, frozen=True):
    """A work named by identifier in `text[start:end]`.

    A DOI has no sign that ends it, so `dois` holds every way to read it, the likeliest first.
    """

    start: int
    end: int
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    dois: tuple[Doi, ...] = ()

    def __str__(self) -> str:
        if self.pmid:
            return f"PMID {self.pmid}"
        return str(self.pmcid) if self.pmcid else f"doi:{self.dois[0]}"


_NUMBER = r"[1-9][0-9]{0,8}(?![0-9])"
# After the first one, and after the bare word PubMed, a short number may be anything.
_LONG = r"[1-9][0-9]{5,8}(?![0-9])"
_LABELLED = re.compile(
    rf"(?<![^\W_])(?:(?:PMIDs?|PubMed[ -]?(?:ID|nr|nummer)s?)[\s:#=.\"'\]()-]{{0,6}}(?P<first>{_NUMBER})"
    rf"|PubMed:\s?(?P<bare>{_LONG}))(?P<more>(?:(?:\s*[,;/&]\s*|\s+(?:och|and)\s+){_LONG})*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""(?:pubmed\.ncbi\.nlm\.nih\.gov/\s*|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/\s*(?:\?term=)?
        |pubmed\.gov/\s*|europepmc\.org/(?:article|abstract)/med/\s*
        |ncbi\.nlm\.nih\.gov/entrez/[^\s]*list_uids=)
        ([1-9][0-9]{0,8}(?:\n[0-9]{1,7}(?=/))?)(?![0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_PMC = re.compile(r"(?<![^\W_])PMC(?:ID)?[\s:#]{0,3}(?:PMC\s?)?([1-9][0-9]{4,9})(?![0-9])")
_PMC_ADDRESS = re.compile(r"/(?:pmc/)?articles/PMC\s*([1-9][0-9]{3,9})(?![0-9])", re.IGNORECASE)
_DOI = re.compile(r"(?<![0-9.])10\.\s?[0-9]{4,9}(?:/|%2F|%252F)\s?", re.IGNORECASE)
_RUN = re.compile(r"[^\s\"“”„«»|\\^`{}]+")
_LINE_END = re.compile(r"\s*\n\s*|(?<=[-‐‑–/_(]) (?=[0-9])")
_GOES_ON = re.compile(r"[-‐‑–/._(:]$")
_LIST_NUMBER = re.compile(r"[0-9]{1,3}[.)]?")
_TRAILING = ".,;:!?'’‘*…·>»"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_CUT_AT = re.compile(
    r"[?#&]|<(?![0-9]+::)|%3F|;(?=\s*PMC?ID|\s*$)|(?:[,;.]|\)\.?)(?=(?:PMC?ID|doi|https?):)", re.I
)
_TAIL = re.compile(
    r"(?:/(?:abstract|full|fulltext|pdf|epdf|meta|html)|\.(?:full|pdf|abstract|full-text|html?))+$",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?<=[0-9])v[0-9]{1,2}$", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# Publishers whose addresses hold the end of the DOI.
_PUBLISHERS = (
    (re.compile(r"nature\.com/articles/(s?[0-9][\w.-]+)", re.I), "10.1038/"),
    (re.compile(r"thelancet\.com/\S*?PII(S[\dX()-]{15,25})", re.I), "10.1016/"),
    (re.compile(r"bmj\.com/content/[0-9]+/(bmj[.-][\w.-]+)", re.I), "10.1136/"),
)


def named(text: str) -> list[Named]:
    """Every identifier in the text, in order; one that stands in an address counts once."""
    found = [*_dois(text), *_pmids(text), *_pmcids(text)]
    found.sort(key=lambda one: (one.start, -one.end))
    return found


def _pmids(text: str) -> Iterator[Named]:
    taken: set[int] = set()
    for hit in _ADDRESS.finditer(text):
        taken.add(hit.start(1))
        yield Named(hit.start(1), hit.end(1), pmid=Pmid(hit[1].replace("\n", "")))
    for hit in _LABELLED.finditer(text):
        begin = hit.start("first") if hit["first"] else hit.start("bare")
        for number in re.finditer(_NUMBER, text[begin : hit.end()]):
            start = begin + number.start()
            if start not in taken:
                yield Named(start, start + len(number[0]), pmid=Pmid(number[0]))


def _pmcids(text: str) -> Iterator[Named]:
    taken: set[int] = set()
    for pattern in (_PMC_ADDRESS, _PMC):
        for hit in pattern.finditer(text):
            if hit.start(1) not in taken:
                taken.add(hit.start(1))
                yield Named(hit.start(1), hit.end(1), pmcid=Pmcid(f"PMC{hit[1]}"))


def _dois(text: str) -> Iterator[Named]:
    last = 0
    for hit in _DOI.finditer(text):
        if hit.start() < last:
            continue
        run = _RUN.match(text, hit.end())
        if run is None:
            continue
        prefix = re.sub(r"\s", "", unquote(unquote(hit[0])))
        readings = tuple(dict.fromkeys(_readings(prefix, run[0], text, run.end())))
        if readings:
            last = run.end()
            yield Named(hit.start(), run.end(), dois=readings)
    for pattern, prefix in _PUBLISHERS:
        for hit in pattern.finditer(text):
            if (doi := _doi(prefix, _trimmed(hit[1]))) is not None:
                yield Named(hit.start(), hit.end(), dois=(doi,))


def _readings(prefix: str, run: str, text: str, end: int) -> Iterator[Doi]:
    """Ways to read a DOI that begins with `run`: over the line's end too, and cut shorter."""
    gap = _LINE_END.match(text, end)
    more = _RUN.match(text, gap.end()) if gap else None
    wholes = [run]
    if more is not None:
        wholes = _over_the_break(run, more[0])
    for whole in wholes:
        for reading in _shorter(whole):
            for spelling in (reading, reading.translate(_DASHES)):
                if (doi := _doi(prefix, spelling)) is not None:
                    yield doi


def _over_the_break(run: str, more: str) -> list[str]:
    """A DOI that a line's end follows: with the next word, without it, or either."""
    is_open = bool(_GOES_ON.search(run)) or run.count("(") > run.count(")")
    if not is_open or _LIST_NUMBER.fullmatch(more):
        return [run, run + more]
    # `…CD005296.` and `pub3`: without its end it would name another version of the review.
    if more[0].islower() or run[-1] != ".":
        return [run + more]
    return [run + more, run]


def _shorter(run: str) -> Iterator[str]:
    sici = "(sici)" in run.casefold()
    if not sici and (cut := _CUT_AT.search(run)):
        run = run[: cut.start()]
    run = _trimmed(run)
    yield run
    bare = _TAIL.sub("", run)
    if bare != run:
        yield _trimmed(bare)
    unnumbered = _VERSION.sub("", unversioned(bare))
    if unnumbered != bare:
        yield unnumbered


def _trimmed(run: str) -> str:
    """Without the sentence's own punctuation, and brackets that were opened before the DOI."""
    while run:
        last = run[-1]
        opened = _PAIRS.get(last)
        if opened and run.count(opened) >= run.count(last):
            return run
        if opened is None and last not in _TRAILING:
            return run
        run = run[:-1]
    return run


def _doi(prefix: str, suffix: str) -> Doi | None:
    try:
        return Doi(prefix + unquote(suffix)) if suffix else None
    except InvalidIdentifier:
        return None
