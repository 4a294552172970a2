"""Agreement by month, and how much two people have read of what they were to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from litwatch.digest.method import Agreement
from litwatch.language import speech
from litwatch.pipeline.agreeing import agreeing
from litwatch.records import Pmid, Record
from litwatch.review.conflicts import resolve
from litwatch.review.screening import decide
from litwatch.store import Store, Tx, ledger
from litwatch.store.decisions import decisions_of
from litwatch.watch import load_watch
from litwatch.web.kappa_chart import kappa_chart

MONTHS = {
    "1": date(2026, 9, 4),
    "2": date(2026, 9, 9),
    "3": date(2026, 9, 9),
    "4": date(2026, 10, 2),
}


@pytest.fixture
def tx(store: Store, now: datetime) -> Iterator[Tx]:
    """Three records of September and one of October, all on one topic."""
    with store.write() as tx:
        run = ledger.start_run(tx, "harvest", now, {})
        window = ledger.open_window(
            tx,
            run,
            topic="postcovid",
            part="",
            version="1.0.0",
            fingerprint="invented",
            first=min(MONTHS.values()),
            last=max(MONTHS.values()),
            term="invented",
            now=now,
        )
        ledger.list_found(tx, window.id, len(MONTHS), list(MONTHS), "", (), now)
        made = [
            (Record(pmid=Pmid(key), title=f"An invented study {key}", created=created), b"")
            for key, created in MONTHS.items()
        ]
        ledger.record_page(tx, window.id, made, now=now)
        yield tx


def test_a_resolution_does_not_make_two_agree(tx: Tx, now: datetime) -> None:
    for key, one, other in (("1", "include", "include"), ("2", "exclude", "include")):
        decide(tx, key, one, reviewer="A. Kurator", reason="why", now=now)
        decide(tx, key, other, reviewer="B. Fysio", reason="why", now=now)
    decide(tx, "4", "include", reviewer="A. Kurator", reason="", now=now)
    before = agreeing(tx, load_watch(), date(2026, 11, 3))
    seen = decisions_of(tx, ["2"])["2"][0]
    resolve(tx, "2", "include", how="talk", words="We agree.", seen=seen, by="A. Kurator", now=now)
    found = agreeing(tx, load_watch(), date(2026, 11, 3))
    assert found == before
    months = dict(found.months)
    assert list(months) == ["2026-09", "2026-10"]
    assert (months["2026-09"].read, months["2026-09"].twice, months["2026-09"].same) == (2, 2, 1)
    assert (months["2026-10"].read, months["2026-10"].twice) == (1, 0)
    (topic,) = found.topics
    assert (topic.topic.id, topic.wanted, topic.read, topic.twice) == ("postcovid", 0.2, 3, 2)
    assert agreeing(tx, load_watch(), date(2028, 1, 1)).months == ()


def test_the_chart_tells_each_month_and_keeps_a_kappa_below_zero_in_view() -> None:
    say = speech("sv")
    assert kappa_chart([("2026-09", Agreement(read=3, twice=1))], say) is None
    months = [
        ("2026-09", Agreement(read=30, twice=20, same=15, kappa=0.5, low=0.1, high=0.8)),
        ("2026-10", Agreement(read=30, twice=20, same=4, kappa=-0.3, low=-0.7, high=0.1)),
    ]
    drawn = str(kappa_chart(months, say))
    assert "september 2026: 0,50, från 0,10 till 0,80." in drawn
    heights = [float(part.split('"')[0]) for part in drawn.split('cy="')[1:]]
    assert heights[0] < heights[1] <= 216
