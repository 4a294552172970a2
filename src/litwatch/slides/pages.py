"""How an item's texts are shared between its first slide, continuation slides and the notes.

Half a sentence can say the opposite of the whole. A text is on a slide whole, or it stands in
the notes; only one that is too long for a slide of its own is shown in part, up to the end of a
sentence and with the words that it goes on in the notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from litwatch.language import Speech
from litwatch.slides import limits
from litwatch.slides.canvas import Canvas
from litwatch.slides.limits import Box
from litwatch.slides.sentences import opening
from litwatch.slides.slide import Text, split

# line: on the first slide wherever it has room, however many words it has.
# caveat: on the first slide within its words, else on a continuation slide; never left out.
# fact: one of them on a slide where it fits whole, more where there is room, else in the notes.
Place = Literal["line", "caveat", "fact"]


@dataclass(frozen=True)
class Piece:
    """One paragraph, whole, and where it has to stand; the lowest `rank` gets room first.

    `instead` is shown where not even its first sentence fits.
    """

    text: Text
    place: Place
    rank: int
    instead: str = ""
    part: str = ""  # what is shown of it, where that is not all

    @property
    def shown(self) -> Text:
        return replace(self.text, text=self.part) if self.part else self.text


Page = tuple[Piece, ...]


def lay_out(pieces: Sequence[Piece], first: Box, say: Speech, canvas: Canvas) -> tuple[Page, ...]:
    """The paragraphs of each slide, in reading order, that of `pieces`.

    The first slide, whose body has the box `first`, may be without any. Facts that no slide has
    room for are on none: the notes have to hold them.
    """
    by_rank = sorted(pieces, key=lambda piece: piece.rank)
    pages: list[list[Piece]] = [[]]
    for piece in by_rank:
        room = limits.BODY_WORDS if piece.place != "line" else None
        if _fit([*pages[0], piece], first, room):
            pages[0].append(piece)
    if pieces and pieces[0].place == "line" and pieces[0] not in pages[0]:
        # The message itself stays on the first slide, alone if need be.
        pages[0] = [_in_part(pieces[0], first, say)]
    placed = {piece.text for piece in pages[0]}
    rest = [piece for piece in by_rank if piece.text not in placed]
    for piece in rest:
        if piece.place != "fact":
            if pages[1:] and _fit([*pages[-1], piece], canvas.long_body):
                pages[-1].append(piece)
            else:
                pages.append([_in_part(piece, canvas.long_body, say)])
    told = any(piece.place == "fact" for piece in pages[0])
    for piece in (one for one in rest if one.place == "fact"):
        page = next((page for page in pages[1:] if _fit([*page, piece], canvas.long_body)), None)
        if page is not None:
            page.append(piece)
        elif not told and _fit((piece,), canvas.long_body):
            # What the message stands on is shown once, before what speaks against it.
            pages.insert(1, [piece])
        else:
            continue
        told = True
    order = [piece.text for piece in pieces]
    return tuple(tuple(sorted(page, key=lambda one: order.index(one.text))) for page in pages)


def _fit(page: Sequence[Piece], box: Box, words: int | None = None) -> bool:
    texts = [piece.shown.text for piece in page]
    if words is not None and sum(len(split(text)) for text in texts) > words:
        return False
    return limits.fits(texts, min(limits.BODY_SIZES), box)


def _in_part(piece: Piece, box: Box, say: Speech) -> Piece:
    """The piece whole, or its opening sentences, or what stands instead of it."""
    if _fit((piece,), box):
        return piece
    part = opening(
        piece.text.text,
        say._("(continues in the notes)"),
        lambda text: _fit((replace(piece, part=text),), box),
    )
    return replace(piece, part=part or piece.instead)
