"""Export: stored records out, to a file that is whole or not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TextIO, get_args

from litwatch import exchange
from litwatch.errors import WrongUse
from litwatch.exchange.withholding import without_abstract, without_verdicts
from litwatch.language import Lang, speech
from litwatch.pipeline.months import check_month
from litwatch.pipeline.told import told
from litwatch.records import Verdict
from litwatch.review.pairs import second_readings
from litwatch.store import Entry, Store, entries
from litwatch.watch import Watch


def export(
    store: Store,
    watch: Watch,
    format_name: str,
    *,
    topic: str | None,
    month: str | None,
    decision: str | None,
    background: bool,
    lang: Lang = "en",
    abstracts: bool = True,
    reader: str = "",
    out: Path | None,
    stdout: TextIO,
) -> int:
    """Write records in a format, to a file or to `stdout`; returns how many.

    `lang` is that of the reasons in jsonl; only jsonl holds reasons and facts. Without
    `abstracts` nothing that quotes one is written either. What waits for `reader` as its second
    reader is written without the first one's verdict, and counts as undecided.

    A file is written beside and then moved, so that a broken export leaves nothing half-done.
    Raises WrongUse for an unknown format, topic, month or decision.
    """
    if format_name not in exchange.FORMATS:
        raise WrongUse(
            f"{format_name!r} is no export format", f"Formats: {', '.join(exchange.FORMATS)}."
        )
    if topic is not None:
        watch.topic(topic)
    if month is not None:
        check_month(month)
    verdicts = (*get_args(Verdict), "none")
    if decision is not None and decision not in verdicts:
        raise WrongUse(f"{decision!r} is no decision", f"Say one of {', '.join(verdicts)}.")
    say = speech(lang)
    count = 0

    def counted(found: Iterable[Entry]) -> Iterator[Entry]:
        nonlocal count
        for entry in found:
            count += 1
            shown = entry if abstracts else without_abstract(entry)
            yield told(shown, say) if format_name == "jsonl" and abstracts else shown

    with store.read() as tx:
        hidden = second_readings(tx, watch, reader)
        every = entries(
            tx,
            topic=topic,
            month=month,
            decision=decision,
            undecided=hidden,
            roles=None if background else ("watched", "imported"),
        )
        found = counted(_unseen(every, hidden))
        if out is None:
            exchange.write(format_name, found, stdout)
        else:
            beside = out.with_name(f".{out.name}.part")
            try:
                with beside.open("w", encoding="utf-8", newline="") as file:
                    exchange.write(format_name, found, file)
                beside.replace(out)
            finally:
                beside.unlink(missing_ok=True)
    return count


def export_these(
    store: Store,
    watch: Watch,
    format_name: str,
    ids: Collection[str],
    *,
    lang: Lang,
    reader: str,
    out: TextIO,
) -> int:
    """Write these stored records in a format, by id; returns how many. See `export`."""
    say = speech(lang)
    with store.read() as tx:
        found = _unseen(entries(tx, ids=ids), second_readings(tx, watch, reader))
        if format_name == "jsonl":
            found = (told(entry, say) for entry in found)
        return exchange.write(format_name, found, out)


def _unseen(found: Iterable[Entry], hidden: Collection[str]) -> Iterator[Entry]:
    """The entries, without a first verdict where they wait for their second reader."""
    among = frozenset(hidden)
    return (without_verdicts(one, among) for one in found)
