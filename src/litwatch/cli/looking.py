"""Commands that look again: into what is stored, at what has become of works, why a strategy matches."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, app, now, query, status
from litwatch.errors import NeedsPerson, SourceDown, WrongUse


@status.command("refresh")
def status_refresh(
    max_age: Annotated[int, typer.Option(help="Ask again what was last asked N days ago.")] = 6,
    json: Json = False,
) -> None:
    """Ask PubMed again for every stored work whose state can change.

    The page of published editions is made anew, so that it tells of retractions.

    Example: litwatch status refresh --max-age 0
    """
    from litwatch.pipeline.archive import renew_archive
    from litwatch.pipeline.status import refresh
    from litwatch.pipeline.watching import look_again

    chosen = doors.settings()
    with show.Bar("status") as bar, doors.store(chosen) as store:
        report = refresh(
            store,
            doors.eutils(chosen),
            now=now(),
            max_age=timedelta(days=max_age),
            progress=bar.step,
        )
        look_again(store, doors.watch(chosen), now(), chosen.lang)
        renew_archive(store, chosen.digests_folder, chosen.lang, doors.look(chosen))
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
    """Show which words of which strategy match a stored record, and what its place rests on.

    Example: litwatch query explain 34107557
    """
    from litwatch.exchange.jsonl import as_dict
    from litwatch.pipeline.explain import explain, why_here
    from litwatch.records import record_id

    chosen = doors.settings()
    with doors.store(chosen) as store:
        watch = doors.watch(chosen)
        matches = explain(store, watch, record_id(record))
        model = doors.models(chosen, store).relevance
        why = why_here(store, watch, model, record_id(record), chosen.lang)
    if json:
        kept = as_dict(why.entry)
        show.as_json(
            {
                **{
                    name: kept[name]
                    for name in ("id", "score", "band", "usefulness", "why", "facts")
                },
                "nearest": [one._asdict() for one in why.near],
                "strategies": [
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
                ],
            }
        )
        return
    for sentence in why.sentences:
        print(sentence)
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


@app.command(context_settings={"ignore_unknown_options": True})  # -word is to be left out
def find(
    words: Annotated[
        list[str], typer.Argument(help='Words, "a phrase", a beginning*, -what to leave out.')
    ],
    n: Annotated[int, typer.Option("--n", min=1, help="At most so many.")] = 20,
    json: Json = False,
) -> None:
    """Find stored records by the words of their title, abstract, keywords and MeSH terms, best first.

    Example: litwatch find '"long covid" fatig* -review'
    """
    from litwatch.pipeline.found import find as run_find

    if unknown := [word for word in words if word.startswith("--")]:
        raise WrongUse(f"there is no option {unknown[0]}", "See `litwatch find --help`.")
    with doors.store(doors.settings()) as store:
        found = run_find(store, " ".join(words), n)
    if json:
        show.as_json(
            [
                {
                    "id": one.id,
                    "year": one.year,
                    "title": one.title,
                    "state": one.state,
                    "snippet": one.snippet.text,
                    "marks": one.snippet.marks,
                }
                for one in found
            ]
        )
        return
    show.table(
        ("id", "year", "title", "state", "snippet"),
        [(one.id, one.year or "", one.title, one.state, one.snippet.marked()) for one in found],
    )
    if not found:
        show.say("Nothing stored holds all of that.")
