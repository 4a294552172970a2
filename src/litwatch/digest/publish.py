"""Writing an edition's folder: all of it or nothing. A published folder is never touched.

files | beside, on the same file system | fsync | rename
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from litwatch.digest.manifest import MANIFEST
from litwatch.errors import WrongUse, unwritten

_LEFT = re.compile(r"\.(?P<of>.+)\.(?P<what>new|old)-[0-9a-f]{8}")
_AN_HOUR = 3600.0  # no publication takes that long: whatever is older was left by a killed one


def _is_draft(folder: Path) -> bool:
    """Whether an existing folder is a draft that litwatch made; anything else is kept."""
    try:
        body = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(body, dict) and body.get("state") == "draft"


def _says(manifest: bytes) -> dict[str, Any] | None:
    """What a manifest says, but for the moment it was made."""
    try:
        body = json.loads(manifest)
    except ValueError:
        return None
    return {key: said for key, said in body.items() if key != "made_at"} if body else None


def _is_the_same(files: Mapping[str, bytes], folder: Path) -> bool:
    """Whether the folder holds exactly this edition: the same manifest, and files as it says."""
    if MANIFEST not in files or not folder.is_dir():
        return False
    try:
        there = {path.name: path for path in folder.iterdir()}
        return (
            there.keys() == files.keys()
            and not any(path.is_symlink() for path in there.values())
            and (said := _says(files[MANIFEST])) is not None
            and said == _says(there[MANIFEST].read_bytes())
            and all(
                there[name].read_bytes() == content
                for name, content in files.items()
                if name != MANIFEST
            )
        )
    except OSError:
        return False


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_left_behind(fresh: Path) -> None:
    """Take away what killed publications left beside `fresh`, which has just been written.

    Only folders with our names, and only those an hour older than it by the disk's own
    clock: another process may be publishing. An earlier draft goes when another has its place.
    """
    latest = fresh.stat().st_mtime - _AN_HOUR
    for path in fresh.parent.iterdir():
        if not (found := _LEFT.fullmatch(path.name)) or path.is_symlink() or not path.is_dir():
            continue
        replaced = found["what"] == "new" or path.with_name(found["of"]).exists()
        with suppress(FileNotFoundError):  # another publication clears as well
            if replaced and path.stat().st_mtime < latest:
                shutil.rmtree(path, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in sorted(files.items()):
        with (folder / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync(folder)


def changed_by_hand(folder: Path) -> tuple[str, ...]:
    """The names of a draft's files that are not as litwatch made them, by the draft's manifest.

    Empty where there is no such folder; files of others beside them do not count.
    """
    if not _is_draft(folder):
        return ()
    made = json.loads((folder / MANIFEST).read_bytes()).get("files")
    if not isinstance(made, dict):
        return (MANIFEST,)
    return tuple(
        sorted(
            name
            for name, digest in made.items()
            if not (folder / name).is_file()
            or sha256((folder / name).read_bytes()).hexdigest() != digest
        )
    )


def keep_hand_edits(folder: Path) -> Path | None:
    """Move a draft that somebody has edited out of the way; returns where it lies now, if so."""
    if not changed_by_hand(folder):
        return None
    number = 1
    while (kept := folder.with_name(f"{folder.name}.edited{number}")).exists():
        number += 1
    return folder.rename(kept)


def publish(files: Mapping[str, bytes], folder: Path, *, replace: bool = False) -> Path:
    """Put the files into `folder`, which appears whole or not at all, and return it.

    A folder that holds this very edition already, whenever it was made, is returned as it
    is: what a crash left undone after it can be finished. `replace` lets a draft's folder (its manifest says
    `draft`) give way. Raises WrongUse when the folder exists otherwise, a published edition
    above all, or when a name is no plain file name; DiskFull, or WrongSettings when the disk refuses for
    another reason: then nothing has changed.
    """
    with staged(files, folder, replace=replace) as place:
        return place()


@contextmanager
def staged(
    files: Mapping[str, bytes], folder: Path, *, replace: bool = False
) -> Iterator[Callable[[], Path]]:
    """Write the files beside `folder`, safe on the disk; the call it gives moves them in.

    So a full disk is met before anything is signed. What is not moved in by the end of the
    block is taken away. Raises as `publish` does.
    """
    for name in files:
        if not name or Path(name).name != name or name.startswith("."):
            raise WrongUse(f"{name!r} is no plain file name", "Name files without folders.")
    if not replace and _is_the_same(files, folder):
        yield lambda: folder
        return
    if folder.exists() and not (replace and _is_draft(folder)):
        raise WrongUse(
            f"{folder} holds a published edition or other files and is never changed",
            "Make a correction (litwatch edition correct), or choose another folder.",
        )
    token = secrets.token_hex(4)
    fresh = folder.with_name(f".{folder.name}.new-{token}")
    old = folder.with_name(f".{folder.name}.old-{token}")

    def place() -> Path:
        with _disk(folder):
            if folder.exists() and replace:
                folder.rename(old)
                try:
                    fresh.rename(folder)
                except OSError:
                    old.rename(folder)
                    raise
            else:
                try:
                    fresh.rename(folder)
                except OSError:
                    # Another process may have laid out what was signed.
                    if not _is_the_same(files, folder):
                        raise
            _sync(folder.parent)
        return folder

    try:
        with _disk(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            _write(fresh, files)
            _clear_left_behind(fresh)
        yield place
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "Free space or permissions there, or set LITWATCH_DIGESTS to another folder."
        raise unwritten(str(folder), error, remedy) from error
