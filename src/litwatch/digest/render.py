"""An Edition as HTML and Markdown. Renderers see the edition, a language and the look."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from typing import Any

import msgspec

from litwatch.digest import figures
from litwatch.digest.also import also
from litwatch.digest.audited import agreement_line, audit_line
from litwatch.digest.edition import AUDIENCES, Audience, Edition, Item, NoticeLine
from litwatch.digest.evidence_map import evidence
from litwatch.digest.filling import fill, stylesheet
from litwatch.digest.key_messages import MessageLine, Said
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.pem import PEM_FLAG, says_nothing
from litwatch.language import Lang, Speech, speech
from litwatch.records.state_words import MOODS, state_label

FURTHER_LINES = 40
# What lies beside the page of a published edition, in the order that readers are offered it.
FILES = ("digest.pdf", "digest.docx", "slides.pptx", "references.ris")


class Section(msgspec.Struct, frozen=True):
    """One part of the page, as the contents list names it."""

    id: str
    title: str
    size: int | None = None
    short: str = ""


def sections(edition: Edition, say: Speech) -> tuple[Section, ...]:
    """The parts in the order of digest.md §2. Some always stand, empty or not (§11)."""
    _ = say._
    always = {"news", "notices", "groups", "conditions", "methods"}
    every = (
        Section("news", _("New since last time")),
        Section(
            "stopped",
            _("Say no longer"),
            sum(one.happened == "retired" for one in edition.messages),
        ),
        Section("notices", _("Retracted and corrected"), len(edition.notices)),
        Section("vardcentral", _("For the health centre"), len(edition.primary_care)),
        Section(
            "primarvardsrehab",
            _("For primary care rehabilitation"),
            len(edition.rehabilitation),
            short=_("For rehabilitation"),
        ),
        Section(
            "groups",
            _("Children and young people, older people, women and men"),
            short=_("Children, older people, sex"),
        ),
        Section("conditions", _("Other conditions")),
        Section(
            "guidelines",
            _("Guidelines and the world around"),
            len(edition.guidelines) + len(edition.outside),
        ),
        Section("upcoming", _("Under way"), len(edition.upcoming)),
        Section("debate", _("Debate"), len(edition.debate)),
        Section("preprints", _("Preprints"), len(edition.preprints)),
        Section("mechanisms", _("Mechanisms in brief"), len(edition.mechanisms)),
        Section(
            "further",
            _("Also found"),
            len(edition.waiting) + len(edition.further) + len(edition.unmade),
        ),
        Section("methods", _("How the selection was made")),
    )
    return tuple(section for section in every if section.id in always or section.size)


def notice_words(say: Speech, line: NoticeLine) -> str:
    return state_label(say, line.item.state)


def _state_mark(say: Speech, item: Item) -> tuple[str, str] | None:
    """The class and words of the mark that tells a reader what has become of a listed work."""
    if item.state in ("concern", "corrected", "superseded"):
        return MOODS[item.state], state_label(say, item.state)
    return None


def _happened(say: Speech, line: MessageLine) -> str:
    """What has happened to a key message, with its day."""
    _ = say._
    words = {
        "changed": _("Changed"),
        "resourced": _("The words stand, on other sources"),
        "confirmed": _("Looked at, and unchanged"),
        "retired": _("Say no longer"),
    }[line.happened]
    return f"{words}, {say.day(line.on)}" if line.on else words


def _whose(say: Speech, line: MessageLine) -> str:
    """Whose word a key message is: a new study never looks like the national guidance."""
    _ = say._
    if line.origin == "guidance" and line.page:
        return _("The national guidance, page {page}", page=line.page)
    return {
        "guidance": _("The national guidance"),
        "study": _("New study"),
        "other": _("Another source"),
        "draft": _("Draft"),
    }[line.origin]


def _relates(say: Speech, said: Said) -> str:
    """What an item says of a key message, as a word before it."""
    _ = say._
    return {
        "supports": _("supports"),
        "nuances": _("nuances"),
        "contradicts": _("contradicts"),
        "new": _("new"),
    }[said.kind]


def _score(say: Speech, score: float) -> str:
    """A probability in two decimals; never as certain as 0 or 1."""
    if score >= 0.995:
        return say._("over {number}", number=say.number(0.99, 2))
    if score < 0.005:
        return say._("under {number}", number=say.number(0.01, 2))
    return say.number(score, 2)


def meanings(
    edition: Edition, say: Speech, item: Item, audience: Audience
) -> tuple[tuple[str, str], ...]:
    """What an item means, as the section of an audience tells it: a heading and the words.

    Words for an audience whose section does not hold the item stand here too, under that
    audience's name: nothing that a person wrote is left out.
    """
    _ = say._
    holds = {"vardcentral": edition.primary_care, "primarvardsrehab": edition.rehabilitation}
    named = {
        "vardcentral": _("For the health centre"),
        "primarvardsrehab": _("For primary care rehabilitation"),
    }
    told = {
        one: item.words("meaning", one) or (item.words("meaning") if one == audience else "")
        for one in (
            audience,
            *(one for one in AUDIENCES if item.id not in {other.id for other in holds[one]}),
        )
    }
    return tuple((named[one], words) for one, words in told.items() if words)


def where(edition: Edition, say: Speech) -> dict[str, tuple[str, str]]:
    """Where each item and line stands: its anchor on the page, and words that lead there."""
    titles = {section.id: section.title for section in sections(edition, say)}
    places = {
        item.id: (f"p{number}", say._("Read item {number}", number=number))
        for number, item in enumerate(edition.items(), 1)
    }
    for key in ("guidelines", "upcoming", "debate", "preprints", "mechanisms"):
        for number, item in enumerate(getattr(edition, key), 1):
            words = say._("Read it under {section}", section=titles[key])
            places.setdefault(item.id, (f"{key}-{number}", words))
    return places


def context(edition: Edition, lang: Lang) -> dict[str, Any]:
    """What every template of an edition may use: the edition and words to speak of it."""
    say = speech(lang)
    _ = say._
    fetched = edition.method.fetched_on
    not_read = tuple(item for item in edition.further if not (item.reviewed or item.verdict))
    return {
        "edition": edition,
        "lang": lang,
        "_": say._,
        "n": say.n,
        "day": say.day,
        "month": say.month,
        "number": say.number,
        "notice_words": partial(notice_words, say),
        "state_mark": partial(_state_mark, say),
        "happened": partial(_happened, say),
        "whose": partial(_whose, say),
        "relates": partial(_relates, say),
        "standing": tuple(one for one in edition.messages if one.happened != "retired"),
        "stopped": tuple(one for one in edition.messages if one.happened == "retired"),
        "score": partial(_score, say),
        "also": partial(also, say, draft=edition.state == "draft"),
        "meanings": partial(meanings, edition, say),
        "where": where(edition, say),
        "no_pem": says_nothing,
        "searched": figures.searched(edition),
        "draft": edition.state == "draft",
        "waiting": sum(1 for item in edition.items() if not item.reviewed),
        "numbers": {item.id: place for place, item in enumerate(edition.items(), 1)},
        "care_ids": {item.id for item in edition.primary_care},
        "sections": sections(edition, say),
        "further": not_read[:FURTHER_LINES],
        "more": len(not_read[FURTHER_LINES:]),
        "unmade": ", ".join(
            f"{say.month(month)} ({say.number(count)})" for month, count in edition.unmade
        ),
        "put_off": tuple(item for item in edition.further if item.verdict == "maybe"),
        "too_low": tuple(item for item in edition.further if item.reviewed),
        "pem_flag": PEM_FLAG,
        "flow": figures.flow(edition, say),
        "trend": figures.trend(edition, say),
        "evidence": evidence(edition, say),
        "agreement_line": agreement_line(edition.method.agreement, say),
        "audit_line": audit_line(edition.method.audit, say),
        "correction_head": _correction_head(edition, say),
        "source_line": _("Source: PubMed/NLM, fetched {day}.", day=say.day(fetched))
        if fetched
        else _("Source: PubMed/NLM."),
    }


def _correction_head(edition: Edition, say: Speech) -> str:
    _ = say._
    revision = _("Corrected edition, revision {number}", number=edition.revision)
    if edition.published_on is None:
        return revision
    published = _("published {day}", day=say.day(edition.published_on))
    return f"{revision}, {published}"


def running_foot(edition: Edition, say: Speech) -> str:
    """What every printed page says of itself, a draft and a trial above all."""
    parts = [say._("The month’s reading"), say.month(edition.month)]
    if edition.revision > 1:
        parts.append(say._("corrected, revision {number}", number=edition.revision))
    if edition.trial:
        parts.append(say._("Trial edition"))
    if edition.state == "draft":
        parts.append(say._("Draft, not reviewed"))
    return " · ".join(parts)


def offered(say: Speech, names: Collection[str]) -> list[tuple[str, str]]:
    """The files among these names that a reader may want besides the page, with words for them."""
    words = dict(zip(FILES, ("PDF", "Word", say._("Slides"), say._("References")), strict=True))
    return [(words[name], name) for name in FILES if name in names]


def render_html(
    edition: Edition, lang: Lang, look: Look = PACKAGED, *, beside: Collection[str] = ()
) -> str:
    """One self-contained page: style, fonts and charts within, no request to anywhere.

    It leads to the files `beside` it. Raises WrongSettings, as every renderer here, when a template of the look does not work.
    """
    values = {
        **context(edition, lang),
        "css": stylesheet(look),
        "running_foot": running_foot(edition, speech(lang)),
        "beside": offered(speech(lang), beside),
    }
    return fill("edition.html.j2", values, look)


def render_item(edition: Edition, item: Item, lang: Lang, look: Look = PACKAGED) -> str:
    """One item of an edition as its readers will see it, in each of its sections, as a page."""
    values = {**context(edition, lang), "item": item, "css": stylesheet(look)}
    return fill("item.html.j2", values, look)


def render_markdown(edition: Edition, lang: Lang, look: Look = PACKAGED) -> str:
    """The same edition as CommonMark text with tables; every text from outside escaped."""
    text = fill("edition.md.j2", context(edition, lang), look)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
