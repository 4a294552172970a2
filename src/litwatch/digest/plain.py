"""How easy people's own words are to read: advice to the writer, never a gate.

LIX is words per sentence plus the percentage of words over six letters (C. H. Björnsson,
Läsbarhet, 1968): under 30 very easy, under 40 easy, 40 to 50 medium, above that hard. It is
made for longer texts; one line of numbers and names says little, so short texts are passed
over and sentences are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from litwatch.digest.edition import Edition, Field, Item
from litwatch.digest.measures import sentences
from litwatch.digest.names import Name
from litwatch.digest.phrases import _, both

EASY = 40
_LONG_WORD = 6  # letters; longer ones count as long
_LEAST_WORDS = 15  # under that LIX jumps with every word
SENTENCE_WORDS = 25
# What stands in a list of figures and sources is not read as prose.
_PROSE: frozenset[Field] = frozenset(
    {"minute", "bottom_line", "population", "intervention", "limitations", "meaning"}
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)*")


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What a writer may wish to mend: the item, the field, the words, and why."""

    item: str
    field: Field
    words: str
    message: Name


def lix(text: str) -> int | None:
    """The LIX of a text, rounded; None for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return None
    long = sum(len(word) > _LONG_WORD for word in words)
    return round(len(words) / len(sentences(text)) + 100 * long / len(words))


def advice(edition: Edition) -> tuple[Advice, ...]:
    """What in the words of the edition's items is hard to read, in reading order."""
    return tuple(one for item in edition.shown() if item.reviewed for one in _of_item(item))


def _of_item(item: Item) -> Iterator[Advice]:
    for written in item.written:
        if written.field not in _PROSE:
            continue
        size = lix(written.text)
        if size is not None and size >= EASY and len(_WORD.findall(written.text)) >= _LEAST_WORDS:
            message = _("Long words and sentences: LIX {lix}. Under 40 is easy to read.")
            yield Advice(
                item=item.id,
                field=written.field,
                words=written.text,
                message=both("lix", message, lix=size),
            )
        for sentence in sentences(written.text):
            count = len(_WORD.findall(sentence))
            if count > SENTENCE_WORDS:
                message = _(
                    "A sentence of {count} words. Under {most} is easier to read: “{words}”"
                )
                text = both("sentence", message, count=count, most=SENTENCE_WORDS, words=sentence)
                yield Advice(item=item.id, field=written.field, words=sentence, message=text)
