"""A folder appears whole or not at all, and a published one is never touched."""

from __future__ import annotations

import errno
import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from litwatch.digest import manifest, publish
from litwatch.errors import DiskFull, WrongSettings, WrongUse

from .month import NOW, edition

FILES = {"digest.html": b"<p>page</p>", "digest.md": b"# page\n"}


def with_manifest(state: str) -> dict[str, bytes]:
    return {**FILES, "manifest.json": manifest(edition(state=state), FILES)}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_folder_holds_exactly_the_files(tmp_path: Path) -> None:
    assert publish(FILES, tmp_path / "digests" / "2026-10") == tmp_path / "digests" / "2026-10"
    assert tree(tmp_path) == {f"digests/2026-10/{name}": body for name, body in FILES.items()}


@pytest.mark.parametrize("replace", [True, False])
def test_a_published_folder_is_never_touched(tmp_path: Path, replace: bool) -> None:
    publish(with_manifest("published"), tmp_path / "2026-10")
    before = tree(tmp_path)
    with pytest.raises(WrongUse) as error:
        publish({"digest.md": b"other"}, tmp_path / "2026-10", replace=replace)
    assert "2026-10" in str(error.value)
    assert "correct" in error.value.remedy
    assert tree(tmp_path) == before


def test_an_edition_that_lies_there_already_is_adopted(tmp_path: Path) -> None:
    folder = publish(with_manifest("published"), tmp_path / "2026-10")
    before = tree(tmp_path)
    later = manifest(edition(state="published", now=NOW.replace(hour=9)), FILES)
    assert later != before["2026-10/manifest.json"]
    assert publish({**FILES, "manifest.json": later}, folder) == folder
    assert tree(tmp_path) == before


@pytest.mark.parametrize("fault", ["changed", "lost", "more"])
def test_a_folder_with_another_file_is_not_adopted(tmp_path: Path, fault: str) -> None:
    folder = publish(with_manifest("published"), tmp_path / "2026-10")
    if fault == "lost":
        (folder / "digest.md").unlink()
    else:
        (folder / ("digest.md" if fault == "changed" else "mine.txt")).write_text("mine")
    with pytest.raises(WrongUse):
        publish(with_manifest("published"), folder)


def test_a_draft_gives_way_only_when_asked(tmp_path: Path) -> None:
    folder = publish(with_manifest("draft"), tmp_path / "2026-10.draft")
    with pytest.raises(WrongUse):
        publish({"digest.md": b"new"}, folder)
    publish({"digest.md": b"new"}, folder, replace=True)
    assert tree(tmp_path) == {"2026-10.draft/digest.md": b"new"}


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    with pytest.raises(WrongUse):
        publish(FILES, tmp_path / "notes", replace=True)
    assert tree(tmp_path) == {"notes/mine.txt": b"mine"}


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden"])
def test_names_are_plain(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse):
        publish({name: b""}, tmp_path / "2026-10")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("broken_call", [1, 2, 3, 4])
@pytest.mark.parametrize("existing", [False, True])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken_call: int, existing: bool
) -> None:
    folder = tmp_path / "2026-10.draft"
    if existing:
        publish(with_manifest("draft"), folder)
    before = tree(tmp_path)
    calls = 0
    real = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == broken_call:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(DiskFull, match="No space left on device"):
        publish(with_manifest("draft") | {"digest.md": b"newer"}, folder, replace=True)
    assert tree(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == (["2026-10.draft"] if existing else [])


def test_a_failing_rename_puts_the_old_draft_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = publish(with_manifest("draft"), tmp_path / "2026-10.draft")
    before = tree(tmp_path)
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(WrongSettings):
        publish({"digest.md": b"new"}, folder, replace=True)
    assert tree(tmp_path) == before


def test_what_a_killed_publication_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    hours = 3 * 3600
    ours_and_old = [
        ".2026-09.new-0a1b2c3d",
        ".2026-10.old-0a1b2c3d",
        ".2026-10.r2.draft.new-00000000",
    ]
    kept = [
        ".2026-10.new-0a1b2c3e",  # another process may be publishing
        ".2026-08.old-0a1b2c3d",  # the draft that nothing took the place of
        ".2026-10.new-mine",
        "2026-10.new-0a1b2c3d",
        ".git",
    ]
    for name in (*ours_and_old, *kept):
        (tmp_path / name).mkdir()
        (tmp_path / name / "digest.md").write_text("x")
        then = (tmp_path / name).stat().st_mtime - hours * (name != kept[0])
        os.utime(tmp_path / name, (then, then))
    publish(with_manifest("draft"), tmp_path / "2026-10", replace=True)
    publish(with_manifest("draft"), tmp_path / "2026-10", replace=True)
    assert {path.name for path in tmp_path.iterdir()} == {"2026-10", *kept}


def test_the_manifest_says_what_the_edition_was_made_of() -> None:
    body = manifest(edition(), FILES)
    assert body == manifest(edition(), dict(reversed(FILES.items())))
    said = json.loads(body)
    assert said["month"] == "2026-10"
    assert (said["model"], said["schema"], said["litwatch"]) == ("example-1", "0001", "0.1.0")
    assert said["items"] == ["90000001", "90000002", "90000004", "90000003"]
    assert "90000011" in said["pmids"]
    assert said["decision_ids"] == [1, 2]
    assert said["files"] == {name: sha256(content).hexdigest() for name, content in FILES.items()}
    assert said["strategies"][1] == {
        "topic": "postcovid",
        "part": "named",
        "version": "1.0.0",
        "from": "2026-10-01",
        "to": "2026-10-31",
        "count": 12,
        "fetched": 12,
        "known": 0,
        "missing": 0,
        "complete": True,
    }
