"""An entry in the plain form of `pubmed_patterns` → Record, without a tree.

Several times as fast as by way of a tree. All or nothing: an entry that has anything else in
it, or anything doubtful, is left to `pubmed_article`, which reads every form and says what it
does not understand. Both give the same record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.errors import InvalidIdentifier
from litwatch.records import Author, Journal, MeshHeading, Pmid, Record, Section
from litwatch.sources import pubmed_dates as dates
from litwatch.sources import pubmed_patterns as patterns
from litwatch.sources import pubmed_plain_parts as parts
from litwatch.sources.pubmed_fields import pages
from litwatch.sources.pubmed_ids import Identifiers, version_number
from litwatch.sources.pubmed_plain_parts import NotPlain

_CONTROLS = tuple(code for code in range(32) if code not in b"\t\n\r")
_ENTITIES = tuple(f"&{name};" for name in parts.ENTITIES)


def holds_controls(data: bytes) -> bool:
    """Has it a control character that no XML holds (1.0 §2.2)?

    Looked for one by one: that is several times as fast as for all of them at once.
    """
    return any(map(data.__contains__, _CONTROLS))


def read_plain(raw: bytes) -> Record | None:
    """The record of a PubmedArticle in plain form, without such characters.

    None when it is anything else.
    """
    try:
        text = raw.decode()
        return _record(text) if _is_plain_text(text) else None
    except (UnicodeDecodeError, InvalidIdentifier, NotPlain):
        return None


def _is_plain_text(text: str) -> bool:
    """Does it hold no more than XML may (1.0 §2.2, §2.4), and no entities but XML's own?"""
    if not text.isascii() and ("\ufffe" in text or "\uffff" in text):
        return False
    if "\t" in text or "\r" in text:  # rare; the parts look for line feeds and spaces only
        return False
    for at in _places(text, "&"):
        if not text.startswith(_ENTITIES, at):
            return False
    return not any(text.startswith("]]>", at) for at in _places(text, "]"))


def _places(text: str, sign: str) -> Iterator[int]:
    at = -1
    while (at := text.find(sign, at + 1)) >= 0:
        yield at


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise NotPlain
    return found


def _record(text: str) -> Record:
    front = _match(patterns.FRONT, text, 0)
    if front["method"] is not None and front["method_last"] is not None:
        raise NotPlain  # an attribute twice, which no XML may have
    at = front.end()
    abstract: tuple[Section, ...] = ()
    copyright_text = ""
    if front["abstract"]:
        abstract, at = parts.sections(text, at)
        end = _match(patterns.ABSTRACT_END, text, at)
        copyright_text, at = parts.said(end[1]), end.end()
    authors: tuple[Author, ...] = ()
    complete = True
    if names := patterns.AUTHORS.match(text, at):
        complete = names[1] != "N"
        authors, at = parts.people(patterns.AUTHOR, text, names.end())
        at = _match(patterns.AUTHORS_END, text, at).end()
    middle = _match(patterns.MIDDLE, text, at)
    at = middle.end()
    mesh: tuple[MeshHeading, ...] = ()
    if middle["mesh"]:
        mesh, at = parts.mesh(text, at)
        at = _match(patterns.MESH_END, text, at).end()
    end = _match(patterns.END, text, at)
    at = end.end()
    investigators: tuple[Author, ...] = ()
    if end["investigators"]:
        investigators, at = parts.people(patterns.INVESTIGATOR, text, at)
        at = _match(patterns.INVESTIGATORS_END, text, at).end()
    written, at = parts.history(text, _match(patterns.HISTORY, text, at).end())
    tail = _match(patterns.TAIL, text, at)
    if tail.end() != len(text):
        raise NotPlain

    pmid = Pmid(front["pmid"])
    doubts: list[str] = []
    ids = Identifiers(pmid, doubts)
    for kind, value in patterns.ARTICLE_ID.findall(tail["ids"]):
        ids.article_id(kind, parts.said(value))
    for kind, valid, value in patterns.LOCATION.findall(front["locations"]):
        ids.location(kind, parts.said(value), valid=valid != "N")
    for source, value in patterns.OTHER_ID.findall(end["other_ids"]):
        ids.other(source, parts.said(value))
    history, created = dates.history(written, doubts)
    if doubts:
        raise NotPlain
    title, title_html = parts.rich(front["title"])
    return Record(
        pmid=pmid,
        version=version_number(front["version"]),
        doi=ids.doi,
        pmcid=ids.pmcid,
        other_ids=ids.others,
        title=title,
        title_html=title_html,
        vernacular_title=parts.rich(middle["vernacular"])[0],
        abstract=abstract,
        copyright=copyright_text,
        other_abstracts=parts.other_abstracts(end["other_abstracts"]),
        journal=_journal(front, middle),
        published=parts.partial(
            (front["year"], front["month"], front["day"], front["season"], front["free"])
        ),
        published_online=parts.online(middle.group("year", "month", "day")),
        created=created,
        completed=parts.day(front.group("completed_year", "completed_month", "completed_day")),
        revised=parts.day(front.group("revised_year", "revised_month", "revised_day")),
        history=history,
        publication_status=parts.said(tail["status"]),
        status=front["status"] or "",
        indexing_method=front["method"] or front["method_last"] or "",
        languages=parts.languages(middle["languages"]),
        authors=authors,
        authors_complete=complete,
        investigators=investigators,
        mesh=mesh,
        supplementary_concepts=parts.concepts(middle["concepts"]),
        chemicals=parts.chemicals(middle["chemicals"]),
        publication_types=parts.types(middle["types"]),
        keywords=parts.keywords(end["keywords"], end["owner"]),
        grants=parts.grants(middle["grants"]),
        databanks=parts.databanks(middle["databanks"]),
        conflict_of_interest=parts.said(end["interest"]),
        notices=parts.notices(middle["links"]),
    )


def _journal(front: re.Match[str], middle: re.Match[str]) -> Journal:
    written = (
        *front.group("journal", "iso", "issn", "volume", "issue"),
        *front.group("pages", "first_page", "last_page"),
        *middle.group("country", "short", "nlm_id", "linking"),
    )
    title, iso, issn, volume, issue, whole, first, last, country, short, nlm_id, linking = (
        parts.said_all([text or "" for text in written])
    )
    return Journal(
        title=title,
        iso=iso or short,
        issn=issn,
        issn_linking=linking,
        nlm_id=nlm_id,
        country=country,
        volume=volume,
        issue=issue,
        pages=pages(whole, first, last),
    )
