"""The command that shows one record: what its source wrote, what machines and people say of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, app

if TYPE_CHECKING:
    from litwatch.pipeline.dossier import Dossier
    from litwatch.records import Decision, Record
    from litwatch.store import Entry
    from litwatch.watch import Watch

_WIDTH = 92


@app.command("show")
def show_record(
    record: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    json: Json = False,
) -> None:
    """Show all that is known of a stored record: text, tags, facts, and what people said of it.

    Example: litwatch show 34107557
    """
    from litwatch.exchange.jsonl import as_dict
    from litwatch.pipeline.dossier import dossier
    from litwatch.records import record_id

    chosen = doors.settings()
    with doors.store(chosen) as store:
        found = dossier(store, record_id(record), chosen.lang)
    if json:
        show.as_json(as_dict(found.entry))
        return
    for line in _lines(found, doors.watch(chosen)):
        print(line)


def _lines(found: Dossier, watch: Watch) -> Iterator[str]:
    entry = found.entry
    yield from textwrap.wrap(entry.record.title or "(no title)", _WIDTH)
    yield " · ".join(filter(None, (_source(entry.record), _ids(entry.record))))
    yield ""
    yield from _standing(entry, watch)
    for part in entry.record.abstract:
        yield ""
        text = f"{part.label}: {part.text}" if part.label else part.text
        yield from textwrap.wrap(text, _WIDTH)
    if not entry.record.abstract:
        yield from ("", "No abstract.")
    yield from _under("Tags", _tags(entry, watch))
    yield from _under("Read from the text by a machine, to be checked", _facts(entry))
    yield from _under("Other records of the same work", _same_work(entry))
    yield from _under("Perhaps the same work (`litwatch works settle`)", _near(found))
    yield from _under("Decisions", (_decision(one) for one in found.decisions))
    yield from _under(
        "Ratings",
        (
            f"{one.scale} {one.value} for {one.audience}, by {one.reviewer}, {one.at:%Y-%m-%d}"
            for one in found.ratings
        ),
    )
    yield from _under(
        "Written",
        (
            f"{month}, {' '.join(filter(None, (one.field, one.audience)))}: {one.text} "
            f"(by {one.reviewer}, {one.at:%Y-%m-%d}, version {one.version})"
            for month, one in found.written
        ),
    )


def _under(heading: str, rows: Iterator[str]) -> Iterator[str]:
    """The rows below their heading; nothing where there are none."""
    for number, row in enumerate(rows):
        if number == 0:
            yield from ("", heading)
        yield from textwrap.wrap(row, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _source(record: Record) -> str:
    journal = record.journal.iso or record.journal.title
    return " ".join(filter(None, (journal, record.published.iso() if record.published else "")))


def _ids(record: Record) -> str:
    named = (("PMID", record.pmid), ("doi:", record.doi), ("", record.pmcid))
    return ", ".join(f"{name} {value}".strip() for name, value in named if value) or record.id


def _standing(entry: Entry, watch: Watch) -> Iterator[str]:
    said = entry.prediction
    yield f"State: {entry.state}"
    yield f"Design: {_design(entry, watch)}"
    yield f"Topics: {', '.join(entry.topics) or 'none'}"
    yield f"Relevance: {f'{said.band}, {said.score:.2f}' if said else 'not scored'}" + (
        f"; usefulness {entry.usefulness.score:.2f}" if entry.usefulness else ""
    )


def _design(entry: Entry, watch: Watch) -> str:
    from litwatch.digest.items import tagged

    value = watch.facet("design").value(next(iter(tagged(entry, "design")), ""))
    if value is None:
        return "none"
    return f"{value.en} ({f'level {value.level}' if value.level else 'no level'})"


def _tags(entry: Entry, watch: Watch) -> Iterator[str]:
    """Each tag that stands, in words: a machine's with how sure it is, a person's with the name."""
    for tag in entry.tags:
        if tag.state == "rejected":
            continue
        facet = next((one for one in watch.facets if one.id == tag.facet), None)
        value = facet.value(tag.value) if facet else None
        by = tag.by if tag.by != "machine" else f"machine, {tag.confidence or 'unknown'} confidence"
        yield f"{facet.label_en if facet else tag.facet}: {value.en if value else tag.value} ({by})"


def _facts(entry: Entry) -> Iterator[str]:
    for fact in entry.facts:
        yield f"{fact.fact}: {fact.value}, from “{fact.quote}”"


def _same_work(entry: Entry) -> Iterator[str]:
    for other in entry.work:
        if other.record.id != entry.record.id:
            said = f"; {_decision(other.decision)}" if other.decision else ""
            yield f"{other.record.id} ({other.state}): {other.record.title}{said}"


def _near(found: Dossier) -> Iterator[str]:
    for pair in found.near:
        other = pair.second if pair.first == found.entry.record.id else pair.first
        yield f"{other}: {pair.evidence}"


def _decision(said: Decision) -> str:
    why = f": {said.reason}" if said.reason else ""
    return f"{said.verdict} by {said.reviewer}, {said.at:%Y-%m-%d}{why}"
