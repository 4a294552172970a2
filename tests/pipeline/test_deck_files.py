"""The exchange of a deck: killed, without space, or with two at once, nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from litwatch.errors import DiskFull, NeedsPerson
from litwatch.pipeline import deck_files
from litwatch.pipeline.deck_files import BACKUPS, backups_of, exchange, held

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
OLD, NEW = b"old deck" * 9_000, b"new deck" * 9_000


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.pptx"
    path.write_bytes(OLD)
    return path


def test_the_old_file_is_kept_as_a_backup(deck: Path) -> None:
    deck.chmod(0o640)
    backup = exchange(deck, OLD, NEW, kept=5, now=NOW)
    assert deck.read_bytes() == NEW
    assert deck.stat().st_mode & 0o777 == 0o640
    assert backup.read_bytes() == OLD
    assert sorted(one.name for one in deck.parent.iterdir()) == ["deck.pptx", "litwatch-backups"]


def test_the_newest_backups_stay_and_those_of_other_decks(deck: Path) -> None:
    other = deck.with_name("deck.2.pptx")
    other.write_bytes(OLD)
    exchange(other, OLD, NEW, kept=1, now=NOW)
    content = OLD
    for day in range(4):
        after = f"deck of day {day}".encode()
        exchange(deck, content, after, kept=2, now=NOW + timedelta(days=day))
        content = after
    assert [one.read_bytes() for one in backups_of(deck)] == [b"deck of day 1", b"deck of day 2"]
    assert len(backups_of(other)) == 1


def _killed_at(step: int, deck: Path) -> None:
    """Exchanges the deck and is killed at the given flush to the disk."""
    real, calls = os.fsync, [0]

    def fsync(handle: int) -> None:
        calls[0] += 1
        if calls[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)
        real(handle)

    os.fsync = fsync
    exchange(deck, OLD, NEW, kept=5, now=NOW)


def test_killed_at_any_step_the_deck_is_whole_and_the_next_run_goes_through(deck: Path) -> None:
    for step in range(1, 5):  # backup written, backup named, new file written, exchanged
        deck.write_bytes(OLD)
        shutil.rmtree(deck.parent / BACKUPS, ignore_errors=True)
        process = get_context("fork").Process(target=_killed_at, args=(step, deck))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        content = deck.read_bytes()
        assert content in (OLD, NEW)
        if content == NEW:
            assert OLD in [one.read_bytes() for one in backups_of(deck)]
        else:
            exchange(deck, OLD, NEW, kept=5, now=NOW)
        assert deck.read_bytes() == NEW


def test_a_full_disk_leaves_everything_as_it_was(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = deck_files._write
    for broken in ("part", "new"):

        def full(path: Path, data: bytes, broken: str = broken) -> None:
            if path.name.endswith(broken):
                path.write_bytes(data[:100])
                raise OSError(errno.ENOSPC, "No space left on device")
            real(path, data)

        monkeypatch.setattr(deck_files, "_write", full)
        with pytest.raises(DiskFull):
            exchange(deck, OLD, NEW, kept=5, now=NOW)
        assert deck.read_bytes() == OLD
        assert [one.name for one in deck.parent.iterdir() if one.name.startswith(".")] == []


def test_what_somebody_saved_in_the_meantime_is_not_run_over(deck: Path) -> None:
    deck.write_bytes(b"saved by the trainer")
    with pytest.raises(NeedsPerson, match="saved by somebody"):
        exchange(deck, OLD, NEW, kept=5, now=NOW)
    assert deck.read_bytes() == b"saved by the trainer"


def test_a_second_litwatch_waits_for_the_first(deck: Path) -> None:
    with held(deck):
        with pytest.raises(NeedsPerson, match="another litwatch"), held(deck):
            pytest.fail("two hold one deck")
        exchange(deck, OLD, NEW, kept=5, now=NOW)
    with held(deck):
        assert deck.read_bytes() == NEW


def test_a_file_open_in_powerpoint_is_left_alone(deck: Path) -> None:
    deck.with_name("~$deck.pptx").touch()
    with pytest.raises(NeedsPerson, match="is open in another program"):
        exchange(deck, OLD, NEW, kept=5, now=NOW)
    assert deck.read_bytes() == OLD
    assert backups_of(deck) == []
