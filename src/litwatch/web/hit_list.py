"""The records of a search as lines of a list."""

from __future__ import annotations

from collections.abc import Container, Iterable
from html import escape

import msgspec
from markupsafe import Markup

from litwatch.language import Speech
from litwatch.records.standing import is_preprint
from litwatch.records.state_words import MOODS, Mood
from litwatch.store.finding import Hit
from litwatch.store.snippet import Snippet
from litwatch.web.dates import published_when
from litwatch.web.facet_list import Names
from litwatch.web.reading import authors_of


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A found record: where it is published, its state and verdict, and the words found."""

    id: str
    title: str
    authors: str
    journal: str
    when: str
    state: str
    mood: Mood
    verdict: str
    role: str
    snippet: Markup

    @property
    def struck(self) -> bool:
        return self.mood == "retracted"


def lines(hits: Iterable[Hit], blind: Container[str], names: Names, say: Speech) -> list[Line]:
    """One line a record, without the verdict of a `blind` one, whose reader must not know it.

    The title is the source's, with marks such as <i>: clean it.
    """
    return [_line(hit, hit.id in blind, names, say) for hit in hits]


def _line(hit: Hit, blind: bool, names: Names, say: Speech) -> Line:
    record = hit.record
    mood, state = MOODS.get(hit.state, ""), names.value("state", hit.state)
    if hit.state == "ok" and is_preprint(record):
        mood, state = "preprint", say._("Preprint")
    verdict = ""
    if hit.decision and not blind:
        verdict = say._(
            "{verdict} by {name}",
            verdict=names.value("verdict", hit.decision.verdict),
            name=hit.decision.reviewer,
        )
    return Line(
        id=hit.id,
        title=record.title_html or escape(record.title, quote=False),
        authors=authors_of(record, say),
        journal=record.journal.title or (record.book.title if record.book else ""),
        when=published_when(record.published, say),
        state=state if mood else "",
        mood=mood,
        verdict=verdict,
        role=names.value("role", hit.role) if hit.role == "background" else "",
        snippet=_marked(hit.snippet),
    )


def _marked(found: Snippet) -> Markup:
    """The snippet with its words in <mark>; everything else is text."""
    parts, at = [], 0
    for start, end in found.marks:
        parts += [escape(found.text[at:start]), '<mark class="hit">']
        parts += [escape(found.text[start:end]), "</mark>"]
        at = end
    return Markup("".join([*parts, escape(found.text[at:])]))  # noqa: S704 (escaped)
