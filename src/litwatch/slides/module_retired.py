"""Slides about what we no longer say: we said, say now, why, source, since (digest §6)."""

from __future__ import annotations

from dataclasses import replace

from litwatch.curriculum.wordings import Wording
from litwatch.language import Speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.module_material import Material
from litwatch.slides.module_statement import statement_key
from litwatch.slides.module_words import audiences, source_line
from litwatch.slides.pages import Piece, lay_out
from litwatch.slides.slide import RUN_LANGUAGE, WRITTEN, SlidePlan, Text, plain


def retired_slides(
    one: Wording, material: Material, say: Speech, canvas: Canvas
) -> tuple[SlidePlan, ...]:
    """One message that has been retired; its key is that of the slide that said it."""
    own = RUN_LANGUAGE[say.lang]
    rows = (
        (say._("We said:"), one.text),
        (say._("Say now:"), one.now.say_now),
        (say._("Why:"), one.now.why),
    )
    told = [(label, text) for label, words in rows if (text := plain(words))]
    lines = [f"{label} {text}" for label, text in told]
    elsewhere = say._("see the notes")
    pieces = [
        Piece(Text(f"{label} {text}", WRITTEN, len(label)), "line", rank, f"{label} {elsewhere}")
        for rank, (label, text) in enumerate(told)
    ]
    pages = lay_out(pieces, canvas.long_body, say, canvas)
    title = Text(say._("Say no longer: key message {id} is replaced", id=one.id), own)
    since = say._("Since {day}", day=say.day(one.since.date())) if one.since else ""
    first = SlidePlan(
        key=statement_key(one.id),
        kind="text",
        title=title,
        body=tuple(piece.shown for piece in pages[0]),
        mark=say._("Say no longer"),
        mark_style="plain",
        badges=tuple(badge for badge in (since, audiences(material, say)) if badge),
        source=Text(source_line(one, material, say, canvas), own),
        notes=(
            Text(say._("Say what we said, what we say now, and why."), own),
            *(Text(line, WRITTEN) for line in lines),
        ),
    )
    return (
        first,
        *(
            replace(
                first,
                key=f"{first.key}:{number}",
                title=Text(f"{title.text} ({number}/{len(pages)})", own),
                body=tuple(piece.shown for piece in page),
            )
            for number, page in enumerate(pages[1:], 2)
        ),
    )
