"""Processes that work side by side, and one that is killed."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime

from litwatch.records import Pmid, Record
from litwatch.store import catalog, create_or_upgrade, ledger, open_store
from litwatch.store.revision import HEAD

_NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
_PMIDS = [Pmid(str(number)) for number in range(1, 41)]


def _window(tx):
    run = ledger.start_run(tx, "harvest", _NOW, {})
    return ledger.open_window(
        tx,
        run,
        topic="me_cfs",
        part="",
        version="1.0.0",
        fingerprint="abc",
        first=date(2021, 6, 1),
        last=date(2021, 6, 30),
        term="fatigue",
        now=_NOW,
    )


def _harvest(url: str, pages: str = "all") -> None:
    """Open, list, fetch in pages of four; after `pages` of them die as if the power went."""
    with open_store(url) as store:
        with store.write() as tx:
            window = _window(tx)
            if window.listed_at is None:
                ledger.list_found(tx, window.id, len(_PMIDS), _PMIDS, "", [], _NOW)
        done = 0
        while True:
            with store.read() as tx:
                page = ledger.pending(tx, window.id)[:4]
            if not page:
                break
            with store.write() as tx:
                came = [(Record(pmid=pmid, title=f"T{pmid}"), b"<a/>") for pmid in page]
                ledger.record_page(tx, window.id, came, now=_NOW)
                done += 1
                if str(done) == pages:
                    os.kill(os.getpid(), signal.SIGKILL)  # before the commit
        with store.write() as tx:
            ledger.close_window(tx, window.id, _NOW)


_ACTS = {"harvest": _harvest, "upgrade": create_or_upgrade}


def _start(act: str, *arguments: str) -> subprocess.Popen[bytes]:
    """This file as a process of its own: a forked engine would share its sockets."""
    return subprocess.Popen([sys.executable, __file__, act, *arguments])


def _state(url: str) -> tuple[list[str], list[tuple[str, int, int]]]:
    with open_store(url) as store, store.read() as tx:
        windows = [(w.state, w.count, w.fetched) for w in ledger.windows(tx)]
        return catalog.ids(tx), windows


_WHOLE = (sorted(_PMIDS), [("complete", 40, 40)])


def test_two_processes_on_one_window_do_not_double_it(url):
    workers = [_start("harvest", url) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    ids, windows = _state(url)
    assert ids == _WHOLE[0]
    # One that came when the other was done opened a window anew; it then knew all of them.
    assert windows[0] == ("complete", 40, 40)
    assert all(state == "complete" for state, _, _ in windows)


def test_a_killed_harvest_goes_on_where_it_was(url):
    for pages in ("1", "3"):
        assert _start("harvest", url, pages).wait(60) == -signal.SIGKILL
    with open_store(url) as store, store.read() as tx:
        (left,) = ledger.unfinished(tx)
        assert (left.fetched, left.found) == (8, 32), "two pages were committed, none in part"
    _harvest(url)
    assert _state(url) == _WHOLE


def test_two_processes_make_one_schema(empty_url):
    workers = [_start("upgrade", empty_url) for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    with open_store(empty_url) as store:
        assert store.schema_revision == HEAD


if __name__ == "__main__":
    _ACTS[sys.argv[1]](*sys.argv[2:])
