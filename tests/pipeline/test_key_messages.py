"""What two people change in our key messages reaches readers once, in the next edition."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from litwatch.curriculum.changes import Change, propose, settle
from litwatch.errors import NeedsPerson
from litwatch.pipeline.editions import check, compose
from litwatch.pipeline.status import refresh
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import catalog
from litwatch.watch import Watch

from ..slides.deck_texts import deck_texts
from .desk import MONTH, READER, WRITER, Desk

pytestmark = pytest.mark.usefixtures("few_formats")

MESSAGE, OTHER = "m03s4", "m03s2"
NEW = "Pacing kan vara ett stöd i vardagen."
INSTEAD = "Fråga om försämring efter ansträngning."
TEXTS = ("digest.html", "digest.md", "mail.html", "mail.txt")


def words_of(watch: Watch, key: str) -> str:
    return next(one.sv for module in watch.modules for one in module.statements if one.id == key)


def proposed(desk: Desk, key: str, **change: object) -> int:
    with desk.store.write() as tx:
        wanted = Change(why="En ny kohort.", pmids=("101",), **change)  # type: ignore[arg-type]
        return propose(tx, desk.watch, key, wanted, changes=1, by=WRITER, now=desk.now).version


def settled(desk: Desk, key: str, version: int) -> None:
    with desk.store.write() as tx:
        settle(tx, desk.watch, key, "in_force", version=version, by=READER, now=desk.now)


def told(folder: Path, name: str) -> str:
    """A file's text with single spaces, so that the wrapped mail reads as the page does."""
    return " ".join((folder / name).read_text("utf-8").split())


def test_a_revised_and_a_retired_message_reach_readers_once(desk: Desk) -> None:
    desk.finish_item()
    versions = {
        MESSAGE: proposed(desk, MESSAGE, text=NEW),
        OTHER: proposed(desk, OTHER, retire=True, say_now=INSTEAD),
    }
    desk.draft()
    gates = check(desk.store, desk.watch, MONTH, now=desk.now)
    assert {(gate.gate, gate.item) for gate in gates} == {("statement", key) for key in versions}
    with pytest.raises(NeedsPerson, match=r"2 closed gate"):
        desk.publish()
    for key, version in versions.items():
        settled(desk, key, version)
    desk.draft()
    folder = desk.publish().folder
    for name in TEXTS:
        page = told(folder, name)
        for words in (words_of(desk.watch, MESSAGE), NEW, words_of(desk.watch, OTHER), INSTEAD):
            assert words in page, (name, words)
        assert "Säg inte längre" in page
        assert "Inget den här månaden ändrar råden" not in page
    news = next(
        one
        for one in deck_texts((folder / "slides.pptx").read_bytes())
        if one.title.startswith("Nytt sedan sist")
    )
    assert news.title == "Nytt sedan sist: 2 budskap har ändrats"
    assert NEW in news.notes
    assert INSTEAD in news.notes
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["state"] == "published"

    again, _ = compose(desk.store, desk.watch, "2021-07", now=desk.now + timedelta(days=1))
    assert again.messages == ()


def test_a_message_that_rests_on_a_work_retracted_since_stops_the_month(
    desk: Desk,
    study: Callable[..., str],
    pubmed_of: Callable[[list[str]], RunningServer],
    client_for: Callable[[RunningServer], Eutils],
) -> None:
    settled(desk, MESSAGE, proposed(desk, MESSAGE, text=NEW))
    notice = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
        "<RefSource>J Invent. 2021</RefSource><PMID>999</PMID>"
        "</CommentsCorrections></CommentsCorrectionsList>"
    )
    client = client_for(pubmed_of([study(extra=notice)]))
    refresh(desk.store, client, now=desk.now, max_age=timedelta(0))
    with desk.store.read() as tx:
        assert catalog.states(tx, ["101"]) == {"101": "retracted"}
    desk.draft()
    gates = check(desk.store, desk.watch, MONTH, now=desk.now)
    assert ("statement", MESSAGE) in {(gate.gate, gate.item) for gate in gates}
    with pytest.raises(NeedsPerson, match="closed gate"):
        desk.publish()
