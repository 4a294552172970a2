"""A trainer's file exchanged for its updated self: whole or not at all, and with a way back."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from litwatch.errors import NeedsPerson, WrongUse, unwritten
from litwatch.slides.inplace import check_closed

try:
    import fcntl
except ImportError:  # Windows: there a file that is open elsewhere cannot be replaced at all
    fcntl = None  # type: ignore[assignment]

BACKUPS = "litwatch-backups"
KEPT = 5
_STAMP = "%Y%m%dT%H%M%SZ"


def read_deck(path: Path) -> bytes:
    """The file's bytes. Raises WrongUse when it is no file that can be read."""
    if not path.is_file():
        raise WrongUse(f"there is no file {path}", "Give the path of the deck.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUse(
            f"{path} cannot be read: {error.strerror or error}", "Check its permissions."
        ) from error


@contextmanager
def held(path: Path) -> Iterator[None]:
    """The deck for one litwatch alone, as long as the block lasts.

    The lock is on the file itself and dies with its process, so that none is ever left behind.
    Raises NeedsPerson while another litwatch has it.
    """
    if fcntl is None:
        yield
        return
    while True:
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise NeedsPerson(
                    f"{path.name} is being updated by another litwatch",
                    "Wait until it is done and run again. Nothing is changed.",
                ) from error
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                yield
                return
            # Exchanged between opening and locking: the lock is on the file of before.


def exchange(path: Path, before: bytes, after: bytes, *, kept: int, now: datetime) -> Path:
    """Put `after` in the place of `before` and return the backup of `before`.

    The backup is on the disk before anything else; the new file is written beside and moved. A
    file that is no longer `before`, or that is open elsewhere, is left alone: NeedsPerson.
    Raises DiskFull or WrongSettings when the folder cannot be written; then nothing is changed.
    """
    check_closed(path)
    beside = path.with_name(f".{path.name}.new")
    try:
        backup = _back_up(path, before, now)
        _write(beside, after)
        shutil.copymode(path, beside)
        if path.read_bytes() != before:
            raise NeedsPerson(
                f"{path.name} was saved by somebody while the update was made",
                "Run again: the update starts from what was saved. Nothing is changed.",
            )
        check_closed(path)
        beside.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise unwritten(str(path), error, "Nothing is changed. Mend it and run again.") from error
    finally:
        beside.unlink(missing_ok=True)
    _prune(backup.parent, path, kept)
    return backup


def backups_of(path: Path) -> list[Path]:
    """The backups of a deck, oldest first."""
    folder = path.parent / BACKUPS
    name = re.compile(rf"{re.escape(path.stem)}\.\d{{8}}T\d{{6}}Z(-\d+)?\.pptx")
    found = [one for one in folder.glob("*.pptx") if name.fullmatch(one.name)]
    return sorted(found, key=lambda one: (one.name.split("Z")[0], len(one.name), one.name))


def _back_up(path: Path, before: bytes, now: datetime) -> Path:
    folder = path.parent / BACKUPS
    folder.mkdir(exist_ok=True)
    stem = f"{path.stem}.{now.astimezone(UTC):{_STAMP}}"
    backup = folder / f"{stem}.pptx"
    number = 1
    while backup.exists() and backup.read_bytes() != before:
        number += 1
        backup = folder / f"{stem}-{number}.pptx"
    if not backup.exists():
        part = folder / f".{backup.name}.part"
        try:
            _write(part, before)
            part.replace(backup)
            _settle(folder)
        finally:
            part.unlink(missing_ok=True)
    return backup


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Has the disk keep the folder's new names, where folders can be asked to."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _prune(folder: Path, path: Path, kept: int) -> None:
    for old in backups_of(path)[:-kept]:
        old.unlink(missing_ok=True)
