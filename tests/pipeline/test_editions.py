"""From decisions and texts to a published month that is never changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from litwatch.classify.model import Model
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.pipeline.decks import build_deck
from litwatch.pipeline.editions import check, draft
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.pipeline.publishing import publish_edition
from litwatch.pipeline.words import tag_record, write_text
from litwatch.pipeline.works import join_works
from litwatch.review import screening
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, editions
from litwatch.watch import Watch

pytestmark = pytest.mark.usefixtures("few_formats")

MONTH = "2021-06"
WRITTEN = {
    "bottom_line": "Trötthet kvarstod hos 120 vuxna efter sex månader.",
    "population": "120 vuxna.",
    "pem_in_sample": "Ej mätt.",
    "worsening": "Nämns inte i abstract.",
}


@pytest.fixture
def month(
    store: Store,
    watch: Watch,
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    client_for: Callable[[RunningServer], Eutils],
    now: datetime,
) -> None:
    """Two harvested and classified records: a cohort, and a preprint."""
    articles = [
        article_xml(
            101, "Chronic fatigue syndrome in primary care: a cohort study", date(2021, 6, 3)
        ),
        article_xml(
            102,
            "Long COVID and sleep: a cohort study",
            date(2021, 6, 4),
            types='<PublicationType UI="D000076942">Preprint</PublicationType>',
        ),
    ]
    client = client_for(pubmed_of(articles))
    harvest(store, client, watch, now=now, since=date(2021, 6, 1), until=date(2021, 6, 30))
    classify(store, watch, Models(Model.load(), None), now=now)


def decide(store: Store, record_id: str, verdict: str, now: datetime, reason: str = "") -> None:
    with store.write() as tx:
        screening.decide(tx, record_id, verdict, reviewer="A. Kurator", reason=reason, now=now)


def write(store: Store, now: datetime) -> None:
    for field, text in WRITTEN.items():
        write_text(
            store,
            MONTH,
            "101",
            field,
            text,
            audience=None,
            reviewer="A. Kurator",
            role="allmänläkare",
            now=now,
        )


def nobody_is_asked() -> Eutils:
    raise AssertionError("what was fetched today is not asked for again")


def publish(store: Store, watch: Watch, folder: Path, now: datetime) -> Path:
    done = publish_edition(
        store,
        nobody_is_asked,
        watch,
        MONTH,
        reviewer="A. Kurator",
        digests=folder,
        lang="sv",
        now=now,
    )
    return done.folder


def test_a_draft_shows_proposals_and_names_its_closed_gates(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    made = draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    assert [item.reviewed for item in made.edition.items()] == [False]
    assert {gate.gate for gate in made.gates} >= {"undecided"}
    assert made.folder == tmp_path / "2021-06.draft"


def test_publishing_is_refused_while_a_gate_is_closed_and_writes_nothing(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    with pytest.raises(NeedsPerson, match="closed gate"):
        publish(store, watch, tmp_path, now)
    assert not (tmp_path / MONTH).exists()


def test_decided_and_written_a_month_is_published_once_and_signed(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    decide(store, "101", "include", now)
    decide(store, "102", "exclude", now, reason="preprint")
    write(store, now)
    made = draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    assert check(store, watch, MONTH, now=now) == made.gates == ()

    folder = publish(store, watch, tmp_path, now)
    page = (folder / "digest.html").read_text(encoding="utf-8")
    assert WRITTEN["bottom_line"] in page
    assert "Förslag, inte granskat" not in page
    assert "A. Kurator" not in page  # the public version shows roles
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["pmids"] == ["101"]
    with store.read() as tx:
        row = next(r for r in editions.list_editions(tx) if r.state == "published")
    assert (row.month, row.published_by) == (MONTH, "A. Kurator")

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(WrongUse):
        publish(store, watch, tmp_path, now)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_number_that_is_not_in_the_record_closes_a_gate(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    decide(store, "101", "include", now)
    decide(store, "102", "exclude", now, reason="preprint")
    write(store, now)
    write_text(
        store,
        MONTH,
        "101",
        "result",
        "Hos 87 procent kvarstod tröttheten.",
        audience=None,
        reviewer="B",
        role="fysioterapeut",
        now=now,
    )
    (gate,) = check(store, watch, MONTH, now=now)
    assert (gate.gate, gate.item) == ("number", "101")
    assert "87" in gate.words


def test_text_with_a_personal_number_is_refused(
    store: Store, watch: Watch, month: None, now: datetime
) -> None:
    with pytest.raises(WrongUse, match="personal identity number"):
        write_text(
            store,
            MONTH,
            "101",
            "result",
            "Patienten 19121212-1212 mådde bättre.",
            audience=None,
            reviewer="A",
            role="",
            now=now,
        )


def test_a_trainers_file_is_never_overwritten(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    out = tmp_path / "deck.pptx"
    build_deck(store, watch, MONTH, template=None, out=out, lang="sv", now=now)
    with pytest.raises(WrongUse, match=r"deck\.pptx exists"):
        build_deck(store, watch, MONTH, template=None, out=out, lang="sv", now=now)


def texts_of(deck: Path) -> str:
    from ..slides.deck_texts import deck_texts

    return "\n".join(f"{slide.title} {slide.body}" for slide in deck_texts(deck.read_bytes()))


def test_a_published_months_deck_says_what_was_published_whatever_is_written_later(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    decide(store, "101", "include", now)
    decide(store, "102", "exclude", now, reason="preprint")
    write(store, now)
    draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    publish(store, watch, tmp_path, now)
    write_text(
        store,
        MONTH,
        "101",
        "bottom_line",
        "Träning botade 99 procent av 5000 deltagare.",
        audience=None,
        reviewer="B",
        role="annan",
        now=now,
    )
    out = tmp_path / "deck.pptx"
    build_deck(store, watch, MONTH, template=None, out=out, lang="sv", now=now)
    assert "99" not in texts_of(out)
    assert "Trötthet kvarstod" in texts_of(out)


def test_an_item_with_a_closed_gate_is_a_proposal_on_the_draft_deck(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    decide(store, "101", "include", now)
    write_text(
        store,
        MONTH,
        "101",
        "bottom_line",
        "Träning botade 99 procent.",
        audience=None,
        reviewer="B",
        role="annan",
        now=now,
    )
    made = draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    assert "101" in {gate.item for gate in made.gates}
    assert "botade" not in texts_of(made.folder / "slides.pptx")


def test_a_published_month_is_not_drafted_again(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    for record_id in ("101", "102"):
        decide(store, record_id, "exclude", now, reason="invented")
    draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    publish(store, watch, tmp_path, now)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(WrongUse, match="is published and is never changed"):
        draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_person_sets_the_study_design(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    decide(store, "101", "include", now)
    tag_record(store, watch, "101", "design", "qualitative", reviewer="A. Kurator", now=now)
    made = draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    (item,) = (item for item in made.edition.items() if item.id == "101")
    assert item.design is not None
    assert (item.design.name.id, item.design.source) == ("qualitative", "curator")
    tag_record(store, watch, "101", "design", "cohort", reviewer="B", now=now)
    again = draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now).edition.items()
    assert [i.design.name.id for i in again if i.id == "101" and i.design] == ["cohort"]
    with pytest.raises(WrongUse, match="no value of the facet design"):
        tag_record(store, watch, "101", "design", "magic", reviewer="A", now=now)


@pytest.mark.parametrize(("field", "audience"), [("meaning", None), ("bottom_line", "vardcentral")])
def test_words_that_no_reader_would_see_are_refused(
    store: Store, watch: Watch, month: None, now: datetime, field: str, audience: str | None
) -> None:
    with pytest.raises(WrongUse, match=f"{field} is written"):
        write_text(
            store,
            MONTH,
            "101",
            field,
            "Text.",
            audience=audience,
            reviewer="A",
            role="",
            now=now,
        )


def test_the_article_of_a_published_preprint_is_told_in_the_month_it_comes(
    store: Store,
    watch: Watch,
    month: None,
    article_xml: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    client_for: Callable[[RunningServer], Eutils],
    tmp_path: Path,
    now: datetime,
) -> None:
    decide(store, "101", "include", now)
    decide(store, "102", "include", now)
    write(store, now)
    draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    publish(store, watch, tmp_path, now)

    link = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="UpdateOf"><RefSource>medRxiv'
        "</RefSource><PMID>102</PMID></CommentsCorrections></CommentsCorrectionsList>"
    )
    came = article_xml(201, "Sleep in long COVID: a cohort study", date(2021, 7, 5), extra=link)
    client = client_for(pubmed_of([came]))
    harvest(store, client, watch, now=now, since=date(2021, 7, 1), until=date(2021, 7, 31))
    classify(store, watch, Models(Model.load(), None), now=now)
    join_works(store, now=now)
    july = draft(store, watch, "2021-07", digests=tmp_path, lang="sv", now=now).edition
    (line,) = july.notices
    assert (line.item.id, line.type, line.used) == ("102", "published", True)
    assert (line.seen, line.item.state) == (date(2021, 7, 5), "preprint_published")
    (item,) = july.items()
    assert (item.id, item.reviewed) == ("201", False)
    assert [(one.id, one.verdict, one.used) for one in item.also] == [("102", "include", True)]
    assert july.replaced == ()
