"""Gates: what must hold before an edition may be published (digest.md §3, §4, §8).

Each gate is one small function from an item (and its record) to the reasons it is closed;
what people wrote is checked in text_gates. All are pure; a closed gate names the item, the
words and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from litwatch.digest.edition import ClosedGate, Edition, Item
from litwatch.digest.names import Name
from litwatch.digest.pem import asks_for_pem, in_sample, worsening
from litwatch.digest.phrases import _, both, closed
from litwatch.digest.placing import NEVER_ITEMS
from litwatch.digest.searching import month_is_over
from litwatch.digest.text_gates import TEXT_GATES, Gate
from litwatch.records import Record

MINUTE_LINES = 3  # digest.md §2.1
LISTED_FIELDS = frozenset({"minute", "bottom_line", "calculation", "meaning"})


def undecided(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if not item.reviewed:
        yield closed(
            "undecided",
            item,
            _("{item} is still a proposal. Include it, exclude it or put it off as maybe."),
        )


def withdrawn(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if item.state in NEVER_ITEMS or (record is not None and record.state() in NEVER_ITEMS):
        yield closed(
            "retracted",
            item,
            _(
                "{item} is retracted, withdrawn or under investigation. Exclude it from the edition."
            ),
        )


def withdrawn_or_questioned(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if item.state == "concern" or (record is not None and record.state() == "concern"):
        yield closed(
            "retracted",
            item,
            _(
                "{item} is retracted, withdrawn or under investigation. Exclude it from the edition."
            ),
        )
    else:
        yield from withdrawn(item, record)


def withdrawn_elsewhere(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    for other in item.also:
        if other.state in NEVER_ITEMS - {"gone"} and not other.preprint:
            yield closed(
                "retracted",
                item,
                _(
                    "{words}, another record of the work {item}, is retracted or withdrawn. "
                    "Exclude it, or settle that they are two works."
                ),
                other.id,
            )


def preprint(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if item.preprint or (record is not None and "Preprint" in record.type_names):
        yield closed(
            "preprint",
            item,
            _("{item} is a preprint and may not be an item. Exclude it or wait for the article."),
        )


def protocol(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if item.design is not None and item.design.name.id == "protocol":
        yield closed(
            "protocol",
            item,
            _("{item} is a protocol and no evidence. Correct the study design or exclude it."),
        )


def pem_fields(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """The PEM gate: what was measured, and whether worsening was reported (digest.md §8.1)."""
    if asks_for_pem(item):
        if in_sample(item.words("pem_in_sample")) is None:
            yield closed(
                "pem",
                item,
                _(
                    "{item} needs the field PEM in the sample to begin with required, occurred "
                    "or not measured."
                ),
                item.words("pem_in_sample"),
                at="pem_in_sample",
            )
        if worsening(item.words("worsening")) is None:
            yield closed(
                "pem",
                item,
                _(
                    "{item} needs the field Worsening reported to begin with yes and the figure, "
                    "no, or not mentioned."
                ),
                item.words("worsening"),
                at="worsening",
            )


def missing_fields(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    if not item.words("bottom_line"):
        yield closed(
            "bottom_line",
            item,
            _("{item} has no bottom line. Write one sentence."),
            at="bottom_line",
        )
    if not item.words("population"):
        yield closed(
            "population",
            item,
            _("{item} does not say who took part. Write it."),
            at="population",
        )
    if item.design is None:
        yield closed("design", item, _("{item} has no study design. Set it."))
    if not (item.pmid or item.doi) or not item.reference:
        yield closed("source", item, _("{item} has no source. Add the PMID or the DOI."))
    if item.reviewed and not (item.reviewer_role and item.reviewed_on):
        yield closed("reviewer", item, _("{item} lacks the reviewer’s role or the date. Add it."))


def unshown(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """A line of a short list shows some of what people write; the rest may not vanish."""
    for written in item.written:
        if written.field not in LISTED_FIELDS:
            yield closed(
                "unshown",
                item,
                _(
                    "{item} is a line of a short list, where the field {words} is not shown. "
                    "Empty the field, or correct the study design."
                ),
                written.field,
                at=written,
            )


def minute_of_no_evidence(item: Item, record: Record | None) -> Iterator[ClosedGate]:
    """Preprints and protocols change no statement (digest.md §8.3–4)."""
    if item.words("minute"):
        yield closed(
            "unshown",
            item,
            _(
                "{item} is a preprint or planned and may not stand in the month in one minute. "
                "Empty the field."
            ),
            item.words("minute"),
            at="minute",
        )


ITEM_GATES: tuple[Gate, ...] = (
    undecided,
    withdrawn_or_questioned,
    withdrawn_elsewhere,
    preprint,
    protocol,
    pem_fields,
    missing_fields,
    *TEXT_GATES,
)
LIST_GATES: tuple[Gate, ...] = (
    undecided,
    withdrawn,
    withdrawn_elsewhere,
    unshown,
    *TEXT_GATES,
)


def _of_the_month(edition: Edition) -> Iterator[ClosedGate]:
    """What keeps the whole edition back: an unsearched month, too many lines, one left out."""
    if not month_is_over(edition.month, edition.made_at):
        message = _("{month} is not over. Wait, search the rest of it and draft it anew.")
        yield ClosedGate(gate="search", message=both("search", message, month=edition.month))
    if edition.method.unsearched:
        message = _(
            "Not searched for the whole month: {words}. Harvest the month and draft it anew."
        )
        sv, en = (
            ", ".join(name.text(lang) for name in edition.method.unsearched)
            for lang in ("sv", "en")
        )
        text = Name(
            id="search",
            sv=both("search", message, words=sv).sv,
            en=both("search", message, words=en).en,
        )
        yield ClosedGate(gate="search", words=sv, message=text)
    lines = edition.minute()
    if len(lines) > MINUTE_LINES:
        words = ", ".join(item.pmid or item.id for item in lines)
        message = _("The month in one minute holds three lines at most. Empty some: {words}")
        yield ClosedGate(gate="minute", words=words, message=both("minute", message, words=words))
    for record_id in edition.differing:
        message = _(
            "Two people differ on {item}, and nobody has resolved it. Resolve it under Disagreed."
        )
        text = both("differ", message, item=record_id)
        yield ClosedGate(gate="differ", item=record_id, message=text)
    for waits in edition.unsettled:
        message = _(
            "The change to key message {item} rests on {words} here and is not in force. Settle "
            "it, or refuse it."
        )
        words = ", ".join(waits.pmids)
        text = both("statement", message, item=waits.id, words=words)
        yield ClosedGate(gate="statement", item=waits.id, words=words, message=text)
    for fallen in edition.fallen:
        message = _(
            "Key message {item} rests on {words}, which is retracted or withdrawn. Revise the "
            "message, or stop saying it."
        )
        words = ", ".join(fallen.works)
        text = both("statement", message, item=fallen.id, words=words)
        yield ClosedGate(gate="statement", item=fallen.id, words=words, message=text)
    for name in edition.absent:
        message = _(
            "{item} is included but has no place in the edition. Exclude it, or correct its "
            "study design or status."
        )
        text = both("absent", message, item=name.id)
        yield ClosedGate(gate="absent", item=name.id, words=name.sv, message=text)
    for one in edition.replaced:
        message = _(
            "{item} is included, but another record of the same work stands in its place: {words}. "
            "Decide on that one, or exclude {item}; what was said of it does not pass on."
        )
        text = both("absent", message, item=one.id, words=one.by)
        yield ClosedGate(gate="absent", item=one.id, words=one.by, message=text)


def closed_gates(edition: Edition, records: Mapping[str, Record]) -> tuple[ClosedGate, ...]:
    """Every reason why the edition may not be published; empty when it may.

    Full items pass every gate, lines of the short lists those for what a reader sees of
    them. A proposal is only asked to be decided on: the rest waits until somebody has
    included it; but retracted, withdrawn or gone works close a gate on any list.
    """
    reasons = list(_of_the_month(edition))
    for item in edition.items():
        record = records.get(item.id)
        for gate in ITEM_GATES if item.reviewed else (undecided, withdrawn):
            reasons += gate(item, record)
    for listed in edition.listed():
        record = records.get(listed.id)
        for gate in LIST_GATES if listed.reviewed else (undecided, withdrawn):
            reasons += gate(listed, record)
    for barred in edition.upcoming + edition.preprints:
        reasons += minute_of_no_evidence(barred, records.get(barred.id))
    whole = {item.id for item in (*edition.items(), *edition.listed())}
    for aged in {item.id: item for item in edition.children + edition.older}.values():
        if aged.id not in whole:
            reasons += withdrawn(aged, records.get(aged.id))
    return tuple(reasons)
