"""Writing an edition's folder: all of it or nothing. A published folder is never touched.

files | beside, on the same file system | fsync | rename
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litwatch.digest.manifest import MANIFEST
from litwatch.errors import WrongSettings, WrongUse


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


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in sorted(files.items()):
        with (folder / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync(folder)


def publish(files: Mapping[str, bytes], folder: Path, *, replace: bool = False) -> Path:
    """Put the files into `folder`, which appears whole or not at all, and return it.

    A folder that holds this very edition already, whenever it was made, is returned as it
    is: what a crash left undone after it can be finished. `replace` lets a draft's folder (its manifest says
    `draft`) give way. Raises WrongUse when the folder exists otherwise, a published edition
    above all, or when a name is no plain file name; WrongSettings when the disk refuses:
    then nothing has changed.
    """
    for name in files:
        if not name or Path(name).name != name or name.startswith("."):
            raise WrongUse(f"{name!r} is no plain file name", "Name files without folders.")
    if not replace and _is_the_same(files, folder):
        return folder
    if folder.exists() and not (replace and _is_draft(folder)):
        raise WrongUse(
            f"{folder} holds a published edition or other files and is never changed",
            "Make a correction (litwatch edition correct), or choose another folder.",
        )
    token = secrets.token_hex(4)
    fresh = folder.with_name(f".{folder.name}.new-{token}")
    old = folder.with_name(f".{folder.name}.old-{token}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _write(fresh, files)
        if folder.exists():
            folder.rename(old)
            try:
                fresh.rename(folder)
            except OSError:
                old.rename(folder)
                raise
        else:
            fresh.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        raise WrongSettings(
            f"{folder} could not be written: {error.strerror or error}",
            "Free space or permissions there, or set LITWATCH_DIGESTS to another folder.",
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
    return folder
