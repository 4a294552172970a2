"""The command that audits decks and handouts for what they cite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, now, slides
from litwatch.errors import BadInput, NeedsPerson, SourceDown, WrongSettings

if TYPE_CHECKING:
    from litwatch.settings import Settings
    from litwatch.slides.audit.audited import Audit
    from litwatch.sources.eutils import Eutils


@slides.command("audit")
def slides_audit(
    files: Annotated[
        list[Path], typer.Argument(help="Decks (.pptx), handouts (.docx, .pdf), or folders.")
    ],
    html: Annotated[str, typer.Option("--html", help="Write the report as a page.")] = "",
    csv: Annotated[str, typer.Option("--csv", help="Write the report as a table.")] = "",
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask PubMed for what is not stored.")
    ] = False,
    json: Json = False,
) -> None:
    """Find the works that decks and handouts cite, and how it stands with each. Changes nothing.

    Example: litwatch slides audit pem.pptx handouts/ --html audit.html --csv audit.csv
    """
    from litwatch.language import speech
    from litwatch.pipeline.deck_audit import audit_decks
    from litwatch.pipeline.whole_file import write_whole
    from litwatch.slides.audit import page, table

    chosen = doors.settings()
    say = speech(chosen.lang)
    client, not_asked = _client(chosen, offline=offline)
    with show.Bar("slides audit") as bar, doors.store(chosen) as store:
        audit = audit_decks(
            store,
            doors.watch(chosen),
            files,
            client=client,
            not_asked=not_asked,
            now=now(),
            progress=bar.step,
        )
    if html:
        write_whole(Path(html), page.page(audit, say).encode())
    if csv:
        write_whole(Path(csv), table.table(audit, say).encode("utf-8-sig"))
    if json:
        show.as_json(table.as_data(audit))
    else:
        _tell(audit)
    _end(audit)


def _client(chosen: Settings, *, offline: bool) -> tuple[Eutils | None, str]:
    """The door to PubMed, or why it is not asked; the stored records answer without it."""
    if offline:
        return None, "--offline"
    try:
        return doors.eutils(chosen, tries=3), ""
    except WrongSettings as error:
        return None, f"{error}. {error.remedy}".rstrip(".")


def _tell(audit: Audit) -> None:
    rows = [
        (
            file.path,
            f"{mention.place.kind} {mention.place.number}",
            one.work.state,
            mention.confidence,
            one.work.pmid or one.work.id,
            one.work.newer.id if one.work.newer else "",
            " ".join(message.id for message in one.work.statements if message.lately(file.saved)),
            one.work.title,
        )
        for file in audit.files
        for one in file.cited
        for mention in one.mentions
    ]
    show.table(
        ("file", "where", "state", "match", "work", "newer", "changed messages", "title"), rows
    )
    for file in audit.files:
        if file.problem:
            show.say(f"{file.path}: {file.problem}. {file.remedy}")
        for words in file.unmatched:
            where = f"{file.path}, {words.place.kind} {words.place.number}"
            maybe = ", ".join(f"{work.id} ({work.state})" for work in words.maybe)
            show.say(
                f"{where}: not matched: {words.words}" + (f" (may be {maybe})" if maybe else "")
            )
    if audit.not_asked:
        show.say(f"PubMed was not asked about what is not stored: {audit.not_asked}.")


def _end(audit: Audit) -> None:
    """The exit: what a person must look at before a source that is down."""
    lone = audit.files[0]
    if len(audit.files) == 1 and lone.problem:
        raise BadInput(lone.problem, lone.remedy)
    if audit.needs_person:
        alarms = sum(len(file.alarms) for file in audit.files)
        doubts = sum(len(file.doubts) for file in audit.files)
        outdated = sum(len(file.outdated) for file in audit.files)
        unread = sum(bool(file.problem) for file in audit.files)
        raise NeedsPerson(
            f"{alarms} cited work(s) are retracted, withdrawn or under investigation, {doubts} more "
            f"may be, {outdated} rest under a key message changed since, {unread} file(s) could not "
            "be read",
            "They are named above; --html writes a report to work from.",
        )
    if audit.source_down:
        raise SourceDown(audit.not_asked, "What is stored was told. Run the audit again later.")
