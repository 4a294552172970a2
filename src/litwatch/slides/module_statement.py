"""Slides about one key message that is said, is a draft, or is under review."""

from __future__ import annotations

from dataclasses import replace

from litwatch.curriculum.wordings import Wording
from litwatch.digest.pem import says_nothing
from litwatch.language import Speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.module_material import Material
from litwatch.slides.module_notes import script
from litwatch.slides.module_words import audiences, badges, heading, origin, source_line
from litwatch.slides.pages import Piece, lay_out
from litwatch.slides.slide import RUN_LANGUAGE, WRITTEN, MarkStyle, SlidePlan, Text, plain


def statement_key(statement_id: str) -> str:
    """The key of a message's slide, whatever becomes of the message."""
    return f"statement:{statement_id}"


def statement_slides(
    one: Wording, material: Material, say: Speech, canvas: Canvas
) -> tuple[SlidePlan, ...]:
    """The message whole, in the heading if it is short enough for one, else in large type below.

    What no slide can hold goes on in the notes, which have every word.
    """
    own = RUN_LANGUAGE[say.lang]
    message, beside = plain(one.text), _pem(one, material, say)
    draft = material.standing(one) == "draft"
    mark, style = _mark(one, draft, say)
    if canvas.is_heading(message):
        title = Text(message, WRITTEN)
        pages = lay_out(beside, canvas.body, say, canvas) if beside else ((),)
        kind = "message" if beside else "alone"
    else:
        title = Text(heading(one, material, say, canvas), own)
        instead = say._("The message is long and stands in the notes.")
        pieces = (Piece(Text(message, WRITTEN), "line", 0, instead), *beside)
        pages = lay_out(pieces, canvas.statement, say, canvas)
        kind = "statement"
    first = SlidePlan(
        key=statement_key(one.id),
        kind=kind,  # type: ignore[arg-type]
        title=title,
        body=tuple(piece.shown for piece in pages[0]),
        mark=mark,
        mark_style=style,
        badges=badges(one, material, say),
        draft=draft,
        source=Text(source_line(one, material, say, canvas), own),
        notes=script(one, material, say),
    )
    told = Text(say._("Continues the slide before. The script is in the notes there."), own)
    return (
        first,
        *(
            replace(
                first,
                key=f"{first.key}:{number}",
                kind="text",
                title=Text(f"{title.text} ({number}/{len(pages)})", title.lang),
                body=tuple(piece.shown for piece in page),
                notes=(told, *(piece.text for piece in page)),
            )
            for number, page in enumerate(pages[1:], 2)
        ),
    )


def review_slide(one: Wording, material: Material, say: Speech) -> SlidePlan:
    """A message that a work under it has given way: that it is looked at anew, and no claim."""
    own = RUN_LANGUAGE[say.lang]
    lost = material.lost(one)
    why = (
        say.n(
            "{count} work that it rests on is retracted or withdrawn.",
            "{count} works that it rests on are retracted or withdrawn.",
            len(lost),
        )
        if lost
        else say._("Somebody has found reason to look at it anew.")
    )
    return SlidePlan(
        key=statement_key(one.id),
        kind="message",
        title=Text(say._("Key message {id} is under review", id=one.id), own),
        body=(Text(why, own), Text(say._("Do not teach it until it has been settled."), own)),
        mark=say._("Under review"),
        badges=(audiences(material, say),),
        draft=True,
        source=Text(
            say._(
                "Source: the ledger of key messages · Under review · {id} v{version}",
                id=one.id,
                version=one.now.version,
            ),
            own,
        ),
        notes=(
            Text(say._("We have said, and do not say while it is under review:"), own),
            Text(plain(one.text), WRITTEN),
            Text(say._("The page of the message in litwatch names the works."), own),
        ),
    )


def _mark(one: Wording, draft: bool, say: Speech) -> tuple[str, MarkStyle]:
    return (say._("Draft, do not show"), "frame") if draft else origin(one, say)


def _pem(one: Wording, material: Material, say: Speech) -> tuple[Piece, ...]:
    """The standard sentence where a work under the message did not measure PEM (digest §8.1)."""
    if not any(says_nothing(work) for work in material.cited(one)):
        return ()
    sentence = say._("The study says nothing about people with PEM.")
    return (Piece(Text(sentence, RUN_LANGUAGE[say.lang]), "caveat", 1),)
