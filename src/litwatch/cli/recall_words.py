"""A measured recall as the command line tells it: a table, the works that are missed, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litwatch.cli import show

if TYPE_CHECKING:
    from litwatch.pipeline.missed import Miss
    from litwatch.pipeline.recall import RecallReport
    from litwatch.pipeline.tally import PartRecall
    from litwatch.search.terms import Block, Near


_UNTRIED = 20  # works named one by one for a person; JSON names them all


_HOW = {"stem": "another ending", "apart": "farther apart", "field": "another field"}


def report_json(report: RecallReport) -> dict[str, Any]:
    """A recall for machines: each part with its interval, each missed work with the nearest words."""
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


def show_report(report: RecallReport) -> None:
    """Print a recall: the parts as a table, then each missed work and what would find it."""
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
