"""Slides about one study: a person's finding, and what it may not be shown without."""

from __future__ import annotations

from dataclasses import replace

from litwatch.digest.edition import Edition, Item
from litwatch.digest.pem import says_nothing
from litwatch.language import Speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.pages import Piece, lay_out
from litwatch.slides.script import script, script_of_rest
from litwatch.slides.slide import RUN_LANGUAGE, WRITTEN, SlidePlan, Text, plain, split
from litwatch.slides.source import audience, cited, conditions, design, on_conditions, source, state

# Digest §8.3–4: preprints and protocols are never on a slide; notices are no findings.
_NEVER = frozenset({"protocol", "retracted", "retraction_notice", "concern", "erratum"})
_WITHDRAWN = frozenset({"retracted", "republished", "withdrawn", "preprint_published", "gone"})
# A longer answer about PEM is a text of its own, as worsening and limitations are.
_PEM_WORDS = 8
_PEM_CHARACTERS = 80
_NOT_MEASURED = frozenset({"ej mätt", "inte mätt", "not measured"})


def may_be_shown(item: Item) -> bool:
    """False for preprints, protocols, notices and works that are retracted or gone."""
    kind = item.design.name.id if item.design else ""
    return not (item.preprint or item.state in _WITHDRAWN or kind in _NEVER)


def ready(item: Item) -> bool:
    """A person included the work and wrote its finding; the PEM gate is open (digest §8.1)."""
    pem = any(flag.id == "safety_pem_check" for flag in item.flags)
    filled = bool(item.words("pem_in_sample") and item.words("worsening"))
    return item.reviewed and bool(_finding(item)) and (filled or not pem)


def _finding(item: Item) -> str:
    return plain(item.words("bottom_line")) or minute_line(item)


def minute_line(item: Item) -> str:
    return plain(item.words("minute"))


def minute_slides(
    item: Item, edition: Edition, say: Speech, canvas: Canvas, *, alone: bool
) -> tuple[SlidePlan, ...]:
    """One line of the month in a minute, in the person's own words.

    `alone` when no slides of the item's own follow: then its caveats stand here.
    """
    line, below = minute_line(item), plain(item.words("bottom_line"))
    pieces = _caveats(item, say) if alone else _pem(item, say)
    if below and below != line:
        pieces = (Piece(Text(below, WRITTEN), "fact", 3), *pieces)
    else:
        pieces = (*_facts(item), *pieces)
    key = f"{edition.month}.minute.{item.id}"
    return _message(item, edition, say, canvas, key=key, line=line, pieces=pieces, minute=True)


def item_slides(item: Item, edition: Edition, say: Speech, canvas: Canvas) -> tuple[SlidePlan, ...]:
    """The study's bottom line, who took part and what came out, and what to be careful with."""
    return _message(
        item,
        edition,
        say,
        canvas,
        key=f"{edition.month}.item.{item.id}",
        line=_finding(item),
        pieces=(*_facts(item), *_caveats(item, say)),
        minute=False,
    )


def needs_own_slide(item: Item, in_minute: bool) -> bool:
    """False when the minute's slide already carries the item's only sentence."""
    return not in_minute or _finding(item) != minute_line(item)


# ── what stands on them ──────────────────────────────────────────────────────────────────


def _facts(item: Item) -> tuple[Piece, ...]:
    """Who took part and what came out; the result has room first."""
    said = ((plain(item.words("population")), 4), (plain(item.words("result")), 3))
    return tuple(Piece(Text(text, WRITTEN), "fact", rank) for text, rank in said if text)


def _caveats(item: Item, say: Speech) -> tuple[Piece, ...]:
    """PEM, worsening and limitations: what the finding may not be shown without."""
    return (
        *_pem(item, say),
        *_labelled(say._("Worsening:"), item.words("worsening"), 5, say),
        *_labelled(say._("Limitations:"), item.words("limitations"), 6, say),
    )


def _pem(item: Item, say: Speech) -> tuple[Piece, ...]:
    """The standard sentence where PEM was not measured (digest §8.1), and the person's answer."""
    answer = plain(item.words("pem_in_sample"))
    pieces = _labelled(say._("PEM in the sample:"), answer, 2, say)
    if says_nothing(item):
        sentence = say._("The study says nothing about people with PEM.")
        standard = Piece(Text(sentence, RUN_LANGUAGE[say.lang]), "line", 1)
        bare = answer.rstrip(".").casefold() in _NOT_MEASURED
        return (standard,) if bare else (standard, *pieces)
    short = len(split(answer)) <= _PEM_WORDS and len(answer) <= _PEM_CHARACTERS
    return tuple(replace(piece, place="line") for piece in pieces) if short else pieces


def _labelled(label: str, words: str, rank: int, say: Speech) -> tuple[Piece, ...]:
    text = plain(words)
    if not text:
        return ()
    instead = f"{label} {say._('see the notes')}"
    return (Piece(Text(f"{label} {text}", WRITTEN), "caveat", rank, instead),)


def _message(
    item: Item,
    edition: Edition,
    say: Speech,
    canvas: Canvas,
    *,
    key: str,
    line: str,
    pieces: tuple[Piece, ...],
    minute: bool,
) -> tuple[SlidePlan, ...]:
    """The item's slides: `line` is their heading when it is short enough, else the first's text."""
    own = RUN_LANGUAGE[say.lang]
    whole = canvas.is_heading(line)
    if whole:
        title = Text(line, WRITTEN)
    else:
        title = Text(_neutral_heading(item, say, canvas, minute=minute), own)
        see = f"{say._('In short:')} {say._('see the notes')}"
        pieces = (Piece(Text(line, WRITTEN), "line", 0, see), *pieces)
    pages = lay_out(pieces, canvas.body if whole else canvas.long_body, say, canvas)
    first = SlidePlan(
        key=key,
        kind=("message" if pages[0] else "alone") if whole else "text",
        title=title,
        body=tuple(piece.shown for piece in pages[0]),
        mark=say._("New study"),
        badges=_badges(item, say, canvas, minute=minute),
        source=Text(source(item, say, canvas, draft=edition.state == "draft"), own),
        notes=script(item, line, say),
    )
    return (
        first,
        *(
            replace(
                first,
                key=f"{key}.{number}",
                kind="text",
                title=Text(f"{title.text} ({number}/{len(pages)})", title.lang),
                body=tuple(piece.shown for piece in page),
                notes=script_of_rest(page, item, say),
            )
            for number, page in enumerate(pages[1:], 2)
        ),
    )


def _neutral_heading(item: Item, say: Speech, canvas: Canvas, *, minute: bool) -> str:
    """Which study of which condition: it claims nothing, the sentence stands whole below."""
    minute_name = say._("The month in one minute")
    work = cited(item, say)
    studies = [plain(text) for text in on_conditions(design(item, say), item, say)]
    if minute:
        headings = [f"{minute_name}: {study}" for study in studies]
    else:
        studies = [study[0].upper() + study[1:] for study in studies]
        headings = [plain(f"{study}: {work}") for study in studies] + studies
    return next(filter(canvas.is_heading, headings), minute_name if minute else say._("New study"))


def _badges(item: Item, say: Speech, canvas: Canvas, *, minute: bool) -> tuple[str, ...]:
    """Condition, certainty, state of the work, and audience: in full if two rows hold them.

    The condition is always printed (digest §8.2), and so is a state. A long certainty gives way
    to a word that it stands in the notes, then the audience, which stands there too.
    """
    certainty = plain(item.words("certainty"))
    long = say._("Certainty: {word}", word=certainty or say._("not assessed"))
    short = say._("Certainty: {word}", word=say._("see the notes")) if certainty else long
    names, mark = conditions(item, say.lang), say._("New study")
    about = say._("The month in one minute") if minute else audience(item, say)
    choices = [
        tuple(badge for badge in (condition, sure, state(item, say), last) if badge)
        for last in (about, "")
        for condition in (", ".join(names[:2]), *names[:1])
        for sure in (long, short)
    ]
    return next((one for one in choices if canvas.badges_fit(one, mark)), choices[-1])
