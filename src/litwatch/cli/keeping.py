"""Commands that keep house: demo, export, db, doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, app, db, now
from litwatch.errors import NeedsPerson, WrongUse


@app.command()
def demo(
    sample: Annotated[str, typer.Option(help="The sample file, if it cannot be fetched.")] = "",
    folder: Annotated[str, typer.Option(help="Where edition, deck and export are laid.")] = "",
) -> None:
    """Take one real month of PubMed (June 2021) through the whole pipeline, in a home of its own.

    Example: litwatch demo --sample pubmed21n1298.xml.gz
    """
    from litwatch.sample.demo import run_demo

    run_demo(
        sample=Path(sample) if sample else None,
        folder=Path(folder) if folder else None,
        say=show.say,
        now=now(),
    )


@app.command()
def export(
    format: Annotated[  # noqa: A002 (the option's name)
        str, typer.Option(help="jsonl, csv, ris, bibtex, csl-json or nbib.")
    ] = "jsonl",
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    month: Annotated[str, typer.Option(help="Only records created in this month.")] = "",
    decision: Annotated[str, typer.Option(help="include, exclude, maybe or none.")] = "",
    background: Annotated[
        bool, typer.Option("--background", help="Also background records.")
    ] = False,
    out: Annotated[str, typer.Option("-o", "--out", help="File; default: stdout.")] = "",
) -> None:
    """Write the stored records for people and other programs.

    Example: litwatch export --format ris --month 2026-10 --decision include -o oktober.ris
    """
    from litwatch.pipeline.exports import export as run_export

    chosen = doors.settings()
    with doors.store(chosen) as store:
        count = run_export(
            store,
            doors.watch(chosen),
            format,
            topic=topic or None,
            month=month or None,
            decision=decision or None,
            background=background,
            lang=chosen.lang,
            out=Path(out) if out else None,
            stdout=sys.stdout,
        )
    show.say(f"{count} records.")


@db.command("upgrade")
def db_upgrade() -> None:
    """Create the database or bring it to this version's schema.

    Example: litwatch db upgrade
    """
    from litwatch.store import create_or_upgrade

    chosen = doors.settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    print(f"The database is at schema {create_or_upgrade(chosen.database)}.")


@db.command("check")
def db_check(json: Json = False) -> None:
    """Check the database: schema, integrity, full text, and ledgers that balance.

    Example: litwatch db check
    """
    from litwatch.store.integrity import findings

    chosen = doors.settings()
    with doors.store(chosen) as store:
        found = findings(store)
    if json:
        show.as_json(found)
    else:
        for line in found:
            print(line)
        if not found:
            print("The database is sound.")
    if found:
        raise NeedsPerson(f"{len(found)} finding(s)", "See the lines above.")


@db.command("reindex")
def db_reindex(json: Json = False) -> None:
    """Make the full text of all records anew, when `db check` says that it is astray.

    Example: litwatch db reindex
    """
    from litwatch.pipeline.found import reindex

    with doors.store(doors.settings()) as store:
        count = reindex(store)
    if json:
        show.as_json({"records": count})
    else:
        print(f"The full text of {count} records is made anew.")


@db.command("backup")
def db_backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the database to a file while it is in use.

    Example: litwatch db backup litwatch-2026-11-03.db
    """
    from litwatch.store.backup import backup

    backup(doors.settings().database, file)
    print(file)


@db.command("restore")
def db_restore(file: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Put a backup in the database's place; the present one is kept beside it.

    Example: litwatch db restore litwatch-2026-11-03.db
    """
    from litwatch.store.backup import restore

    kept = restore(file, doors.settings().database, now=now())
    print("The backup is in place." + (f" The earlier database is {kept}." if kept else ""))


@app.command()
def doctor(json: Json = False) -> None:
    """Show every setting with its source, and check that things work.

    Example: litwatch doctor
    """
    from litwatch.cli.checkup import checkup
    from litwatch.settings import read, shown

    chosen, origin = read()
    rows = shown(chosen, origin)
    results = checkup(chosen)
    if json:
        show.as_json(
            {
                "settings": [
                    {"name": r.name, "value": r.value, "source": r.source, "meaning": r.meaning}
                    for r in rows
                ],
                "checks": [{"what": c.what, "ok": c.ok, "says": c.says} for c in results],
            }
        )
    else:
        show.table(("setting", "value", "source"), [(r.name, r.value, r.source) for r in rows])
        print()
        show.table(
            ("check", "", "says"), [(c.what, "ok" if c.ok else "!", c.says) for c in results]
        )
    if any(not check.ok for check in results):
        raise WrongUse("some checks failed", "Each line marked ! says what to do.")
