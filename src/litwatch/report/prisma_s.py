"""The search appendix in Markdown, after the items of PRISMA-S.

Rethlefsen ML et al. PRISMA-S: an extension to the PRISMA Statement for reporting literature
searches in systematic reviews. Syst Rev 2021;10:39. What litwatch does not know it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

import msgspec

from litwatch.language import Speech
from litwatch.report.prisma import Flow, kind
from litwatch.report.words import period, search_name, source_name
from litwatch.store import Window


class Strategy(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one strategy part as it was run in the period."""

    source: str
    topic: str
    part: str
    version: str
    fingerprint: str
    date_field: str
    term: str  # as last sent, with its dates
    windows: int
    first: date
    last: date
    run_first: date
    run_last: date
    hits: int
    fetched: int
    known: int
    missing: int
    complete: bool


def strategies(windows: Iterable[Window]) -> tuple[Strategy, ...]:
    """What was run, one entry for each version of each part, source and date field."""

    def key(window: Window) -> tuple[str, ...]:
        return (window.source, window.topic, window.part, window.version, window.fingerprint,
                window.date_field)  # fmt: skip

    asked = sorted((w for w in windows if w.listed_at is not None), key=key)
    return tuple(_strategy(list(group)) for _, group in groupby(asked, key=key))


def _strategy(group: Sequence[Window]) -> Strategy:
    dated = [(w.listed_at.date(), w) for w in group if w.listed_at is not None]
    last = max(dated, key=lambda pair: (pair[0], pair[1].last))[1]
    return Strategy(
        source=last.source,
        topic=last.topic,
        part=last.part,
        version=last.version,
        fingerprint=last.fingerprint,
        date_field=last.date_field,
        term=last.term,
        windows=len(group),
        first=min(w.first for w in group),
        last=max(w.last for w in group),
        run_first=min(day for day, _ in dated),
        run_last=max(day for day, _ in dated),
        hits=sum(w.listed for w in group),
        fetched=sum(w.fetched for w in group),
        known=sum(w.known for w in group),
        missing=sum(w.missing for w in group),
        complete=all(w.state == "complete" for w in group),
    )


def appendix(
    flow: Flow,
    ran: Sequence[Strategy],
    say: Speech,
    *,
    topics: Mapping[str, str],
    reviewers: int,
    version: str,
) -> str:
    """The whole text. `topics` gives names for topic ids, `reviewers` how many people decided."""
    heading = say._("Search appendix (PRISMA-S)")
    when = period(flow, say)
    out = [f"# {heading}", f"{when[:1].upper() + when[1:]}. "
           + say._("Made by litwatch {version}.", version=version)]  # fmt: skip
    out += _sources(flow, ran, say)
    out += _methods(flow, ran, say, reviewers)
    out += ["## " + say._("Strategies as sent")]
    if not ran:
        out += [say._("No search was made in the period.")]
    for strategy in ran:
        out += _told(strategy, say, topics.get(strategy.topic, strategy.topic))
    return "\n\n".join(out) + "\n"


def _sources(flow: Flow, ran: Sequence[Strategy], say: Speech) -> list[str]:
    platforms = {
        "pubmed": say._("NCBI E-utilities (ESearch and EFetch)"),
        "europepmc": say._("Europe PMC RESTful service"),
        "file": say._("brought in by hand, see the files below"),
    }
    names = dict.fromkeys([s.source for s in ran] + [kind(line.source) for line in flow.lines])
    rows = []
    for name in names:
        days = [(s.run_first, s.run_last) for s in ran if s.source == name]
        dates = _days(min(a for a, _ in days), max(b for _, b in days), say) if days else "–"
        hits = say.number(flow.by_source.get(name, 0))
        rows.append(
            f"| {source_name(name, say)} | {platforms.get(name, name)} | {dates} | {hits} |"
        )
    head = (say._("Source"), say._("Platform"), say._("Searched on"), say._("Hits"))
    files = [
        f"- {_cell(source_name(line.source, say))}: "
        + say.n("{count} record", "{count} records", line.records)
        for line in flow.lines
        if kind(line.source) == "file"
    ]
    table = "\n".join((f"| {' | '.join(head)} |", "|---|---|---|---:|", *rows))
    none = say._("Study registries, citation searching and contacts: not used by litwatch.")
    return ["## " + say._("Sources"), table, *(["\n".join(files)] if files else []), none]


def _methods(flow: Flow, ran: Sequence[Strategy], say: Speech, reviewers: int) -> list[str]:
    number = say.number
    missing = say.n("{count} record", "{count} records", len(flow.missing))
    paragraphs = (
        (
            say._("Limits and filters"),
            say._(
                "litwatch adds no limit on language, publication type or species and no search "
                "filter; what a strategy itself limits stands in its text below. The only bound "
                "added is the date in each term, which divides the search into windows; [crdt] "
                "is the day PubMed created the record."
            ),
        ),
        (
            say._("Updates"),
            say._(
                "Each search is run again with windows that overlap the last ones, so a record "
                "that was indexed late is found. A strategy that changes gets a new version; "
                "{versions} versions were run in the period.",
                versions=number(len({(s.topic, s.part, s.fingerprint) for s in ran})),
            ),
        ),
        (
            say._("Completeness"),
            say._(
                "A window is complete when its count equals the records fetched, known and "
                "missing by name. In the period: {missing} missing, {open} searches not complete.",
                missing=missing,
                open=number(len(flow.incomplete)),
            ),
        ),
        (
            say._("Deduplication"),
            say._(
                "A PMID, preprint id or DOI is stored once; {duplicates} further listings of "
                "records already listed were counted as duplicates. Corrections, retractions and "
                "other notices are never merged with the article they concern.",
                duplicates=number(flow.duplicates),
            )
            + " "
            + say._(
                "Records that another record of the same work stands for, such as the preprint of "
                "an article, were removed unless they had been screened: {same_work}. Joined are "
                "records with a common identifier or a stated link, and pairs a person confirmed.",
                same_work=number(flow.same_work),
            ),
        ),
        (
            say._("Records"),
            say._(
                "{identified} listings, {to_screen} records to screen, {screened} screened, "
                "{included} included.",
                identified=number(flow.identified),
                to_screen=number(flow.to_screen),
                screened=number(flow.screened),
                included=number(flow.included),
            ),
        ),
        (
            say._("Who"),
            say._(
                "litwatch ran the searches; information specialists write the strategies and "
                "reviewers decide on each record. People with a live decision on these records: "
                "{reviewers}. A model ranks and proposes; it excludes nothing.",
                reviewers=number(reviewers),
            ),
        ),
        (
            say._("Peer review of the strategies"),
            say._("Not recorded by litwatch. Write here who reviewed them, and how."),
        ),
    )
    said = [line for heading, text in paragraphs for line in (f"## {heading}", text)]
    down = [say._("A source was down: {what}.", what=what.rstrip(".")) for what in flow.down]
    return said + down


def _told(strategy: Strategy, say: Speech, topic: str) -> list[str]:
    number = say.number
    counts = say._(
        "{hits} hits = {fetched} fetched + {known} known + {missing} missing",
        hits=number(strategy.hits),
        fetched=number(strategy.fetched),
        known=number(strategy.known),
        missing=number(strategy.missing),
    )
    if not strategy.complete:
        counts = say._("{hits} hits; not complete", hits=number(strategy.hits))
    facts = (
        (say._("Source"), source_name(strategy.source, say)),
        (say._("Version"), f"{strategy.version} ({strategy.fingerprint})"),
        (say._("Searched on"), _days(strategy.run_first, strategy.run_last, say)),
        (
            say._("Window [{field}]", field=strategy.date_field),
            _days(strategy.first, strategy.last, say),
        ),
        (say._("Windows"), number(strategy.windows)),
        (say._("Result"), counts),
    )
    fence = "`" * max(3, _longest_run(strategy.term, "`") + 1)
    return [
        f"### {search_name(topic, strategy.part)}",
        "\n".join(f"- {label}: {_cell(value)}" for label, value in facts),
        f"{fence}text\n{strategy.term}\n{fence}",
    ]


def _days(first: date, last: date, say: Speech) -> str:
    if first == last:
        return say.day(first)
    return say._("{first} to {last}", first=say.day(first), last=say.day(last))


def _longest_run(text: str, sign: str) -> int:
    longest = 0
    while sign * (longest + 1) in text:
        longest += 1
    return longest


def _cell(text: str) -> str:
    """Text from outside on one Markdown line: no row or list may be opened by a file's name."""
    return " ".join(text.split()).replace("|", "\\|")
