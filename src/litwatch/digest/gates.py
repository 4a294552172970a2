"""Gates: what must hold before an edition may be published (digest.md §3, §4, §8).

Each gate is one small function from an item (and its record) to the reasons it is closed.
All are pure; a closed gate names the item, the words and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from litwatch.digest.edition import ClosedGate, Edition, Field, Item, Written
from litwatch.digest.numbers import unsupported
from litwatch.digest.phrases import _, both
from litwatch.digest.placing import SYNTHESES
from litwatch.records import Record

BOTTOM_LINE_WORDS = 25
PEM_FLAG = "safety_pem_check"
NOT_ASSESSED = ("", "ej bedömd", "not assessed")

# GRADE's signs, and words of certainty. SBU’s four levels are the only ones allowed, and
# only for a body of evidence (SBU, "Så graderas tillförlitligheten").
_GRADE_SIGNS = re.compile("[⊕⊖◯○●]{2,}|⊕")
_SBU_LEVELS = re.compile(
    r"\b(?:hög|måttlig|låg|mycket låg)\s+tillförlitlighet\b"
    r"|bedömningen är att resultatet stämmer|troligt att resultatet stämmer"
    r"|möjligt att resultatet stämmer|går inte att bedöma"
    r"|\b(?:high|moderate|low|very low)\s+certainty\b",
    re.IGNORECASE,
)
_CERTAINTY_WORDS = re.compile(
    r"\b(?:bevisar|bevisat|bevisad|bevisade|fastställt|säkerställt|otvetydigt"
    r"|(?:stark|god|hög|måttlig|låg|svag)\w*\s+(?:evidens|evidensgrad|tillförlitlighet"
    r"|vetenskapligt (?:stöd|underlag))|evidensgrad\w*|evidensstyrka\w*"
    r"|proves?|proven|conclusive(?:ly)?|definitive(?:ly)?"
    r"|(?:strong|high|moderate|low)[- ](?:certainty|quality evidence|evidence))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[”“\"]([^”“\"]+)[”“\"]|»([^»«]+)[»«]|«([^»«]+)»")

Gate = Callable[[Item, "Record | None"], Iterator[ClosedGate]]


def _closed(gate: str, item: Item, message: str, words: str = "") -> ClosedGate:
    text = both(gate, message, item=item.pmid or item.id, words=words)
    return ClosedGate(gate=gate, item=item.id, words=words, message=text)


def undecided(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if not item.reviewed:
        yield _closed(
            "undecided",
            item,
            _("{item} is still a proposal. Include it or exclude it."),
        )


def withdrawn_or_questioned(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    states = {"retracted", "republished", "withdrawn", "concern", "gone"}
    if item.state in states or (record is not None and record.state() in states):
        yield _closed(
            "retracted",
            item,
            _(
                "{item} is retracted, withdrawn or under investigation. Exclude it from the edition."
            ),
        )


def preprint(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if item.preprint or (record is not None and "Preprint" in record.type_names):
        yield _closed(
            "preprint",
            item,
            _("{item} is a preprint and may not be an item. Exclude it or wait for the article."),
        )


def protocol(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if item.design is not None and item.design.name.id == "protocol":
        yield _closed(
            "protocol",
            item,
            _("{item} is a protocol and no evidence. Correct the study design or exclude it."),
        )


def _evidence(record: Record) -> tuple[str, ...]:
    """All text of a record that a number or a quotation may come from."""
    others = (part.text for other in record.other_abstracts for part in other.sections)
    return (
        record.title,
        record.vernacular_title,
        *(part.text for part in record.abstract),
        *others,
    )


def number_not_in_record(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Every number must stand in the record, or in the calculation that a person wrote."""
    calculation = item.words("calculation")
    sources = (*(_evidence(record) if record else ()), calculation)
    for written in item.written:
        if written.field != "calculation":
            for number in unsupported(written.text, sources):
                yield _closed(
                    "number",
                    item,
                    _(
                        "{item}: the number {words} is not in the record. Correct it, or write "
                        "the calculation that gives it."
                    ),
                    number.words,
                )


def _flat(text: str) -> str:
    """Text as quotations are compared: one space, straight dashes and quotes, small letters."""
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"[’‘´]", "'", text)
    return " ".join(re.sub(r"[”“„]", '"', text).split()).casefold()


def quote_not_in_record(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Every quotation, a person's or a proposal's, stands in the record; `…` marks a cut."""
    source = _flat(" ".join(_evidence(record))) if record else ""
    quotes = [
        next(group for group in hit.groups() if group)
        for written in item.written
        for hit in _QUOTED.finditer(written.text)
    ] + [proposal.quote for proposal in item.proposals]
    for quote in quotes:
        parts = (part for part in re.split(r"…|\.\.\.", _flat(quote)))
        if any(part.strip(" .,;") not in source for part in parts):
            yield _closed(
                "quote",
                item,
                _(
                    "{item}: the quotation “{words}” is not in the record. Quote word for word, "
                    "or take the quotation marks away."
                ),
                quote,
            )


def pem_fields(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """The PEM gate: what was measured, and whether worsening was reported (digest.md §8.1)."""
    if PEM_FLAG in {flag.id for flag in item.flags}:
        if not item.words("pem_in_sample"):
            yield _closed(
                "pem",
                item,
                _("{item} needs the field PEM in the sample: required, present or not measured."),
            )
        if not item.words("worsening"):
            yield _closed(
                "pem",
                item,
                _("{item} needs the field Worsening reported: yes with the figure, no, or silent."),
            )


def missing_fields(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if not item.words("bottom_line"):
        yield _closed("bottom_line", item, _("{item} has no bottom line. Write one sentence."))
    if not item.words("population"):
        yield _closed("population", item, _("{item} does not say who took part. Write it."))
    if item.design is None:
        yield _closed("design", item, _("{item} has no study design. Set it."))
    if not (item.pmid or item.doi) or not item.reference:
        yield _closed("source", item, _("{item} has no source. Add the PMID or the DOI."))
    if item.reviewed and not (item.reviewer_role and item.reviewed_on):
        yield _closed("reviewer", item, _("{item} lacks the reviewer’s role or the date. Add it."))


def long_bottom_line(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    text = item.words("bottom_line")
    if len(text.split()) > BOTTOM_LINE_WORDS:
        yield _closed(
            "bottom_line_length",
            item,
            _("{item}: the bottom line is over 25 words. Shorten it: {words}"),
            text,
        )


def certainty(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Certainty belongs to a body of evidence, in SBU's words; one study is not assessed."""
    body = item.design is not None and item.design.name.id in SYNTHESES | {"guideline"}
    for written in item.written:
        for words in _certainty_faults(written, body):
            yield _closed(
                "certainty",
                item,
                _(
                    "{item}: “{words}” is no certainty that may be stated here. A single study "
                    "is not assessed; a body of evidence takes SBU’s four levels."
                ),
                words,
            )


def _certainty_faults(written: Written, body: bool) -> Iterator[str]:
    field: Field = written.field
    if field == "certainty" and written.text.casefold().rstrip(".") in NOT_ASSESSED:
        return
    if field == "certainty" and body:
        if not _SBU_LEVELS.search(written.text):
            yield written.text
        return
    signs = _GRADE_SIGNS.search(written.text)
    words = _CERTAINTY_WORDS.search(written.text) or _SBU_LEVELS.search(written.text)
    if signs:
        yield signs.group()
    if words and not (body and _SBU_LEVELS.search(words.group())):
        yield words.group()
    if field == "certainty" and not signs and not words:
        yield written.text


GATES: tuple[Gate, ...] = (
    undecided,
    withdrawn_or_questioned,
    preprint,
    protocol,
    number_not_in_record,
    quote_not_in_record,
    pem_fields,
    missing_fields,
    long_bottom_line,
    certainty,
)


def closed_gates(edition: Edition, records: Mapping[str, Record]) -> tuple[ClosedGate, ...]:
    """Every reason why the edition may not be published; empty when it may.

    Full items pass every gate. A proposal is only asked to be decided on: the rest waits
    until somebody has included it. The short lists must hold nothing undecided either.
    """
    reasons: list[ClosedGate] = []
    for item in edition.items():
        record = records.get(item.id)
        for gate in GATES if item.reviewed else (undecided,):
            reasons += gate(item, record)
    for listed in (
        *edition.guidelines,
        *edition.upcoming,
        *edition.debate,
        *edition.mechanisms,
        *edition.preprints,
    ):
        reasons += undecided(listed, records.get(listed.id))
    return tuple(reasons)
