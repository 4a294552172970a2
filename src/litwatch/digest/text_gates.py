"""Gates on what people wrote of an item: numbers, quotations, length, certainty, copying.

They hold for full items and for the lines of the short lists alike: a reader sees both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from litwatch.digest.edition import ClosedGate, Item
from litwatch.digest.numbers import unsupported
from litwatch.digest.phrases import _, closed
from litwatch.digest.placing import SYNTHESES
from litwatch.digest.quotes import copied, is_quoted_rightly, quotations
from litwatch.digest.wording import advice_or_praise, is_one_sentence, unearned_certainty
from litwatch.records import Record

BOTTOM_LINE_WORDS = 25

Gate = Callable[[Item, "Record | None"], Iterator[ClosedGate]]


def _evidence(record: Record | None) -> tuple[str, ...]:
    """All text of a record that a number or a quotation may come from."""
    if record is None:
        return ()
    others = (part.text for other in record.other_abstracts for part in other.sections)
    return (
        record.title,
        record.vernacular_title,
        *(part.text for part in record.abstract),
        *others,
    )


def number_not_in_record(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Every number must stand in the record, or in the calculation that a person wrote."""
    sources = (*_evidence(record), item.words("calculation"))
    for written in item.written:
        if written.field != "calculation":
            for number in unsupported(written.text, sources):
                yield closed(
                    "number",
                    item,
                    _(
                        "{item}: the number {words} is not in the record. Correct it, or write "
                        "the calculation that gives it."
                    ),
                    number.words,
                )


def quote_not_in_record(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Every quotation, a person's or a proposal's, stands in the record; `…` marks a cut."""
    sources = _evidence(record)
    quotes = [quote for written in item.written for quote in quotations(written.text)]
    for quote in quotes + [proposal.quote for proposal in item.proposals]:
        if not is_quoted_rightly(quote, sources):
            yield closed(
                "quote",
                item,
                _(
                    "{item}: the quotation “{words}” is not in the record. Quote word for word, "
                    "or take the quotation marks away."
                ),
                quote,
            )


def copied_text(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """No more than 25 words in a row are the record's: abstracts belong to others (§9, §11)."""
    sources = (*_evidence(record), record.abstract_text if record else "")
    for written in item.written:
        if run := copied(written.text, sources):
            yield closed(
                "copied",
                item,
                _(
                    "{item}: more than 25 words in a row are taken from the record: “{words}”. "
                    "Use your own words."
                ),
                run,
            )


def bottom_line(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """One sentence, at most 25 words, no recommendation, no superlative (digest.md §3)."""
    text = item.words("bottom_line")
    if len(text.split()) > BOTTOM_LINE_WORDS:
        yield closed(
            "bottom_line_length",
            item,
            _("{item}: the bottom line is over 25 words. Shorten it: {words}"),
            text,
        )
    elif not is_one_sentence(text):
        yield closed(
            "bottom_line_sentence",
            item,
            _("{item}: the bottom line is one sentence. Shorten it: {words}"),
            text,
        )
    if word := advice_or_praise(text):
        yield closed(
            "bottom_line_words",
            item,
            _(
                "{item}: the bottom line says “{words}”. It says what was found, without advice "
                "and superlatives."
            ),
            word,
        )


def certainty(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Certainty belongs to a body of evidence, in SBU's words; one study is not assessed."""
    body = item.design is not None and item.design.name.id in SYNTHESES | {"guideline"}
    for written in item.written:
        for words in unearned_certainty(written, body=body):
            yield closed(
                "certainty",
                item,
                _(
                    "{item}: “{words}” is no certainty that may be stated here. A single study "
                    "is not assessed; a body of evidence takes SBU’s four levels."
                ),
                words,
            )


TEXT_GATES: tuple[Gate, ...] = (
    number_not_in_record,
    quote_not_in_record,
    copied_text,
    bottom_line,
    certainty,
)
