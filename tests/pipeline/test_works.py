"""Records of one work are joined as they arrive; both are kept, and a person has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from litwatch.pipeline import works as stage
from litwatch.pipeline.works import join_works
from litwatch.records import (
    Author,
    Doi,
    Journal,
    Notice,
    PartialDate,
    Pmid,
    PublicationType,
    Record,
)
from litwatch.records.notices import notice
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import Store, catalog, works

TITLE = "Fatigue and orthostatic intolerance a year after infection"


def record(pmid: str = "", **fields: Any) -> Record:
    given: dict[str, Any] = {
        "pmid": Pmid(pmid) if pmid else None,
        "title": TITLE,
        "authors": (Author(last="Ek", fore="Anna"),),
        "published": PartialDate(year=2024),
    }
    return Record(**(given | fields))


def preprint(**fields: Any) -> Record:
    given: dict[str, Any] = {
        "preprint_id": "PPR7",
        "doi": Doi("10.1101/2023.01.01"),
        "publication_types": (PublicationType(name="Preprint"),),
    }
    return record(**(given | fields))


def save(store: Store, records: Sequence[Record], now: datetime) -> None:
    with store.write() as tx:
        catalog.save(tx, [(one, b"") for one in records], source="test", now=now)


@pytest.mark.parametrize("first_comes", ["preprint", "article"])
def test_preprint_and_article_become_one_work_whichever_comes_first(
    store: Store, now: datetime, first_comes: str
) -> None:
    link = Notice(type="update", direction="in", ref_type="Preprint of", pmid=Pmid("2"))
    arriving = [preprint(notices=(link,)), record("2", title="Tiredness", doi=Doi("10.1000/a"))]
    if first_comes == "article":
        arriving.reverse()
    for days, one in enumerate(arriving):
        save(store, [one], now + timedelta(days=7 * days))
        report = join_works(store, now=now + timedelta(days=7 * days + 3))
    assert [(pair.first, pair.second, pair.how) for pair in report.certain] == [
        ("2", "PPR7", "preprint")
    ]
    assert (report.compared, report.stored, report.works, report.waiting) == (1, 2, 1, 0)
    with store.read() as tx:
        assert works.work_of(tx, "2") == ("2", "PPR7")
        assert catalog.known(tx, ["2", "PPR7"]) == {"2", "PPR7"}


def test_what_a_long_harvest_stored_late_is_still_compared(store: Store, now: datetime) -> None:
    """A harvest that began before the last run writes its own, earlier time on what it stores."""
    save(store, [record("1", doi=Doi("10.1000/a"))], now)
    join_works(store, now=now + timedelta(hours=3))
    save(store, [record(doi=Doi("10.1000/a"))], now + timedelta(hours=1))
    assert len(join_works(store, now=now + timedelta(hours=9)).certain) == 1


def test_changed_rules_compare_everything_again(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store, [record("1"), record("2", title="Another thing altogether")], now)
    assert join_works(store, now=now + timedelta(days=9)).compared == 2
    assert join_works(store, now=now + timedelta(days=18)).compared == 0
    monkeypatch.setattr(stage, "RULES", "another")
    assert join_works(store, now=now + timedelta(days=27)).compared == 2


def test_near_matches_wait_for_a_person_and_are_asked_once(store: Store, now: datetime) -> None:
    save(store, [record("1", doi=Doi("10.1000/a")), preprint()], now)
    report = join_works(store, now=now)
    assert (len(report.proposed), report.certain, report.waiting, report.works) == (1, [], 1, 0)
    with store.write() as tx:
        works.settle(tx, "1", "PPR7", "different", "A. Kurator", now)
    again = join_works(store, now=now, everything=True)
    assert (again.proposed, again.waiting, again.compared) == ([], 0, 2)


def test_a_person_hears_when_a_fact_speaks_against_them(store: Store, now: datetime) -> None:
    save(store, [record("1", doi=Doi("10.1000/a")), preprint()], now)
    with store.write() as tx:
        works.settle(tx, "1", "PPR7", "different", "A. Kurator", now)
    link = notice("UpdateOf", doi=Doi("10.1101/2023.01.01"))
    save(store, [record("1", doi=Doi("10.1000/a"), notices=(link,))], now + timedelta(days=1))
    report = join_works(store, now=now + timedelta(days=2))
    assert [(pair.first, pair.how) for pair in report.parted] == [("1", "preprint")]
    assert report.works == 0


def test_a_mended_doi_withdraws_the_pair(store: Store, now: datetime) -> None:
    wrong = record(doi=Doi("10.1000/a"))
    other = record("1", doi=Doi("10.1000/a"))
    save(store, [wrong, other], now)
    assert len(join_works(store, now=now).certain) == 1
    mended = record("1", doi=Doi("10.1000/b"))
    save(store, [mended], now + timedelta(days=1))
    report = join_works(store, now=now + timedelta(days=1))
    assert (report.withdrawn, report.works) == (1, 0)


def test_a_preprint_learns_of_its_article_from_the_articles_own_record(
    store: Store, now: datetime
) -> None:
    """PubMed's UpdateOf stands on the article; the preprint itself says nothing."""
    save(store, [preprint()], now)
    join_works(store, now=now)
    link = notice("UpdateOf", doi=Doi("10.1101/2023.01.01"))
    save(store, [record("2", title="Tiredness", notices=(link,))], now + timedelta(days=7))
    report = join_works(store, now=now + timedelta(days=8))
    assert (report.published, len(report.certain)) == (("PPR7",), 1)
    with store.read() as tx:
        assert catalog.states(tx, ["PPR7"]) == {"PPR7": "preprint_published"}
    with store.write() as tx:
        works.settle(tx, "2", "PPR7", "different", "A. Kurator", now)
    assert join_works(store, now=now + timedelta(days=9)).published == ("PPR7",)
    with store.read() as tx:
        assert catalog.states(tx, ["PPR7"]) == {"PPR7": "ok"}


def test_a_person_who_says_same_gives_the_preprint_its_state(store: Store, now: datetime) -> None:
    save(store, [record("1", doi=Doi("10.1000/a")), preprint()], now)
    join_works(store, now=now)
    pair, work = stage.settle(store, "1", "PPR7", "same", reviewer="A. Kurator", now=now)
    assert (pair.state, work) == ("confirmed", ("1", "PPR7"))
    with store.read() as tx:
        assert catalog.states(tx, ["PPR7"]) == {"PPR7": "preprint_published"}
    # What was noted because of the pair is no proof of it.
    again = join_works(store, now=now + timedelta(days=3), everything=True)
    assert again.certain == []


def test_a_notice_is_kept_apart_from_its_article(store: Store, now: datetime) -> None:
    erratum = record("2", notices=(notice("ErratumFor", pmid=Pmid("1")),))
    save(store, [record("1"), erratum], now)
    report = join_works(store, now=now)
    assert (report.certain, report.proposed) == ([], [])


def test_slices_and_lots_change_nothing(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records compared three at a time give the same pairs as all at once."""
    title = "Orthostatic intolerance in young adults of {} years after an infection"
    pages = [Journal(iso="J Tests", volume="3", pages=str(n)) for n in range(100, 120)]
    records = [
        record(str(n % 20 + 1 + 20 * (n // 20)), title=title.format(n % 20), journal=pages[n % 20])
        for n in range(40)
    ]
    save(store, records, now)
    with store.read() as tx:
        at_once = stage.find_pairs(tx, works.changed_since(tx, None))
    monkeypatch.setattr(stage, "SLICE", 3)
    monkeypatch.setattr(stage, "LOADED", 2)
    done: list[tuple[int, int]] = []
    report = join_works(store, now=now, progress=lambda *steps: done.append(steps))
    assert len(at_once) == len(report.proposed) == report.waiting == 20
    assert done[-1] == (40, 40)
    with store.read() as tx:
        kept = [(pair.first, pair.second) for pair in works.pairs(tx)]
    assert kept == [(pair.first, pair.second) for pair in at_once]


def test_real_records(store: Store, now: datetime, shared_data: Path) -> None:
    """Of 1,601 awkward PubMed records none is joined; two-language articles are proposed."""
    with (shared_data / "xml" / "awkward.xml.gz").open("rb") as file:
        save(store, [part.record for part in read_articles(file) if isinstance(part, Parsed)], now)
    report = join_works(store, now=now + timedelta(days=3))
    assert report.certain == []
    assert report.stored == report.compared == 1601
    assert 0 < report.waiting < 30
    assert join_works(store, now=now + timedelta(days=9)).compared == 0
