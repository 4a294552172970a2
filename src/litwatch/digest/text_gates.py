"""Gates on what people wrote of an item: numbers, quotations, length, certainty, copying.

They hold for full items and for the lines of the short lists alike: a reader sees both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from litwatch.digest.arms import swapped
from litwatch.digest.calculations import uncomputed, unfounded
from litwatch.digest.claims import unearned_claims
from litwatch.digest.edition import ClosedGate, Field, Item, Written
from litwatch.digest.intervals import foreign_ranges
from litwatch.digest.measures import Measure
from litwatch.digest.numbers import unsupported
from litwatch.digest.personal import personal_numbers
from litwatch.digest.phrases import _, closed
from litwatch.digest.placing import SYNTHESES
from litwatch.digest.quotes import copied, is_quoted_rightly, quotations
from litwatch.digest.signs import turned_signs
from litwatch.digest.units import in_wrong_unit
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


def _stated(item: Item) -> Iterator[Written]:
    """What people say of the study; the calculation is what they say it with."""
    return (written for written in item.written if written.field != "calculation")


def number_not_in_record(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Every number must stand in the record, or in the calculation that a person wrote."""
    sources = (*_evidence(record), item.words("calculation"))
    for written in _stated(item):
        otherwise = {one.number.words for one, _held in in_wrong_unit(written.text, sources)}
        otherwise |= {one.number.words for one, _held in turned_signs(written.text, sources)}
        for number in unsupported(written.text, sources):
            if number.words not in otherwise:
                yield closed(
                    "number",
                    item,
                    _(
                        "{item}: the number {words} is not in the record. Correct it, or write "
                        "the calculation that gives it."
                    ),
                    number.words,
                    at=written,
                )


def _told_otherwise(
    gate: str,
    item: Item,
    record: Record | None,
    message: str,
    found: Callable[[str, tuple[str, ...]], Iterable[tuple[str, str]]],
) -> Iterator[ClosedGate]:
    """A gate for each of the words that `found` in a text, and what the record has for them."""
    sources = (*_evidence(record), item.words("calculation"))
    for written in _stated(item):
        for mine, held in found(written.text, sources):
            yield closed(gate, item, message, mine, held=held, at=written)


def _in_words(
    found: Callable[[str, tuple[str, ...]], Iterable[tuple[Measure, Measure]]],
) -> Callable[[str, tuple[str, ...]], Iterable[tuple[str, str]]]:
    return lambda text, sources: (
        (mine.number.words, theirs.around()) for mine, theirs in found(text, sources)
    )


def number_in_wrong_unit(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Per cent, percentage points, people and times are not each other."""
    message = _(
        "{item}: {words} stands in the record with another unit: “{held}”. Correct the unit, or "
        "write the calculation."
    )
    return _told_otherwise("unit", item, record, message, _in_words(in_wrong_unit))


def sign_turned(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """A minus must be a minus or a word such as lower, and P < may not become P >."""
    message = _(
        "{item}: {words} has another sign in the record: “{held}”. Write the sign as it stands "
        "there, or say lower or higher in words."
    )
    return _told_otherwise("sign", item, record, message, _in_words(turned_signs))


def interval_not_in_record(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """The ends of an interval belong together, and to the estimate before them."""
    message = _(
        "{item}: the interval {words} does not stand so in the record, which has “{held}”. "
        "Correct it."
    )
    return _told_otherwise("interval", item, record, message, foreign_ranges)


def arms_swapped(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """A number belongs to the arm that the record gives it to."""
    sources = (*_evidence(record), item.words("calculation"))
    control = _(
        "{item}: {words} is the control group’s in the record: “{held}”. Let the arms change places."
    )
    other = _(
        "{item}: {words} is not the control group’s in the record: “{held}”. Let the arms change "
        "places."
    )
    for written in _stated(item):
        for mine, side, theirs in swapped(written.text, sources):
            message = control if side == "control" else other
            yield closed("arms", item, message, mine.number.words, held=theirs.around(), at=written)


def calculation(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """A calculation computes, and its figures come from the record or a place in the paper."""
    text = item.words("calculation")
    for words in uncomputed(text):
        yield closed(
            "calculation",
            item,
            _("{item}: the calculation {words} does not compute. Correct it."),
            words,
            at="calculation",
        )
    for words in unfounded(text, _evidence(record)):
        yield closed(
            "calculation",
            item,
            _(
                "{item}: {words} in the calculation is neither in the record nor worked out. Say "
                "where in the paper it stands, such as Table 2 or page 4."
            ),
            words,
            at="calculation",
        )


def personal_number(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """No patient data anywhere (digest.md §8.10)."""
    for written in item.written:
        for words in personal_numbers(written.text):
            yield closed(
                "personal_number",
                item,
                _(
                    "{item}: {words} looks like a personal identity number. No patient may be "
                    "told of here. Take it away."
                ),
                words,
                at=written,
            )


def quote_not_in_record(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Every quotation, a person's or a proposal's, stands in the record; `…` marks a cut."""
    sources = _evidence(record)
    quotes: list[tuple[str, Written | Field]] = [
        (quote, written) for written in item.written for quote in quotations(written.text)
    ]
    for quote, place in quotes + [(one.quote, one.field) for one in item.proposals]:
        if not is_quoted_rightly(quote, sources):
            yield closed(
                "quote",
                item,
                _(
                    "{item}: the quotation “{words}” is not in the record. Quote word for word, "
                    "or take the quotation marks away."
                ),
                quote,
                at=place,
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
                at=written,
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
            at="bottom_line",
        )
    elif not is_one_sentence(text):
        yield closed(
            "bottom_line_sentence",
            item,
            _("{item}: the bottom line is one sentence. Shorten it: {words}"),
            text,
            at="bottom_line",
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
            at="bottom_line",
        )


def _is_body(item: Item) -> bool:
    """Whether the item tells of a body of evidence, which has a certainty."""
    return item.design is not None and item.design.name.id in SYNTHESES | {"guideline"}


def certainty(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Certainty belongs to a body of evidence, in SBU's words; one study is not assessed."""
    body = _is_body(item)
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
                at=written,
            )


def claim(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """What is said of an effect goes no further than the certainty (digest.md §4)."""
    body = _is_body(item)
    for written in item.written:
        if written.field in ("minute", "bottom_line", "result"):
            for words in unearned_claims(
                written.text, body=body, certainty=item.words("certainty")
            ):
                yield closed(
                    "certainty",
                    item,
                    _(
                        "{item}: “{words}” claims more than is known. Tell in the past tense what "
                        "happened in the study, or use the words of the certainty: improves "
                        "(high), probably improves (moderate), may improve (low)."
                    ),
                    words,
                    at=written,
                )


TEXT_GATES: tuple[Gate, ...] = (
    number_not_in_record,
    number_in_wrong_unit,
    sign_turned,
    interval_not_in_record,
    arms_swapped,
    calculation,
    personal_number,
    claim,
    quote_not_in_record,
    copied_text,
    bottom_line,
    certainty,
)
