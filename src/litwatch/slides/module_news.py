"""The last slides of a module's deck: what is new since the seminar before, or that nothing is."""

from __future__ import annotations

from dataclasses import dataclass

from litwatch.curriculum.wordings import Wording
from litwatch.digest.edition import Item
from litwatch.digest.key_messages import MessageLine, ledger
from litwatch.language import Speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.module_material import Material
from litwatch.slides.module_notes import bears
from litwatch.slides.module_words import audiences
from litwatch.slides.news import told
from litwatch.slides.pages import Piece, lay_out
from litwatch.slides.slide import RUN_LANGUAGE, WRITTEN, SlidePlan, Text, plain
from litwatch.store.statements import Relation


@dataclass(frozen=True)
class News:
    """What has happened to a module's key messages, gravest first."""

    reviewed: tuple[Wording, ...]  # under review
    changed: tuple[MessageLine, ...]  # other words, other sources, or no longer said
    confirmed: tuple[MessageLine, ...]
    studies: tuple[tuple[Relation, Item], ...]  # published, and set against a message by a person

    @property
    def nothing(self) -> bool:
        return not (self.reviewed or self.changed or self.studies)


def news_of(material: Material) -> News:
    """What is new since `material.since`; with no such day, since the watch began."""
    lines = [line for one in material.wordings for line in _lines(one, material)]
    return News(
        reviewed=tuple(
            one for one in material.wordings if material.standing(one) == "under_review"
        ),
        changed=tuple(line for line in lines if line.happened != "confirmed"),
        confirmed=tuple(line for line in lines if line.happened == "confirmed"),
        studies=tuple(
            (said, work)
            for one in material.wordings
            if material.standing(one) != "retired"
            for said, work in material.said_of(one)
            if _is_new(work, material)
        ),
    )


def _lines(one: Wording, material: Material) -> tuple[MessageLine, ...]:
    """What is untold of a message; one under review is told as that and not as words to say."""
    if material.standing(one) == "under_review":
        return ()
    whole = (*one.earlier, one.now)
    before = [
        version
        for version in whole
        if version.settled_at is None
        or (material.since is not None and version.settled_at.date() <= material.since)
    ]
    told_before = {one.id: [before[-1].version]} if before else {}
    return ledger({one.id: one}, {}, {}, told=told_before).messages


def _is_new(work: Item, material: Material) -> bool:
    day = material.published.get(work.id)
    return day is not None and (material.since is None or day > material.since)


def news_slides(material: Material, say: Speech, canvas: Canvas) -> tuple[SlidePlan, ...]:
    """What is new, in as many slides as it takes; a quiet time says so, with the day."""
    own = RUN_LANGUAGE[say.lang]
    news = news_of(material)
    day = say.day(material.made_at.date())
    since = (
        say._("Since {day}", day=say.day(material.since))
        if material.since
        else say._("Since the start")
    )
    quiet = Piece(Text(_quiet(material, day, say), own), "line", 0)
    pieces = (quiet,) if news.nothing else _pieces(news, say)
    pages = lay_out(pieces, canvas.body if news.nothing else canvas.long_body, say, canvas)
    title = _title(news, say)
    before = Text(say._("Continues the slide before. The script is in the notes there."), own)
    first = SlidePlan(
        key=f"module:{material.module.id}:new",
        kind="quiet" if news.nothing else "text",
        title=Text(title, own),
        body=tuple(piece.shown for piece in pages[0]),
        badges=(since, audiences(material, say)),
        source=Text(say._("Source: the ledger of key messages · As of {day}", day=day), own),
        notes=_notes(news, say),
    )
    return (
        first,
        *(
            SlidePlan(
                key=f"{first.key}:{number}",
                kind="text",
                title=Text(f"{title} ({number}/{len(pages)})", own),
                body=tuple(piece.shown for piece in page),
                badges=first.badges,
                source=first.source,
                notes=(before, *(piece.text for piece in page)),
            )
            for number, page in enumerate(pages[1:], 2)
        ),
    )


def _quiet(material: Material, day: str, say: Speech) -> str:
    if material.since is None:
        return say._("No message of the module has changed. As of {day}.", day=day)
    return say._(
        "No message of the module has changed since {since}. As of {day}.",
        since=say.day(material.since),
        day=day,
    )


def _title(news: News, say: Speech) -> str:
    if news.nothing:
        return say._("New since last time: no wording has been changed")
    reviewed, changed = len(news.reviewed), len(news.changed)
    studies = len({work.id for _said, work in news.studies})
    parts = (
        say.n("{count} message under review", "{count} messages under review", reviewed)
        if reviewed
        else "",
        say.n("{count} changed", "{count} changed", changed) if changed else "",
        say.n("{count} new study", "{count} new studies", studies) if studies else "",
    )
    told = ", ".join(part for part in parts if part)
    return say._("New since last time: {what}", what=told)


def _pieces(news: News, say: Speech) -> tuple[Piece, ...]:
    own = RUN_LANGUAGE[say.lang]
    rows = [
        (say._("{id}: under review", id=one.id), say._("A work under it has given way."), own)
        for one in news.reviewed
    ]
    rows += [(*_changed(line, say), WRITTEN) for line in news.changed]
    rows += [("", bears(said, work, say), own) for said, work in news.studies]
    return tuple(
        Piece(
            Text(plain(f"{lead}. {text}" if lead else text), lang, len(lead)),
            "line",
            rank,
            lead or text,
        )
        for rank, (lead, text, lang) in enumerate(rows)
    )


def _changed(line: MessageLine, say: Speech) -> tuple[str, str]:
    """What has happened to the message, and its words now."""
    if line.happened == "retired":
        lead = say._("{id}: we no longer say it", id=line.id)
        return lead, say._("Say now: {text}", text=line.say_now)
    if line.happened == "resourced":
        return say._("{id}: other sources", id=line.id), line.text
    return say._("{id}: new wording", id=line.id), line.text


def _notes(news: News, say: Speech) -> tuple[Text, ...]:
    own = RUN_LANGUAGE[say.lang]
    lines = [
        Text(say._("Say that the key messages stand as they are, and since when."), own)
        if news.nothing
        else Text(say._("All of them:"), own)
    ]
    lines += [
        Text(say._("Key message {id} is under review", id=one.id), own) for one in news.reviewed
    ]
    for line in (*news.changed, *news.confirmed):
        lines += [Text(plain(row), WRITTEN) for row in told(line, say)]
    for said, work in news.studies:
        why = plain(said.why)
        row = bears(said, work, say)
        lines.append(Text(f"{row} {why}" if why else row, WRITTEN if why else own))
    lines.append(Text(say._("Not studied: what is not yet in PubMed."), own))
    return tuple(lines)
