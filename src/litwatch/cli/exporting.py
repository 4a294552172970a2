"""What leaves the house: the page of all editions, and an edition for the public record."""

from __future__ import annotations

from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, edition


@edition.command("archive")
def edition_archive(json: Json = False) -> None:
    """Make the page of all published editions and their feed anew.

    It says which edition cites a work that has been retracted since.

    Example: litwatch edition archive
    """
    from litwatch.pipeline.archive import write_archive

    chosen = doors.settings()
    with doors.store(chosen) as store:
        page = write_archive(store, chosen.digests_folder, chosen.lang, doors.look(chosen))
    if json:
        show.as_json({"page": str(page)})
    else:
        print(page)


@edition.command("export")
def edition_export(
    month: Annotated[str, typer.Argument(help="The month, such as 2026-10.")],
    out: Annotated[str, typer.Option("-o", "--out", help="Folder to make.")] = "",
    diary_number: Annotated[
        str, typer.Option("--diary-number", help="The registry's number, kept in the record.")
    ] = "",
    json: Json = False,
) -> None:
    """Export a published month for the public record: page, PDF, data, checksums.

    Example: litwatch edition export 2026-10 -o arkiv/2026-10 --diary-number "HSN 2026-1234"
    """
    from pathlib import Path

    from litwatch.pipeline.public_record import export_record

    chosen = doors.settings()
    with doors.store(chosen) as store:
        folder = export_record(
            store,
            month,
            digests=chosen.digests_folder,
            out=Path(out or f"litwatch-{month}-record"),
            diary_number=diary_number,
        )
    names = sorted(path.name for path in folder.iterdir())
    if json:
        show.as_json({"month": month, "folder": str(folder), "files": names})
        return
    print(folder)
    if "digest.pdf" not in names:
        print("The edition was published without a PDF, so the record has none.")
