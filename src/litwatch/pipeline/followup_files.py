"""The files of a follow-up report: each is made whole before the first is written."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import msgspec

from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.word import docx_is_possible
from litwatch.errors import unwritten
from litwatch.language import Lang, speech
from litwatch.pipeline.whole_file import write_whole
from litwatch.report.document import Table
from litwatch.report.document_csv import quarters_csv
from litwatch.report.document_html import page
from litwatch.report.document_markdown import markdown
from litwatch.report.document_word import docx
from litwatch.report.followup import FollowUp
from litwatch.report.followup_document import document

Format = Literal["html", "docx", "csv", "md", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def rendered(told: FollowUp, lang: Lang, wanted: Format, look: Look = PACKAGED) -> bytes:
    """The report in a format; the same report gives the same bytes.

    Raises WrongSettings for Word where pandoc is missing.
    """
    say = speech(lang)
    if wanted == "json":
        return msgspec.json.format(msgspec.json.encode(as_json(told)), indent=2) + b"\n"
    made = document(told, say)
    match wanted:
        case "html":
            return page(made, say, look).encode()
        case "docx":
            return docx(made, say, told.made_at, look)
        case "csv":
            return quarters_csv(made, say).encode()
        case "md":
            return markdown(made).encode()


def file_name(told: FollowUp, wanted: Format) -> str:
    """What the file is called: the period is in it."""
    return f"followup-{told.first}-{told.last}.{wanted}"


def as_json(told: FollowUp) -> dict[str, object]:
    """The report for machines, with what each table of it counts, in English."""
    made = document(told, speech("en"))
    basis = {
        part.caption: part.basis
        for section in made.sections
        for part in section.parts
        if isinstance(part, Table) and part.basis
    }
    return {**msgspec.to_builtins(told), "basis": basis}


def write_files(
    told: FollowUp, folder: Path, lang: Lang, look: Look = PACKAGED
) -> tuple[list[Path], str]:
    """Write the report in every format into a folder, made if it is missing.

    Returns the files, and why there is no Word file where it cannot be made here. Raises
    WrongSettings or DiskFull when the folder cannot be written.
    """
    lacking = docx_is_possible() or ""
    made = {
        folder / file_name(told, wanted): rendered(told, lang, wanted, look)
        for wanted in FORMATS
        if wanted != "docx" or not lacking
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in made.items():
            write_whole(path, content)
    except OSError as error:
        raise unwritten(str(folder), error, "Choose another folder with -o.") from error
    return list(made), lacking
