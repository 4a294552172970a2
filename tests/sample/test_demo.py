"""The demo's path on real records: an edition, a deck and an export, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest

from litwatch.sample.demo import TOTAL, demonstrate
from litwatch.sample.steps import Steps


@pytest.fixture
def made(tmp_path: Path, shared_data: Path, now: datetime) -> tuple[Path, list[str]]:
    said: list[str] = []
    folder = demonstrate(
        shared_data / "xml" / "topical.xml.gz",
        home=tmp_path / "home",
        digests=tmp_path / "digests",
        steps=Steps(said.append, TOTAL),
        now=now,
    )
    return folder, said


def test_june_2021_becomes_an_edition_a_deck_and_an_export(
    made: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, said = made
    assert folder.name == "2021-06.draft"
    rows = [json.loads(line) for line in (folder / "records.jsonl").open(encoding="utf-8")]
    assert len(rows) > 10
    assert all(row["created"].startswith("2021-06") and row["topics"] for row in rows)
    assert all(row["band"] for row in rows)
    page = (folder / "digest.html").read_text(encoding="utf-8")
    assert "Inget den här månaden ändrar råden i kunskapsstödet." in page
    assert "Förslag, inte granskat" in page
    assert (folder / "slides.pptx").stat().st_size > 20_000
    assert any("windows balance" in line for line in said)


def test_manifest_holds_the_hash_of_each_file(made: tuple[Path, list[str]]) -> None:
    folder, _ = made
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    listed = said["files"]
    assert set(listed) | set(said["left_out"]) == {
        "digest.docx",
        "digest.html",
        "digest.md",
        "digest.pdf",
        "feed.xml",
        "mail.html",
        "mail.txt",
        "references.bib",
        "references.json",
        "references.ris",
        "slides.pptx",
    }
    for name, entry in listed.items():
        assert entry == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_the_same_records_and_time_give_the_same_bytes(
    made: tuple[Path, list[str]], tmp_path: Path, shared_data: Path, now: datetime
) -> None:
    again = demonstrate(
        shared_data / "xml" / "topical.xml.gz",
        home=tmp_path / "other",
        digests=tmp_path / "elsewhere",
        steps=Steps(lambda _: None, TOTAL),
        now=now,
    )
    first, second = (
        {path.name: path.read_bytes() for path in folder.iterdir()} for folder in (made[0], again)
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
