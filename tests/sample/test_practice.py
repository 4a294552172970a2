"""A house to practise in: it keeps what was decided, and answers like PubMed without a connection."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from litwatch import doors
from litwatch.pipeline.status import refresh
from litwatch.review.queue import queue
from litwatch.review.screening import decide
from litwatch.sample import practice as room
from litwatch.sample.practice import practice


@pytest.fixture
def sample(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small file of the same month stands in for the sample, which is fetched at run time."""
    file = shared_data / "xml" / "topical.xml.gz"
    monkeypatch.setattr(room, "fetch_sample", lambda cache, file: file)
    return file


def test_what_was_decided_is_kept_until_a_fresh_house_is_asked_for(
    tmp_path: Path, sample: Path, now: datetime
) -> None:
    home, said = tmp_path / "practice", []
    with (
        practice(home=home, sample=sample, fresh=False, say=said.append, now=now) as settings,
        doors.store(settings) as store,
    ):
        with store.write() as tx:
            waiting = [entry.record.id for entry in queue(tx, 100)]
            decide(tx, waiting[0], "include", reviewer="A. Kurator", now=now)
        assert refresh(store, doors.eutils(settings), now=now, max_age=timedelta(0)).checked > 10
    assert len(said) > 5
    assert settings.database == f"sqlite:///{home / 'litwatch.db'}"

    said.clear()
    for fresh, left in ((False, waiting[1:]), (True, waiting)):
        with (
            practice(home=home, sample=sample, fresh=fresh, say=said.append, now=now) as settings,
            doors.store(settings) as store,
            store.read() as tx,
        ):
            assert sorted(entry.record.id for entry in queue(tx, 100)) == sorted(left)
            assert bool(said) is fresh
    assert not home.with_name("practice.new").exists()
