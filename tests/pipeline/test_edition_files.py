"""What cannot be made on a machine is left out of an edition, and named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from litwatch.digest.edition import Edition, Item
from litwatch.pipeline import edition_files
from litwatch.pipeline.edition_files import files_of, left_out
from litwatch.store import Store

REASON = "the system library pango is missing"


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_files, "pdf_is_possible", lambda: REASON)


@pytest.mark.usefixtures("without_pango")
def test_the_manifest_names_the_file_and_the_reason(store: Store, now: datetime) -> None:
    files = files_of(Edition(month="2026-10", made_at=now), (), store, "sv")
    assert "digest.pdf" not in files
    said = json.loads(files["manifest.json"])
    assert said["left_out"] == {"digest.pdf": REASON} == left_out()
    assert "digest.pdf" not in said["files"]


def test_a_month_too_long_for_a_pdf_is_named(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out with its reason, where making it would take minutes."""
    monkeypatch.setattr(edition_files, "pdf_is_possible", lambda: None)
    lines = tuple(Item(id=str(pmid), title="Påhittad") for pmid in range(91000000, 91002000))
    month = Edition(month="2026-10", made_at=now, waiting=lines)
    assert "digest.pdf" not in left_out(month)
    longer = msgspec.structs.replace(month, primary_care=lines[:14])
    assert left_out(longer)["digest.pdf"].startswith(
        "the month has 14 items and 2000 lines, too many for a PDF"
    )


def test_nothing_is_left_out_where_everything_can_be_made(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition_files, "pdf_is_possible", lambda: None)
    monkeypatch.setattr(edition_files, "pdf_of", lambda *_: b"%PDF")
    files = files_of(Edition(month="2026-10", made_at=now), (), store, "sv")
    assert files["digest.pdf"] == b"%PDF"
    said = json.loads(files["manifest.json"])
    assert said["left_out"] == {}
    assert set(said["files"]) == files.keys() - {"manifest.json"}


_EVERY_FILE = """
import json, sys
from hashlib import sha256
from litwatch.pipeline.edition_files import files_of
from litwatch.store import create_or_upgrade, open_store
from tests.digest.month import full_edition
create_or_upgrade(sys.argv[1])
with open_store(sys.argv[1]) as store:
    files = files_of(full_edition(state="published"), (), store, "sv")
print(json.dumps({name: sha256(content).hexdigest() for name, content in files.items()}))
"""


@pytest.mark.slow
def test_every_file_has_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    """Sets are walked in another order there: what depends on it would differ."""
    ends = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", _EVERY_FILE, f"sqlite:///{tmp_path / seed}.db"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        ends.append(json.loads(done.stdout))
    assert ends[0] == ends[1]
    assert ends[0].keys() >= {"digest.html", "digest.md", "slides.pptx", "mail.html", "feed.xml"}
