"""Commands that measure a strategy and look for better words: query recall, query mine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, now, query
from litwatch.errors import NeedsPerson, WrongUse

if TYPE_CHECKING:
    from litwatch.pipeline.missed import Miss
    from litwatch.pipeline.recall import RecallReport
    from litwatch.pipeline.tally import PartRecall
    from litwatch.search.terms import Block, Near

_UNTRIED = 20  # works named one by one for a person; JSON names them all


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
        show.as_json(_recall_json(report))
    else:
        _show_recall(report)
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


def _recall_json(report: RecallReport) -> dict[str, Any]:
    return {
        "gold": report.gold.name,
        "key": report.gold.key,
        "works": len(report.gold.works),
        "how": report.how,
        "by_title": list(report.by_title),
        "unknown": list(report.unknown),
        "unmeasured": list(report.unmeasured),
        "warnings": list(report.warnings),
        "parts": [
            {
                "topic": part.topic,
                "tier": part.tier,
                "part": part.part,
                "version": part.version,
                "newly_missed": [work.pmid for work in part.newly_missed],
                "fingerprint": part.fingerprint,
                "expected": part.expected,
                "found": len(part.found),
                "recall": len(part.found) / part.expected if part.expected else None,
                "interval": list(part.interval),
                "missed": [work.pmid for work in part.missed],
                "not_testable": [work.pmid for work in part.not_testable],
                "before": part.before
                and {
                    "found": part.before.recall.found,
                    "expected": part.before.recall.expected,
                    "fingerprint": part.before.recall.fingerprint,
                    "at": part.before.at,
                },
            }
            for part in report.parts
        ],
        "misses": [
            {
                "pmid": miss.work.pmid,
                "title": miss.work.title,
                "topic": miss.topic,
                "difficulty": miss.work.difficulty,
                "title_only": miss.title_only,
                "near": [_near_json(near) for near in miss.why.near],
                "blocks": [
                    {
                        "holds": list(block.holds),
                        "lacks": list(block.lacks),
                        "near": [_near_json(near) for near in block.near],
                    }
                    for block in miss.why.blocks
                ],
                "counted": miss.counted,
                "words": [{"term": word.term, "cost": word.cost} for word in miss.words],
            }
            for miss in report.misses
        ],
        "standings": [
            {
                "topic": each.topic,
                "part": each.part,
                "version": each.version,
                "in_force": each.kept,
                "in_force_since": each.since,
                "file_differs": each.file_differs,
            }
            for each in report.standings
        ],
        "problems": list(report.gold.problems),
    }


def _near_json(near: Near) -> dict[str, str]:
    return {"term": near.term, "how": near.how, "field": near.field, "words": near.words}


def _show_recall(report: RecallReport) -> None:
    from litwatch.pipeline.in_force import unlike_the_files

    where = "asked of PubMed" if report.how == "live" else "on the stored records"
    show.table(
        (
            *("topic", "part", "version", "found", "recall", "95 % interval"),
            *("since last", "not testable"),
        ),
        [_row(part) for part in report.parts],
        title=f"{report.gold.name}: {len(report.gold.works)} works, {where}",
    )
    for miss in report.misses:
        _show_miss(miss)
    if report.by_title:
        show.say(
            f"{len(report.by_title)} works were tried on their title alone: the abstract may "
            "hold the words that the title lacks."
        )
    untried = {work.pmid: work.title for part in report.parts for work in part.not_testable}
    for number, (pmid, title) in enumerate(untried.items()):
        if number == _UNTRIED:
            show.say(f"  and {len(untried) - number} more; --json lists them all")
            break
        why = "PubMed does not know it" if pmid in report.unknown else "no abstract is stored"
        show.say(f"  not testable: {pmid} {title[:80]} ({why})")
    if report.unmeasured:
        show.say(f"The set holds nothing for {', '.join(report.unmeasured)}.")
    for part in report.parts:
        if part.newly_missed and not part.part:
            ids = ", ".join(work.pmid for work in part.newly_missed)
            show.say(f"{part.topic} misses now, and found last time: {ids}.")
    for line in unlike_the_files(report.standings):
        show.say(line)
    for said in (*report.warnings, *report.gold.problems):
        show.say(f"  {said}")


def _row(part: PartRecall) -> tuple[object, ...]:
    share, interval = "–", "–"
    if part.expected:
        low, high = part.interval
        share = f"{len(part.found) / part.expected:.1%}"
        interval = f"{low:.1%} – {high:.1%}"
    return (
        part.topic,
        part.part or "(whole)",
        part.version,
        f"{len(part.found)} of {part.expected}",
        share,
        interval,
        _change(part),
        len(part.not_testable),
    )


def _change(part: PartRecall) -> str:
    if part.before is None:
        return "first time"
    last = part.before.recall
    whose = "same query" if part.same_query else "the query before"
    if (last.found, last.expected) == (len(part.found), part.expected):
        return f"as {whose}"
    return f"{last.found} of {last.expected} by {whose}"


_HOW = {"stem": "another ending", "apart": "farther apart", "field": "another field"}


def _show_miss(miss: Miss) -> None:
    on = ", tried on its title" if miss.title_only else ""
    hard = f", {miss.work.difficulty}" if miss.work.difficulty else ""
    print(f"\nmissed by {miss.topic}: {miss.work.pmid} {miss.work.title}  ({miss.topic}{hard}{on})")
    for block in miss.why.blocks:
        _show_block(block)
    for near in miss.why.near:
        _show_near(near, "  ")
    if not miss.counted:
        words = ", ".join(word.term for word in miss.words)
        print(f"  words that would find it (nothing is stored to count their cost): {words}")
    elif miss.words:
        words = ", ".join(f"{word.term} (+{word.cost})" for word in miss.words)
        print(f"  words that would find it (+ others of {miss.counted} stored): {words}")


def _show_block(block: Block) -> None:
    print(f"  nearest: {' and '.join(block.holds)} hold")
    for lacking in block.lacks:
        terms = lacking.count(" OR ") + 1
        shown = lacking if len(lacking) < 90 else lacking[:87] + "…"
        print(f"    but none of {terms} terms: {shown}" if terms > 1 else f"    but not {shown}")
    for near in block.near:
        _show_near(near, "    ")


def _show_near(near: Near, indent: str) -> None:
    print(
        f"{indent}near: {near.term}, where it says “{near.words}” ({near.field}, {_HOW[near.how]})"
    )


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
