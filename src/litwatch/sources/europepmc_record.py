"""One `core` entry of Europe PMC → Record.

A preprint comes in versions, each a search hit with an id of its own (PPR…). The record's id
is that of the first version, so that a work keeps its id, and what people decided on it, when
a new version appears; its content is the version at hand, and the higher one wins.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import nh3

from litwatch.errors import InvalidIdentifier
from litwatch.records import (
    Author,
    Doi,
    Journal,
    Notice,
    PartialDate,
    Pmcid,
    PublicationType,
    Record,
    Section,
    record_id,
)
from litwatch.records.notices import REF_TYPES
from litwatch.records.record import Keyword
from litwatch.sources.inline_text import squeeze
from litwatch.sources.parsed import Parsed
from litwatch.sources.protocol import Found
from litwatch.sources.pubmed_ids import cited_doi, orcid, pmid_or_none

NAME = "europepmc"  # under which windows, records and notices keep this source
_KEPT = {"b", "i", "u", "sup", "sub"}
_PREPRINT = PublicationType(ui="D000076942", name="Preprint")
_OTHER_VERSION = "europepmc-version"
_SPARE = re.compile(r"[^0-9a-z]")
# A < that opens none of these is text: abstracts say `p <0.05` and `x<y`.
_NO_TAG = re.compile(
    r"<(?!/?(?:[biup]|br|em|strong|su[bp]|h[1-6]|ul|ol|li|span|div|italic|bold|[a-z]+:[a-z-]+)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<h[1-6](?:\s[^<>]*)?>(.*?)</h[1-6]\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_MACHINE_MADE = "title-first author match"

# Europe PMC's words → type and direction. It writes PubMed's RefTypes with spaces; the two
# preprint links are its own, and mean what PubMed says with UpdateIn and UpdateOf.
_LINKS = {name.lower(): meaning for name, meaning in REF_TYPES.items()}
_LINKS["preprintof"] = ("update", "in")
_LINKS["preprintin"] = ("update", "of")

Entry = dict[str, Any]


def found_in(entry: Entry) -> Found:
    """What a search entry holds; an entry that cannot be kept is named with the reason."""
    name = _text(entry, "id") or "an entry without an id"
    try:
        record = _record(entry)
        # ASCII, so that broken surrogates survive in the raw bytes as they were written.
        raw = json.dumps(entry, separators=(",", ":")).encode("ascii")
        return Found(record_id(record.id), Parsed(record, raw))
    except InvalidIdentifier as error:
        return Found(name, problem=f"Europe PMC {_text(entry, 'source')} {name}: {error}")


def _record(entry: Entry) -> Record:
    preprint = _text(entry, "source") == "PPR"
    pmid = pmid_or_none(_text(entry, "pmid"))
    title, title_html = _marked(_text(entry, "title"))
    others, doi, pmcid = [], None, None
    if found := _text(entry, "doi"):
        try:
            doi = Doi(found)
        except InvalidIdentifier:
            others.append(("doi-invalid", found))
    if found := _text(entry, "pmcid"):
        try:
            pmcid = Pmcid(found)
        except InvalidIdentifier:
            others.append(("pmcid-invalid", found))
    versions = _versions(entry) if preprint else []
    if not preprint:
        others.append((NAME, f"{_text(entry, 'source')}:{_text(entry, 'id')}"))
    return Record(
        pmid=pmid,
        doi=doi,
        pmcid=pmcid,
        preprint_id=versions[0] if versions else "",
        version=_version_number(entry),
        other_ids=(*others, *((_OTHER_VERSION, other) for other in versions[1:])),
        title=title,
        title_html=title_html,
        abstract=tuple(_sections(_text(entry, "abstractText"))),
        journal=_journal(entry),
        published=_published(entry),
        published_online=_day_as_partial(_text(entry, "electronicPublicationDate")),
        created=_day(_text(entry, "firstIndexDate")),
        # PubMed's own copy must always be able to take this one's place, whatever the dates.
        revised=None if pmid else _day(_text(entry, "dateOfRevision")),
        languages=tuple(filter(None, [_text(entry, "language")])),
        authors=tuple(map(_author, _list(entry, "authorList", "author"))),
        publication_types=_types(entry, preprint=preprint),
        keywords=tuple(
            Keyword(text=plain)
            for word in _list(entry, "keywordList", "keyword")
            if (plain := _marked(_clean(str(word)))[0])
        ),
        notices=tuple(map(_notice, _list(entry, "commentCorrectionList", "commentCorrection"))),
    )


def _versions(entry: Entry) -> list[str]:
    """The ids of a preprint's versions, first version first."""
    numbered = {_text(entry, "id"): _version_number(entry)}
    for version in _list(entry, "versionList", "version"):
        if isinstance(version, dict) and _text(version, "id").startswith("PPR"):
            numbered.setdefault(_text(version, "id"), _version_number(version))
    return sorted(numbered, key=lambda name: (numbered[name], len(name), name))


def _version_number(entry: Entry) -> int:
    number = entry.get("versionNumber")
    return number if isinstance(number, int) and 0 < number < 100_000 else 1


def _journal(entry: Entry) -> Journal:
    """The journal, or for a preprint the server it stands on."""
    info = _dict(entry, "journalInfo")
    journal = _dict(info, "journal")
    book = _dict(entry, "bookOrReportDetails")
    title = _text(journal, "title") or _text(book, "publisher")
    return Journal(
        title=title,
        iso=_text(journal, "isoabbreviation")
        or _text(journal, "medlineAbbreviation")
        or (title if not journal else ""),
        issn=_text(journal, "issn") or _text(journal, "essn"),
        nlm_id=_text(journal, "nlmid"),
        volume=_text(info, "volume"),
        issue=_text(info, "issue"),
        pages=_text(entry, "pageInfo"),
    )


def _published(entry: Entry) -> PartialDate | None:
    year = _text(entry, "pubYear")
    if first := _day_as_partial(_text(entry, "firstPublicationDate")):
        return first
    return PartialDate(year=int(year), raw=year) if re.fullmatch("[0-9]{4}", year) else None


def _types(entry: Entry, *, preprint: bool) -> tuple[PublicationType, ...]:
    names = [_clean(str(name)) for name in _list(entry, "pubTypeList", "pubType")]
    kept = [PublicationType(name=name) for name in names if name and name.lower() != "preprint"]
    if preprint or len(kept) < len([name for name in names if name]):
        kept.insert(0, _PREPRINT)
    return tuple(dict.fromkeys(kept))


def _author(entry: Any) -> Author:
    if not isinstance(entry, dict):
        return Author(collective=_clean(str(entry)))
    if collective := _text(entry, "collectiveName"):
        return Author(collective=collective)
    identifier = _dict(entry, "authorId")
    return Author(
        last=_text(entry, "lastName") or _text(entry, "fullName"),
        fore=_text(entry, "firstName"),
        initials=_text(entry, "initials"),
        orcid=orcid(_text(identifier, "value")) if _text(identifier, "type") == "ORCID" else "",
        affiliations=tuple(
            place
            for each in _list(entry, "authorAffiliationDetailsList", "authorAffiliation")
            if isinstance(each, dict) and (place := _text(each, "affiliation"))
        ),
    )


def _notice(entry: Any) -> Notice:
    """A link to another work, in Europe PMC's own word; an unknown word is kept by name."""
    entry = entry if isinstance(entry, dict) else {"type": str(entry)}
    word = _text(entry, "type")
    kind, direction = _LINKS.get(_SPARE.sub("", word.lower()), ("unknown", None))
    citation = squeeze(_text(entry, "reference"))
    where, name, note = (_text(entry, key) for key in ("source", "id", "note"))
    pmid = pmid_or_none(name) if where in ("MED", "") else None
    if pmid is None and name:
        citation = "; ".join(filter(None, (citation, f"Europe PMC {where} {name}")))
    return Notice(
        type=kind,
        direction=direction,
        ref_type=word,
        pmid=pmid,
        doi=cited_doi(citation),
        citation=citation,
        note=f"probable: {note}" if _MACHINE_MADE in note.lower() else note,
        source=NAME,
    )


def _sections(text: str) -> Iterator[Section]:
    """The abstract in its parts: a heading is the label of what follows it."""
    pieces = _HEADING.split(text)
    labels = ["", *(_marked(heading)[0].rstrip(":") for heading in pieces[1::2])]
    for label, body in zip(labels, pieces[0::2], strict=True):
        plain, marked = _marked(_BREAK.sub(" ", body))
        if plain or label:
            yield Section(label=label, text=plain, html=marked)


def _marked(text: str) -> tuple[str, str]:
    """The text plain, and as HTML with only b, i, u, sup and sub where it has such markup."""
    source = _NO_TAG.sub("&lt;", text)
    plain = squeeze(html.unescape(nh3.clean(source, tags=set())))
    marked = squeeze(nh3.clean(source, tags=_KEPT, attributes={}))
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain, marked if any(f"<{tag}>" in marked for tag in _KEPT) and marked != escaped else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_as_partial(text: str) -> PartialDate | None:
    day = _day(text)
    if day is None:
        return PartialDate(raw=text) if text else None
    return PartialDate(year=day.year, month=day.month, day=day.day, raw=text)


def _clean(text: str) -> str:
    """Text that any database takes: no control characters, no halves of a character."""
    return _CONTROL.sub("", text).strip()


def _text(entry: Entry, key: str) -> str:
    value = entry.get(key)
    return _clean(str(value)) if isinstance(value, (str, int)) else ""


def _dict(entry: Entry, key: str) -> Entry:
    value = entry.get(key)
    return value if isinstance(value, dict) else {}


def _list(entry: Entry, outer: str, inner: str) -> list[Any]:
    value = _dict(entry, outer).get(inner)
    return value if isinstance(value, list) else []
