"""The words that name things on a key message's slide: its origin, heading, badges, source line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litwatch.curriculum.wordings import Wording
from litwatch.digest.edition import AUDIENCES, Item
from litwatch.language import Speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.module_material import Material, named_source
from litwatch.slides.slide import MarkStyle, plain
from litwatch.slides.source import audience_name, cited, identifier, state

# What a machine may say of a design by itself: PubMed's publication type, and a curator's word.
_SETTLED = frozenset({"pt", "curator"})
_END_OF_NAME = re.compile(r"[,:;(]")


def origin(one: Wording, say: Speech) -> tuple[str, MarkStyle]:
    """Whose word it is, and how that mark is drawn: the three must never look alike (§7)."""
    if one.origin == "guidance":
        page = plain(one.now.ks_page)
        told = (
            say._("National Board of Health and Welfare’s guidance, p. {page}", page=page)
            if page
            else say._("National Board of Health and Welfare’s guidance, page not given")
        )
        return told, "band"
    if one.origin == "study":
        return say._("New study"), "frame"
    return say._("Another source"), "plain"


def heading(one: Wording, material: Material, say: Speech, canvas: Canvas) -> str:
    """A heading that names whose word follows, where the message is too long to be one itself."""
    if one.origin == "draft":
        headings = []
    elif one.origin == "guidance":
        headings = [say._("According to the national guidance ({id})", id=one.id)]
    else:
        names = _names(one, material, say)
        headings = [
            say._("According to {source} ({id})", source=name, id=one.id) for name in names[:1]
        ]
    headings.append(say._("Key message {id}", id=one.id))
    return next(plain(text) for text in headings if canvas.is_small_heading(plain(text)))


def _names(one: Wording, material: Material, say: Speech) -> list[str]:
    """The sources by short names: `Schmidt m.fl. 2020`, `SBU 379`."""
    works = material.cited(one)
    if works and not named_source(one):
        if works[1:]:
            return [say.n("{count} work", "{count} works", len(one.now.pmids))]
        return [cited(works[0], say)]
    return _short_name(one)


def _short_name(one: Wording) -> list[str]:
    """`SBU 379` of a source that goes on with its date and numbers; none where none is named."""
    short = plain(_END_OF_NAME.split(one.now.source)[0])
    return [short] if short else []


def settled_design(work: Item, say: Speech) -> str:
    """The study design where a person or PubMed has named it; a machine's guess is none."""
    if work.design is None or work.design.name.id == "other":
        return ""
    if not work.reviewed and work.design.source not in _SETTLED:
        return ""
    return work.design.name.text(say.lang)


def source_line(one: Wording, material: Material, say: Speech, canvas: Canvas) -> str:
    """`Källa: Schmidt m.fl. 2020, PMID 31521666 · Randomiserad studie · Granskad 2026-11 · m11s3 v2`.

    Names that two lines do not hold are left out whole, the last ones first; the notes have all.
    """
    works = material.cited(one)
    named = [f"{cited(work, say)}, {identifier(work)}" for work in works]
    bare = [identifier(work) for work in works]
    unstored = [f"PMID {key}" for key in material.unstored(one)]
    words = plain(_said_source(one, say))
    if words and not named_source(one):
        # The watch files' words for the very work that the PMID names.
        unstored = [", ".join((words, *unstored))] if unstored else []
        words = ""
    sources = [*named, *unstored, *([words] if words else [])]
    lean = [*bare, *unstored]
    designs = list(dict.fromkeys(name for work in works if (name := settled_design(work, say))))
    end = (_reviewed(one, say), f"{one.id} v{one.now.version}")
    if not sources:
        sources = [say._("none given")]
    for what, about in (
        (sources, designs),
        (sources, []),
        *((_shortened(sources, kept, say), designs) for kept in range(len(sources) - 1, 0, -1)),
        (lean[:1], designs),
        (_short_name(one), designs),
        ([say._("see the notes")], []),
    ):
        if what:
            line = _line(what, (", ".join(about), *end), say)
            if canvas.is_source_line(line):
                return line
    raise ValueError(f"the source line of {one.id} does not fit")


def _shortened(sources: list[str], kept: int, say: Speech) -> list[str]:
    left = len(sources) - kept
    return [*sources[:kept], say.n("{count} more in the notes", "{count} more in the notes", left)]


def _line(sources: Iterable[str], parts: Iterable[str], say: Speech) -> str:
    first = say._("Source: {id}", id="; ".join(sources))
    return plain(" · ".join((first, *(part for part in parts if part))))


def _said_source(one: Wording, say: Speech) -> str:
    """The source in words, with the page of the guidance."""
    if one.origin != "guidance":
        return one.now.source
    page = plain(one.now.ks_page)
    where = say._("p. {page}", page=page) if page else say._("page not given")
    name = one.now.source or say._("the national guidance")
    return f"{name}, {where}"


def _reviewed(one: Wording, say: Speech) -> str:
    if one.looked_at is None:
        return say._("Not reviewed")
    return say._("Reviewed {month}", month=f"{one.looked_at:%Y-%m}")


def badges(one: Wording, material: Material, say: Speech) -> tuple[str, ...]:
    """What stands beside the mark; those that may go last give way first."""
    found = list(dict.fromkeys(told for work in material.cited(one) if (told := state(work, say))))
    if changed_since(one, material):
        found.append(say._("New wording"))
    if one.proposal is not None:
        found.append(say._("A change is proposed"))
    if one.safety:
        found.append(say._("Patient safety"))
    if "tillförlitlighet" not in one.text.casefold():
        # A message that tells its own certainty is not called unassessed beside it.
        found.append(say._("Certainty: {word}", word=say._("not assessed")))
    found.append(audiences(material, say))
    return tuple(found)


def changed_since(one: Wording, material: Material) -> bool:
    """Whether the words came in force after the seminar before."""
    if one.since is None or not one.earlier:
        return False
    return material.since is None or one.since.date() > material.since


def audiences(material: Material, say: Speech) -> str:
    """Whom the module is given for."""
    known = [one for one in AUDIENCES if one in material.module.audiences]
    if len(known) == len(AUDIENCES):
        return say._("Primary care and rehabilitation")
    return ", ".join(audience_name(one, say) for one in known)
