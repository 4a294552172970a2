"""A retraction is learnt by asking again, never by chance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from litwatch.errors import SourceDown
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.status import refresh
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, entries
from litwatch.watch import Watch

PubMed = Callable[[list[str]], RunningServer]
Client = Callable[[RunningServer], Eutils]
RETRACTED = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
    "<RefSource>J Invent. 2021</RefSource><PMID>999</PMID></CommentsCorrections>"
    "</CommentsCorrectionsList>"
)
DAY = date(2021, 6, 3)


def stored(
    store: Store, watch: Watch, client: Eutils, now: datetime, topics: tuple[str, ...] = ("me_cfs",)
) -> None:
    harvest(store, client, watch, now=now, topics=topics, since=DAY, until=DAY)


def test_a_later_retraction_is_an_alarm(
    store: Store,
    watch: Watch,
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    title = "Chronic fatigue syndrome, cohort"
    stored(store, watch, client_for(pubmed_of([article_xml(1, title, DAY)])), now)
    later = now + timedelta(days=7)
    report = refresh(
        store, client_for(pubmed_of([article_xml(1, title, DAY, RETRACTED)])), now=later
    )
    (alarm,) = report.alarms
    assert (alarm.record_id, alarm.before, alarm.after) == ("1", "ok", "retracted")
    with store.read() as tx:
        (entry,) = entries(tx)
    assert [(n.type, n.pmid, n.first_seen) for n in entry.notices] == [
        ("retraction", "999", later.date())
    ]


def test_what_was_asked_lately_is_not_asked_again(
    store: Store,
    watch: Watch,
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    server = pubmed_of([article_xml(1, "Chronic fatigue syndrome", DAY)])
    stored(store, watch, client_for(server), now)
    client = client_for(server)
    assert refresh(store, client, now=now + timedelta(days=1)).checked == 0
    assert client.requests == 0
    assert refresh(store, client, now=now + timedelta(days=7)).checked == 1


def test_a_record_that_left_pubmed_is_gone_and_our_copy_stays(
    store: Store,
    watch: Watch,
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    stored(
        store,
        watch,
        client_for(pubmed_of([article_xml(1, "Chronic fatigue syndrome", DAY)])),
        now,
    )
    report = refresh(
        store,
        client_for(pubmed_of([article_xml(2, "Bridges", DAY)])),
        now=now + timedelta(days=7),
    )
    assert report.gone == ["1"]
    with store.read() as tx:
        (entry,) = entries(tx)
    assert (entry.state, entry.record.title) == ("gone", "Chronic fatigue syndrome")


class Down(Eutils):
    def fetch(self, *_: Any) -> bytes:
        raise SourceDown("PubMed does not answer", "Run again.")


def test_a_source_that_is_down_changes_no_known_state(
    store: Store,
    watch: Watch,
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    server = pubmed_of([article_xml(1, "Chronic fatigue syndrome", DAY, RETRACTED)])
    stored(store, watch, client_for(server), now)
    client = client_for(server)
    client.__class__ = Down
    report = refresh(store, client, now=now + timedelta(days=7))
    assert (report.checked, report.unchecked) == (0, ["1"])
    assert "does not answer" in report.source_down
    with store.read() as tx:
        (entry,) = entries(tx)
    assert entry.state == "retracted"
    # It was not asked, so it is asked next time.
    assert refresh(store, client_for(server), now=now + timedelta(days=7)).checked == 1


def test_a_source_that_lacks_many_works_is_not_believed(
    store: Store,
    watch: Watch,
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    now: datetime,
) -> None:
    articles = [article_xml(n, f"Chronic fatigue syndrome, part {n}", DAY) for n in range(1, 41)]
    stored(store, watch, client_for(pubmed_of(articles)), now)
    half = client_for(pubmed_of(articles[:20]))
    report = refresh(store, half, now=now + timedelta(days=7))
    assert report.gone == []
    assert len(report.unchecked) == 20
    assert "none is marked gone" in report.problems[-1]
    with store.read() as tx:
        assert {entry.state for entry in entries(tx)} == {"ok"}
