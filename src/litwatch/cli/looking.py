"""Commands that look again: what has become of works, and why a strategy matches."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, now, query, status
from litwatch.errors import NeedsPerson, SourceDown


@status.command("refresh")
def status_refresh(
    max_age: Annotated[int, typer.Option(help="Ask again what was last asked N days ago.")] = 6,
    json: Json = False,
) -> None:
    """Ask PubMed again for every stored work whose state can change.

    Example: litwatch status refresh --max-age 0
    """
    from litwatch.pipeline.status import refresh

    chosen = doors.settings()
    with show.Bar("status") as bar, doors.store(chosen) as store:
        report = refresh(
            store,
            doors.eutils(chosen),
            now=now(),
            max_age=timedelta(days=max_age),
            progress=bar.step,
        )
    if json:
        show.as_json(
            {
                "checked": report.checked,
                "updated": report.updated,
                "gone": report.gone,
                "unchecked": report.unchecked,
                "problems": report.problems,
                "source_down": report.source_down or None,
                "changes": [
                    {
                        "id": c.record_id,
                        "title": c.title,
                        "before": c.before,
                        "after": c.after,
                        "alarming": c.alarming,
                    }
                    for c in report.changes
                ],
            }
        )
    else:
        show.say(f"{report.checked} works asked again, {report.updated} updated.")
        show.table(
            ("id", "before", "after", "title"),
            [(c.record_id, c.before, c.after, c.title[:80]) for c in report.changes],
        )
    if report.source_down:
        raise SourceDown(
            f"{report.source_down}; {len(report.unchecked)} works were not asked",
            "Run `litwatch status refresh` again.",
        )
    for problem in report.problems:
        show.say(f"  {problem}")
    if report.alarms or report.gone or report.unchecked:
        raise NeedsPerson(
            f"{len(report.alarms)} alarming change(s), {len(report.gone)} work(s) gone from PubMed, "
            f"{len(report.unchecked)} not answered for",
            "Look at each before the next seminar.",
        )


@query.command("explain")
def query_explain(
    record: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    json: Json = False,
) -> None:
    """Show which words of which strategy match a stored record, in their sentence.

    Example: litwatch query explain 34107557
    """
    from litwatch.pipeline.explain import explain
    from litwatch.records import record_id

    chosen = doors.settings()
    with doors.store(chosen) as store:
        matches = explain(store, doors.watch(chosen), record_id(record))
    if json:
        show.as_json(
            [
                {
                    "topic": match.topic,
                    "part": match.part,
                    "version": match.standing.version,
                    "in_force": match.standing.kept,
                    "in_force_since": match.standing.since,
                    "file_differs": match.standing.file_differs,
                    "hits": [
                        {
                            "block": hit.block,
                            "term": hit.term,
                            "field": hit.field,
                            "sentence": hit.sentence,
                            "start": hit.start,
                            "end": hit.end,
                        }
                        for hit in match.hits
                    ],
                }
                for match in matches
            ]
        )
        return
    if not matches:
        print(f"No strategy matches {record}.")
    for match in matches:
        print(f"{match.topic} {match.part}".strip() + f": {match.standing}")
        block = ""
        for hit in match.hits:
            if hit.block != block:
                block = hit.block
                print(f"  {block}")
            print(f"    {hit.term}  ({hit.field})\n      {hit.marked}")
