"""Commands that count: for methods sections, and for the commissioner of the assignment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, app, day, now
from litwatch.errors import WrongUse

report = typer.Typer(
    help="Counts: PRISMA flow, search appendix, follow-up for the commissioner.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(report, name="report")

From = Annotated[str, typer.Option("--from", help="First day of searching; default: the first.")]
To = Annotated[str, typer.Option("--to", help="Last day of searching; default: today.")]
Out = Annotated[str, typer.Option("-o", "--out", help="File to write.")]


@report.command("prisma")
def report_prisma(first: From = "", last: To = "", out: Out = "", json: Json = False) -> None:
    """Count records from search to inclusion, as a table and as a PRISMA 2020 flow (.svg, .html).

    Example: litwatch report prisma --from 2026-01-01 --to 2026-12-31 -o flow.svg
    """
    import msgspec

    from litwatch.language import speech
    from litwatch.pipeline.reports import search_report, topic_names
    from litwatch.pipeline.whole_file import write_whole
    from litwatch.report import diagram, tables

    if out and not out.endswith((".svg", ".html")):
        raise WrongUse(f"{out!r} is neither .svg nor .html", "Name the file flow.svg or flow.html.")
    chosen = doors.settings()
    with doors.store(chosen) as store:
        flow = search_report(
            store, first=day(first, "--from"), last=day(last, "--to"), now=now()
        ).flow
    say, topics = speech(chosen.lang), topic_names(doors.watch(chosen), chosen.lang)
    if out:
        alone = out.endswith(".svg")
        text = diagram.svg(flow, say, alone=True) if alone else tables.page(flow, say, topics)
        write_whole(Path(out), text.encode())
        show.say(out)
    if json:
        show.as_json(
            {
                **msgspec.to_builtins(flow),
                "removed": flow.removed,
                "by_source": flow.by_source,
                "reasons": dict(flow.reasons),
            }
        )
        return
    show.table((say._("Step"), say._("Records")), tables.flow_rows(flow, say))
    print()
    show.table(tables.search_head(say), tables.search_rows(flow, say, topics))
    for remark in tables.remarks(flow, say):
        show.say(remark)


@report.command("prisma-s")
def report_prisma_s(first: From = "", last: To = "", out: Out = "", json: Json = False) -> None:
    """Write the search appendix: sources, dates, strategies as sent, counts, deduplication.

    Example: litwatch report prisma-s --from 2026-01-01 --to 2026-12-31 -o appendix.md
    """
    import msgspec

    from litwatch import __version__
    from litwatch.language import speech
    from litwatch.pipeline.reports import search_report, topic_names
    from litwatch.pipeline.whole_file import write_whole
    from litwatch.report.prisma_s import appendix

    chosen = doors.settings()
    with doors.store(chosen) as store:
        found = search_report(store, first=day(first, "--from"), last=day(last, "--to"), now=now())
    text = appendix(
        found.flow,
        found.strategies,
        speech(chosen.lang),
        topics=topic_names(doors.watch(chosen), chosen.lang),
        reviewers=found.reviewers,
        version=__version__,
    )
    if out:
        write_whole(Path(out), text.encode())
        show.say(out)
    if json:
        show.as_json({"strategies": msgspec.to_builtins(found.strategies), "appendix": text})
    elif not out:
        print(text, end="")


@report.command("followup")
def report_followup(
    first: Annotated[str, typer.Option("--from", help="First day, as 2025-04-01.")],
    last: Annotated[str, typer.Option("--to", help="Last day, as 2026-05-31.")],
    out: Annotated[
        str, typer.Option("-o", "--out", help="Folder for the HTML, Word, CSV, Markdown and JSON.")
    ] = "",
    json: Json = False,
) -> None:
    """Count what the assignment is followed up by: each quarter for the invoice, and in total.

    Example: litwatch report followup --from 2025-04-01 --to 2026-05-31 -o report
    """
    from litwatch.language import speech
    from litwatch.pipeline.followup import follow_up
    from litwatch.pipeline.followup_files import as_json, write_files
    from litwatch.report.followup_document import document, invoice

    begins, ends = day(first, "--from"), day(last, "--to")
    if begins is None or ends is None:
        raise WrongUse("a period has two days", "Give --from and --to, as 2025-04-01.")
    chosen = doors.settings()
    with doors.store(chosen) as store:
        told = follow_up(store, doors.watch(chosen), first=begins, last=ends, now=now())
    if out:
        files, lacking = write_files(told, Path(out), chosen.lang, doors.look(chosen))
        for file in files:
            show.say(str(file))
        if lacking:
            show.say(f"No Word file: {lacking}.")
    if json:
        show.as_json(as_json(told))
        return
    say = speech(chosen.lang)
    table = invoice(told, say)
    show.table(table.heads, table.rows)
    for sentence in document(told, say).lead:
        show.say(sentence)
