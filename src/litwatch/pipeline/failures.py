"""Known failures: when a source did not answer while a month was searched, and when it did again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from litwatch.pipeline.spans import SWEEP_OVERLAP
from litwatch.store import Run
from litwatch.store.catalog import PUBMED

_NAMES = {PUBMED: "PubMed", "europepmc": "Europe PMC"}


def failures(runs: Iterable[Run], first: date, last: date) -> tuple[str, ...]:
    """One line for each day on which a source was down in a harvest that reached into these days.

    Read in any language: `PubMed 2026-11-03 (→ 2026-11-04)`, where the second day is that of
    the next harvest of the same source and topics that came to its end; without it none has.
    """
    harvests = [run for run in runs if run.kind == "harvest"]
    lines: dict[str, None] = {}
    for place, run in enumerate(harvests):
        if run.state == "source_down" and _reaches(run, harvests[:place], first, last):
            lines.setdefault(_line(run, harvests[place + 1 :]))
    return tuple(lines)


def _line(run: Run, later: Sequence[Run]) -> str:
    source, down = _source(run), f"{run.started_at:%Y-%m-%d}"
    mended = [f"{other.started_at:%Y-%m-%d}" for other in later if _made_good(other, run)]
    again = f" (→ {mended[0]})" if mended and mended[0] != down else ""
    return f"{_NAMES.get(source, source)} {down}{again}"


def _source(run: Run) -> str:
    return str(run.params.get("source", PUBMED))


def _made_good(run: Run, other: Run) -> bool:
    """Whether a harvest came to its end and asked for all that the other asked for."""
    mine, theirs = set(run.params.get("topics", ())), set(other.params.get("topics", ()))
    return (
        run.state == "complete"
        and _source(run) == _source(other)
        and (not mine or (bool(theirs) and theirs <= mine))
    )


def _reaches(run: Run, before: Sequence[Run], first: date, last: date) -> bool:
    """Whether a harvest asked for any of these days.

    One that was not told where to begin goes on where the last whole one ended; a sweep
    begins SWEEP_OVERLAP back.
    """
    until = _day(run, "until") or run.started_at.date()
    since = _day(run, "since")
    if since is None:
        ends = [_day(other, "until") for other in before if _made_good(other, run)]
        since = max((end for end in ends if end), default=date.min)
        if run.params.get("sweep"):
            since = min(since, until - SWEEP_OVERLAP)
    return since <= last and until >= first


def _day(run: Run, name: str) -> date | None:
    text = run.params.get(name)
    return date.fromisoformat(text) if text else None
