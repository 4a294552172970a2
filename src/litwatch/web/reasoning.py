"""Why a record is here, in sentences: what a search found in it, and what the model weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

import msgspec
from markupsafe import Markup

from litwatch import search
from litwatch.classify.reasons import Named, reasons
from litwatch.digest.items import Words
from litwatch.digest.names import Name
from litwatch.language import Speech
from litwatch.records import Why
from litwatch.search import Hit, Node
from litwatch.store import Entry
from litwatch.watch import Watch

_SHOWN_WORDS = 4

Found = tuple[str, str, Sequence[Hit]]
"""Topic, version of its search, and the hits of that search in the record."""


def searched(entry: Entry, watch: Watch) -> Iterator[Found]:
    """The searches of the record's own topics that find it today, with their hits."""
    document = search.Document.of(entry.record)
    for topic in watch.topics:
        if topic.id not in entry.topics:
            continue
        for part in topic.parts:
            hits = search.explain(_parsed(part.query), document, watch.mesh)
            if hits:
                yield topic.id, part.version, hits


@lru_cache(maxsize=256)
def _parsed(query: str) -> Node:
    return search.parse(query)


def searches(found: Sequence[Found], names: Words, say: Speech) -> Iterator[Markup]:
    """One sentence a search, with the words it found at the best place they stand."""
    places = {
        "title": say._("The search {topic}, version {version}, found {words} in the title."),
        "abstract": say._("The search {topic}, version {version}, found {words} in the abstract."),
        "": say._("The search {topic}, version {version}, found {words}."),
    }
    by_search: dict[tuple[str, str], list[Hit]] = {}
    for topic, version, hits in found:
        by_search.setdefault((topic, version), []).extend(hits)
    for (topic, version), hits in by_search.items():
        best = next((one for one in places if any(hit.field == one for hit in hits)), "")
        words = dict.fromkeys(
            hit.sentence[hit.start : hit.end] for hit in hits if best in ("", hit.field)
        )
        yield Markup(places[best]).format(  # noqa: S704 (our own words; the rest is escaped)
            topic=short_topic(names.topic(topic), say),
            version=version,
            words=Markup(", ").join(
                Markup('<q lang="en">{}</q>').format(one) for one in list(words)[:_SHOWN_WORDS]
            ),
        )


def raised(entry: Entry, names: Words, say: Speech) -> list[Markup]:
    """The words and the sentence that speak for the record; never how likely it is."""
    said = entry.prediction
    if said is None or said.why is None:
        return []
    up = Why(
        words=tuple(one for one in said.why.words if one.by > 0),
        sentences=tuple(one for one in said.why.sentences if one.by > 0),
    )
    lines = reasons(msgspec.structs.replace(said, why=up), None, (), say, _named(names, say))
    return [_quoted(line) for line in lines[1:]]  # the first tells how likely it is


def opinion(entry: Entry, names: Words, say: Speech) -> tuple[str, ...]:
    """How likely the model calls it, what lowered that, and what its usefulness stands on."""
    said = entry.prediction
    if said is not None and said.why is not None:
        down = Why(words=tuple(one for one in said.why.words if one.by < 0))
        said = msgspec.structs.replace(said, why=down)
    return tuple(reasons(said, entry.usefulness, (), say, _named(names, say)))


def _named(names: Words, say: Speech) -> Named:
    return lambda facet, value: names.value(facet, value).text(say.lang)


def _quoted(line: str) -> Markup:
    """A sentence with what it quotes from the record marked as English."""
    told = re.sub("[“”]([^“”]+)”", r'<q lang="en">\1</q>', escape(line, quote=False))
    return Markup(told)  # noqa: S704 (escaped)


def short_topic(topic: Name, say: Speech) -> str:
    """The topic's name before its brackets: the file spells out every abbreviation in them."""
    return topic.text(say.lang).partition(" (")[0]
