"""What the flow diagram starts from: listings by searches, records of files."""

from datetime import date, timedelta

from litwatch.records import Pmid
from litwatch.store import catalog, ledger
from litwatch.store.identification import hits, identified_before


def _search(tx, make_record, now, pmids, topic="me_cfs", missing=()):
    run = ledger.start_run(tx, "harvest", now, {})
    window = ledger.open_window(
        tx,
        run,
        topic=topic,
        part="",
        version="1.0.0",
        fingerprint="abc",
        first=date(2021, 6, 1),
        last=date(2021, 6, 30),
        term="fatigue",
        now=now,
    )
    ledger.list_found(tx, window.id, len(pmids), [Pmid(p) for p in pmids], "", [], now)
    wanted = [pmid for pmid in ledger.pending(tx, window.id) if pmid not in missing]
    came = [(make_record(pmid), b"") for pmid in wanted]
    ledger.record_page(tx, window.id, came, missing=missing, now=now)
    ledger.close_window(tx, window.id, now)


def test_searches_and_files_of_the_time_are_counted_and_the_background_is_not(
    store, make_record, now
):
    later = now + timedelta(days=30)
    with store.write() as tx:
        _search(tx, make_record, now, ["1", "2"])
        _search(tx, make_record, later, ["2", "3", "4"], missing=("4",))
        _search(tx, make_record, later, ["9"], topic=ledger.BACKGROUND)
        catalog.save(tx, [(make_record("5"), b"")], source="file:mine.ris", now=later)
        catalog.save(
            tx, [(make_record("8"), b"")], source="file:bg.xml", now=later, role="background"
        )
    with store.read() as tx:
        found = [(hit.source, hit.record_id, hit.state) for hit in hits(tx, later, None)]
        assert found == [
            ("pubmed", "2", "known"),
            ("pubmed", "3", "fetched"),
            ("pubmed", "4", "missing"),
            ("file:mine.ris", "5", "fetched"),
        ]
        assert [hit.record_id for hit in hits(tx, None, later)] == ["1", "2"]
        assert len(hits(tx, None, None)) == 6
        assert identified_before(tx, later) == {"1", "2"}
