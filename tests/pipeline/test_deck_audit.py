"""An audit tells of each cited work how it stands, what is newer, and which message has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from litwatch.curriculum.changes import Change, propose, settle
from litwatch.pipeline.deck_audit import audit_decks
from litwatch.records import Author, Doi, Journal, Notice, PartialDate, Pmid, Record
from litwatch.records.notices import notice
from litwatch.sample.server import RunningServer
from litwatch.slides.audit.audited import Audit, AuditedFile
from litwatch.sources.eutils import Eutils
from litwatch.sources.eutils_answers import SearchPage
from litwatch.store import Store, catalog
from litwatch.watch import Watch

PubMed = Callable[[list[str]], RunningServer]
Client = Callable[[RunningServer], Eutils]
SAVED = datetime(2026, 5, 1, tzinfo=UTC)
MESSAGE, ITS_SOURCE = "m01s5", "40527555"


def record(pmid: str, *notices: Notice, **changes: object) -> Record:
    facts: dict[str, object] = {
        "pmid": Pmid(pmid),
        "title": f"An invented study of fatigue among {pmid} foresters in northern parishes",
        "authors": (Author(last="Ekdahl", initials="HE"), Author(last="Fors"), Author(last="Ek")),
        "journal": Journal(iso="J Invent Med", volume="21", pages=f"{pmid[-2:]}-99"),
        "published": PartialDate(year=2023),
        "notices": notices,
    }
    return Record(**(facts | changes))  # type: ignore[arg-type]


@pytest.fixture
def keep(store: Store, now: datetime) -> Callable[..., None]:
    def kept(*records: Record) -> None:
        with store.write() as tx:
            catalog.save(tx, [(one, b"") for one in records], source="pubmed", now=now)

    return kept


@pytest.fixture
def deck(tmp_path: Path) -> Callable[..., Path]:
    """A deck with one box of text a slide."""

    def make(*texts: str, name: str = "deck.pptx") -> Path:
        made = Presentation()
        for text in texts:
            slide = made.slides.add_slide(made.slide_layouts[6])
            box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(8), Inches(4))
            box.text_frame.text = text
        made.core_properties.modified = SAVED.replace(tzinfo=None)
        made.save(str(tmp_path / name))
        return tmp_path / name

    return make


@pytest.fixture
def audited(store: Store, watch: Watch, now: datetime) -> Callable[..., Audit]:
    def run(*paths: Path, client: Eutils | None = None) -> Audit:
        return audit_decks(store, watch, paths, client=client, now=now)

    return run


def only(audit: Audit) -> AuditedFile:
    (file,) = audit.files
    return file


@pytest.mark.parametrize(
    ("ref_type", "state", "alarming"),
    [
        ("RetractionIn", "retracted", True),
        ("RetractedandRepublishedIn", "republished", True),
        ("ExpressionOfConcernIn", "concern", True),
        ("ErratumIn", "corrected", False),
        ("UpdateIn", "superseded", False),
        ("CommentIn", "ok", False),
        ("RetractionOf", "ok", False),  # the notice itself: no alarm about what tells of one
    ],
)
def test_each_state_is_told_and_only_the_grave_ones_need_a_person(
    keep: Callable[..., None],
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
    ref_type: str,
    state: str,
    alarming: bool,
) -> None:
    keep(record("90000001", notice(ref_type, pmid=Pmid("90000002"))))
    audit = audited(deck("Ingen källa här", "Källa: PMID 90000001"))
    (cited,) = only(audit).cited
    assert (cited.work.state, audit.needs_person) == (state, alarming)
    assert [(m.place.kind, m.place.number) for m in cited.mentions] == [("slide", 2)]


def test_the_newest_version_is_named_through_the_chain_and_a_circle_ends(
    keep: Callable[..., None], deck: Callable[..., Path], audited: Callable[..., Audit]
) -> None:
    keep(
        record("90000001", notice("UpdateIn", pmid=Pmid("90000002"))),
        record("90000002", notice("UpdateIn", pmid=Pmid("90000003"))),
        record("90000003", notice("UpdateIn", pmid=Pmid("90000001"))),
    )
    (cited,) = only(audited(deck("PMID 90000001"))).cited
    assert cited.work.newer is not None
    assert cited.work.newer.id == "90000003"
    assert "90000003 foresters" in cited.work.newer.title


def test_a_newer_version_that_is_not_stored_is_named_all_the_same(
    keep: Callable[..., None], deck: Callable[..., Path], audited: Callable[..., Audit]
) -> None:
    keep(record("90000001", notice("UpdateIn", doi=Doi("10.1234/new"))))
    (cited,) = only(audited(deck("PMID 90000001"))).cited
    assert cited.work.newer is not None
    assert (cited.work.newer.id, cited.work.newer.title) == ("doi:10.1234/new", "")


def test_a_message_changed_since_the_deck_was_saved_needs_a_person(
    store: Store,
    watch: Watch,
    now: datetime,
    keep: Callable[..., None],
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
) -> None:
    keep(record(ITS_SOURCE), record("90000001"))
    path = deck(f"PMID {ITS_SOURCE}")
    before = only(audited(path))
    assert MESSAGE in [message.id for message in before.cited[0].work.statements]
    assert not before.needs_person
    change = Change(text="Fler sökte vård än vi har sagt.", why="Ny studie.", pmids=("90000001",))
    with store.write() as tx:
        version = propose(tx, watch, MESSAGE, change, changes=1, by="A. Kurator", now=now).version
        settle(tx, watch, MESSAGE, "in_force", version=version, by="B. Granskare", now=now)
    ((_, message),) = only(audited(path)).outdated
    assert (message.id, message.changed, message.still) == (MESSAGE, now, False)
    assert not message.lately(now + timedelta(days=1))  # a deck saved afterwards may know of it


def test_words_that_may_cite_a_retracted_work_need_a_person(
    keep: Callable[..., None], deck: Callable[..., Path], audited: Callable[..., Audit]
) -> None:
    keep(record("90000001", notice("RetractionIn", pmid=Pmid("90000002"))))
    file = only(audited(deck("Ekdahl m.fl. 2023")))
    assert file.cited == ()
    assert [work.id for work in file.doubts[0].maybe] == ["90000001"]
    assert file.needs_person


def test_one_work_on_many_slides_is_told_once_with_its_places(
    keep: Callable[..., None], deck: Callable[..., Path], audited: Callable[..., Audit]
) -> None:
    keep(record("90000001"))
    (cited,) = only(audited(deck("PMID 90000001", "Ekdahl et al., J Invent Med 2023"))).cited
    assert [mention.place.number for mention in cited.mentions] == [1, 2]
    assert cited.confidence == "certain"


def test_a_file_that_cannot_be_read_is_told_beside_the_others(
    keep: Callable[..., None],
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
    tmp_path: Path,
) -> None:
    keep(record("90000001"))
    deck("PMID 90000001", name="good.pptx")
    (tmp_path / "bad.pptx").write_bytes(b"PK")
    bad, good = audited(tmp_path).files
    assert "bad.pptx" in bad.problem
    assert [one.work.id for one in good.cited] == ["90000001"]


RETRACTED = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
    "<RefSource>J Invent. 2021</RefSource><PMID>999</PMID></CommentsCorrections>"
    "</CommentsCorrectionsList>"
)


def test_pubmed_is_asked_for_what_is_not_stored_in_few_requests_and_nothing_is_kept(
    store: Store,
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
) -> None:
    day = date(2021, 6, 3)
    articles = [article_xml(n, f"Fatigue of foresters, part {n}", day) for n in range(100, 220)]
    articles.append(article_xml(220, "Fatigue of bakers", day, RETRACTED))
    path = deck(*(f"PMID: {number}" for number in range(100, 221)))
    audit = audited(path, client=client_for(pubmed_of(articles)))
    assert len(only(audit).cited) == 121
    assert [one.work.id for one in only(audit).alarms] == ["220"]
    assert not only(audit).alarms[0].work.stored
    assert audit.requests <= 2
    with store.read() as tx:
        assert catalog.ids(tx) == []


def test_without_pubmed_an_unknown_pmid_is_unmatched(
    deck: Callable[..., Path], audited: Callable[..., Audit]
) -> None:
    file = only(audited(deck("PMID 90000009")))
    assert [one.words for one in file.unmatched] == ["PMID 90000009"]
    assert not file.needs_person


def test_a_source_that_is_down_leaves_what_is_stored_told(
    keep: Callable[..., None],
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
    pubmed_of: PubMed,
    client_for: Client,
) -> None:
    keep(record("90000001", notice("RetractionIn", pmid=Pmid("90000002"))))
    server = pubmed_of([])
    client = client_for(server)
    server.close()
    audit = audited(deck("PMID 90000001", "PMID 90000009"), client=client)
    assert audit.source_down
    assert "gave no usable answer" in audit.not_asked
    assert [one.work.state for one in only(audit).cited] == ["retracted"]


def test_references_and_dois_that_are_not_stored_are_searched_for_together(
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    title = "Fatigue after an invented fever among foresters in northern parishes"
    client = client_for(pubmed_of([article_xml(100, title, date(2021, 6, 3))]))
    asked: list[str] = []

    def search(term: str, *, retmax: int) -> SearchPage:
        asked.append(term)
        return SearchPage(count=1, pmids=(Pmid("100"),), translation="")

    monkeypatch.setattr(client, "search", search)
    path = deck(f"Ek A. {title}. J Invent. 2021;1(2):3-4.", "doi:10.9999/x, PMC9000009")
    file = only(audited(path, client=client))
    assert [(one.work.id, one.confidence) for one in file.cited] == [("100", "certain")]
    by_id, by_words = asked
    assert by_id == '("10.9999/x"[aid]) OR (PMC9000009[pmcid])'
    assert by_words.startswith("(Ek[1au] AND 2020:2022[dp] AND ")
    assert "foresters[ti]" in by_words
    assert len(file.unmatched) == 2  # what PubMed does not bear out stays unmatched


@pytest.mark.parametrize("rivals", [0, 1])
def test_a_short_form_is_borne_out_by_pubmed_or_left_open(
    keep: Callable[..., None],
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    monkeypatch: pytest.MonkeyPatch,
    rivals: int,
) -> None:
    """Author, journal and year may be those of a work that is not stored."""
    keep(record("90000001"))
    made = article_xml(90000002, "Another study", date(2023, 6, 3))
    second = "<Author><LastName>Fors</LastName></Author></AuthorList>"
    for before, after in (
        ("<LastName>Ek<", "<LastName>Ekdahl<"),
        ("J Invent<", "J Invent Med<"),
        ("</AuthorList>", second),
    ):
        made = made.replace(before, after)
    client = client_for(pubmed_of([made]))
    pmids = (Pmid("90000001"), Pmid("90000002"))[: 1 + rivals]
    asked: list[str] = []

    def search(term: str, *, retmax: int) -> SearchPage:
        asked.append(term)
        return SearchPage(count=len(pmids), pmids=pmids, translation="")

    monkeypatch.setattr(client, "search", search)
    file = only(audited(deck("Ekdahl et al., J Invent Med 2023"), client=client))
    assert asked == ['(Ekdahl[1au] AND 2023[dp] AND "J Invent Med"[ta])']
    if rivals:
        assert file.cited == ()
        (left,) = file.unmatched
        assert [one.id for one in left.maybe] == ["90000001", "90000002"]
    else:
        assert [one.work.id for one in file.cited] == ["90000001"]


def test_a_list_that_is_cut_bears_nothing_out(
    deck: Callable[..., Path],
    audited: Callable[..., Audit],
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
    client_for: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of five hundred by that name is not the only one."""
    client = client_for(pubmed_of([article_xml(100, "Fatigue", date(2021, 6, 3))]))
    cut = SearchPage(count=500, pmids=(Pmid("100"),), translation="")
    monkeypatch.setattr(client, "search", lambda term, *, retmax: cut)
    audit = audited(deck("Ek A, Fors B, Lund C, et al. J Invent 2021;9:9"), client=client)
    assert only(audit).cited == ()
    assert audit.not_asked == "1 mention(s) were not looked up in PubMed: there are too many"
