"""Any file to audit: which kind it is, and its text or the sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from litwatch.errors import BadInput, WrongUse
from litwatch.records.cited import Passage

KINDS = (".pptx", ".docx", ".pdf")
# Presentations and documents in a folder that must be named, though they cannot be read.
_OTHERS = {
    ".ppt": ".pptx",
    ".pps": ".pptx",
    ".ppsx": ".pptx",
    ".pptm": ".pptx",
    ".ppsm": ".pptx",
    ".potx": ".pptx",
    ".potm": ".pptx",
    ".odp": ".pptx",
    ".key": ".pptx",
    ".doc": ".docx",
    ".docm": ".docx",
    ".dotx": ".docx",
    ".odt": ".docx",
    ".rtf": ".docx",
}
_MOST_BYTES = 1 << 30


class ReadFile(msgspec.Struct, frozen=True):
    """A file's text, or `problem` and `remedy` where it could not be read."""

    path: Path
    passages: tuple[Passage, ...] = ()
    saved: datetime | None = None
    problem: str = ""
    remedy: str = ""


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The decks and handouts that are named, or lie in the named folders at any depth.

    Office's own lock files (`~$…`) and hidden files are passed over. Raises WrongUse when a path
    does not exist or a folder holds nothing to read.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if _is_wanted(one, path))
            if not inside:
                raise WrongUse(
                    f"the folder {path} holds no deck or handout",
                    f"litwatch reads {', '.join(KINDS)}.",
                )
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise WrongUse(f"there is no file {path}", "Check the path.")
    return list(dict.fromkeys(found))


def _is_wanted(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    return (
        path.suffix.casefold() in (*KINDS, *_OTHERS)
        and not any(part.startswith((".", "~$")) for part in parts)
        and path.is_file()
    )


def read_files(paths: Iterable[Path]) -> Iterator[ReadFile]:
    """Each file's text; one that cannot be read says why and keeps no other from being read."""
    for path in paths:
        try:
            passages, saved = read_file(path)
        except BadInput as error:
            yield ReadFile(path, problem=str(error), remedy=error.remedy)
        except OSError as error:
            yield ReadFile(
                path,
                problem=f"{path.name} could not be opened: {error.strerror or error}",
                remedy="Check the path and its permissions.",
            )
        else:
            yield ReadFile(path, tuple(passages), saved)


def read_file(path: Path) -> tuple[list[Passage], datetime | None]:
    """The passages of one file, and when it was last saved. Raises BadInput, OSError."""
    suffix, name = path.suffix.casefold(), path.name
    if path.stat().st_size > _MOST_BYTES:
        raise BadInput(f"{name} is over 1 GiB", "Save a copy without films.")
    if suffix == ".pptx":
        from litwatch.slides.audit.pptx_text import read_pptx as read
    elif suffix == ".docx":
        from litwatch.slides.audit.docx_text import read_docx as read
    elif suffix == ".pdf":
        from litwatch.slides.audit.pdf_text import read_pdf as read
    else:
        kind = _OTHERS.get(suffix)
        if kind is None:
            raise BadInput(f"{name} is no deck or handout", f"litwatch reads {', '.join(KINDS)}.")
        raise BadInput(
            f"{name} is a {suffix} file, which litwatch does not read",
            f"Open it in its program and save it as {kind}.",
        )
    passages, saved = read(path.read_bytes(), name)
    if saved is not None and saved.tzinfo is None:
        saved = saved.replace(tzinfo=UTC)  # Office writes UTC; python-pptx leaves the zone out
    return passages, saved
