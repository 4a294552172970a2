"""From decisions and texts to a published month that is never changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from litwatch.classify.model import Model
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.pipeline.editions import build_deck, check, draft, publish_edition, write_text
from litwatch.pipeline.harvest import harvest
from litwatch.pipeline.opinions import classify
from litwatch.review import screening
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import Store, editions
from litwatch.watch import Watch

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
    classify(store, watch, Model.load(), now=now)


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


def publish(store: Store, watch: Watch, folder: Path, now: datetime) -> Path:
    return publish_edition(
        store, watch, MONTH, reviewer="A. Kurator", digests=folder, lang="sv", now=now
    )


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


def test_an_approval_holds_only_for_the_draft_that_was_read(
    store: Store, watch: Watch, month: None, tmp_path: Path, now: datetime
) -> None:
    first = draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    later = draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now.replace(hour=12))
    assert first.sha256 == later.sha256  # another hour, the same words
    decide(store, "101", "include", now)
    draft(store, watch, MONTH, digests=tmp_path, lang="sv", now=now)
    with pytest.raises(NeedsPerson, match="no longer the one that was approved"):
        publish_edition(
            store,
            watch,
            MONTH,
            reviewer="A",
            approved=first.sha256,
            digests=tmp_path,
            lang="sv",
            now=now,
        )


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
