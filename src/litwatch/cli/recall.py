"""Commands that measure a strategy and look for better words: query recall, query mine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, now, query
from litwatch.cli.recall_words import report_json, show_report
from litwatch.errors import NeedsPerson, WrongUse


@query.command("recall")
def query_recall(
    gold: Annotated[
        Path | None, typer.Argument(help="CSV with the columns pmid and topics.")
    ] = None,
    titles: Annotated[
        bool, typer.Option("--titles", help="Try works without a stored abstract on their title.")
    ] = False,
    live: Annotated[bool, typer.Option("--live", help="Ask PubMed instead of the store.")] = False,
    trend: Annotated[
        bool, typer.Option("--trend", help="Measure nothing; show what was measured, run by run.")
    ] = False,
    json: Json = False,
) -> None:
    """Count the known works that each strategy finds, and name those it misses.

    Example: litwatch query recall --titles
    """
    from litwatch.pipeline import recall
    from litwatch.watch.gold import read_gold

    if titles and live:
        raise WrongUse("--titles and --live cannot be combined", "PubMed has the abstracts.")
    if trend:
        if gold or titles or live:
            raise WrongUse("--trend shows all that was measured", "Give it alone.")
        _show_trend(json)
        return
    chosen = doors.settings()
    watch = doors.watch(chosen)
    works = read_gold([topic.id for topic in watch.topics], gold)
    with doors.store(chosen) as store:
        if live:
            client = doors.eutils(chosen)
            report = recall.measure_live(store, client, watch, works, now=now())
        else:
            report = recall.measure(store, watch, works, now=now(), titles=titles)
    if json:
        show.as_json(report_json(report))
    else:
        show_report(report)
    if works.problems:
        raise NeedsPerson(
            f"{len(works.problems)} row(s) of {works.name} were not used as written",
            "Mend the lines that are named above.",
        )
    if not any(part.expected for part in report.parts):
        raise NeedsPerson(
            f"no work of {works.name} could be tried",
            "Harvest or import them with their abstracts, or use --titles or --live.",
        )


def _show_trend(json: bool) -> None:
    from litwatch.pipeline.monitor import trend
    from litwatch.store import recall

    with doors.store(doors.settings()) as store, store.read() as tx:
        stretches = trend(recall.history(tx))
    if json:
        show.as_json(
            [
                {
                    "topic": each.last.recall.topic,
                    "gold": each.last.recall.gold,
                    "how": each.last.recall.how,
                    "from": each.first.at,
                    "to": each.last.at,
                    "runs": each.runs,
                    "fingerprint": each.last.recall.fingerprint,
                    "found": each.last.recall.found,
                    "expected": each.last.recall.expected,
                    "missed": list(each.last.recall.missed),
                    "newly_missed": list(each.newly_missed),
                    "not_testable": list(each.last.recall.not_testable),
                }
                for each in stretches
            ]
        )
        return
    show.table(
        ("topic", "set", "how", "from", "to", "runs", "found", "query", "newly missed"),
        [
            (
                each.last.recall.topic,
                each.last.recall.gold,
                each.last.recall.how,
                each.first.at.date(),
                each.last.at.date(),
                each.runs,
                f"{each.last.recall.found} of {each.last.recall.expected}",
                each.last.recall.fingerprint,
                ", ".join(each.newly_missed) or "–",
            )
            for each in stretches
        ],
    )
    if not stretches:
        show.say("Nothing was measured yet: `litwatch run` measures at each run.")


@query.command("mine")
def query_mine(
    topic: Annotated[str, typer.Option(help="The topic whose strategy is to be mended.")],
    n: Annotated[int, typer.Option(help="How many terms.", min=1, max=1000)] = 30,
    json: Json = False,
) -> None:
    """List words that part what was included from the rest, with what adding each would cost.

    Example: litwatch query mine --topic postcovid --n 20
    """
    from litwatch.pipeline.mined_terms import mined_terms

    chosen = doors.settings()
    watch = doors.watch(chosen)
    with doors.store(chosen) as store:
        report = mined_terms(store, watch, topic, n=n)
    if json:
        show.as_json(
            {
                "topic": report.topic,
                "version": report.version,
                "basis": report.basis,
                "included": report.included,
                "missed": report.missed,
                "others": report.others,
                "terms": [
                    {"term": t.term, "gain": t.gain, "cost": t.cost, "held": t.held}
                    for t in report.terms
                ],
            }
        )
        return
    show.table(
        ("term", "gain", "cost", "held"), [(t.term, t.gain, t.cost, t.held) for t in report.terms]
    )
    whose = "included by people" if report.basis == "included" else "called likely by the model"
    show.say(
        f"{report.included} records are {whose}; the query misses {report.missed} of them "
        f"(version {report.version}). "
        f"The cost is counted among {report.others} others."
    )
