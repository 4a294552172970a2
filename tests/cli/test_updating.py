"""`litwatch slides update`: the plan, what is written, what followed decks use, and tasks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pptx import Presentation

from litwatch import doors
from litwatch.pipeline.deck_use import open_tasks
from litwatch.store import deck_slides, decks
from litwatch.store.tasks import tasks

from ..slides.deck_texts import deck_texts
from .conftest import Cli

MODULE = "m03_pem_aktivitet"
A, B = ("--reviewer", "A. Kurator"), ("--reviewer", "B. Kurator")
NEW = "Aktivitetsanpassning används för att minska PEM och botar inte."


@pytest.fixture
def deck(cli: Cli, tmp_path: Path) -> Path:
    """A module's deck that its owner has, with one title of their own."""
    cli("db", "upgrade")
    cli("slides", "build", "--module", MODULE, "-o", "pem.pptx")
    path = tmp_path / "pem.pptx"
    presentation = Presentation(str(path))
    titles = [text.key for text in deck_texts(path.read_bytes())]
    for key in ("statement:m03s1", "module:m03_pem_aktivitet:goals"):
        slide = presentation.slides[titles.index(key)]
        slide.shapes.title.text_frame.text = "Min egen rubrik"
    presentation.save(str(path))
    cli("deck", "add", "pem.pptx", "--owner", "B. Lärare", "--mail", "larare@example.org", *A)
    return path


def revise(cli: Cli) -> None:
    cli("statement", "revise", "m03s4", "--text", NEW, "--why", "Kortare.", *A)
    cli("statement", "settle", "m03s4", "in_force", *B)
    retire = ("statement", "revise", "m03s1", "--retire", "--say-now", "Fråga om PEM först.")
    cli(*retire, "--why", "Ny kunskap.", *A)
    cli("statement", "settle", "m03s1", "in_force", *B)


def test_a_deck_is_planned_then_written_and_then_at_rest(cli: Cli, deck: Path) -> None:
    before = deck.read_bytes()
    done = cli("slides", "update", "pem.pptx")
    assert "Nothing is written" in done.err or "nothing is written" in done.err
    revise(cli)
    plan = cli("slides", "update", "pem.pptx")
    assert plan.code == 1  # the trainer's title stands over a message that we no longer say
    assert "Add --apply" in plan.err
    assert f"+ {NEW}"[:60] in plan.out
    assert "left title, it was changed in the deck" in plan.out
    assert deck.read_bytes() == before

    assert "Written:" in cli("slides", "update", "pem.pptx", "--apply").err
    texts = {text.key: text for text in deck_texts(deck.read_bytes())}
    s4 = texts["statement:m03s4"]
    assert NEW in (s4.title, s4.body)
    assert texts["statement:m03s1"].title == "Min egen rubrik"
    boxes = [
        shape.text_frame.text
        for slide in Presentation(str(deck)).slides
        for shape in slide.shapes
        if shape.name == "litwatch:statement:m03s1:notice"
    ]
    assert len(boxes) == 1
    assert boxes[0].startswith("Vi säger inte längre så, sedan ")
    (backup,) = (deck.parent / "litwatch-backups").glob("*.pptx")
    assert backup.read_bytes() == before

    content, stamp = deck.read_bytes(), deck.stat().st_mtime_ns
    again = cli("slides", "update", "pem.pptx", "--apply")
    assert again.code == 0
    assert "up to date" in again.err
    assert (deck.read_bytes(), deck.stat().st_mtime_ns) == (content, stamp)
    assert json.loads(cli("slides", "update", "pem.pptx", "--json").out)["up_to_date"] is True


def test_what_a_followed_deck_uses_is_noted_and_its_owner_gets_a_task_once(
    cli: Cli, deck: Path
) -> None:
    cli("slides", "update", "pem.pptx")
    revise(cli)
    chosen = doors.settings()
    now = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
    with doors.store(chosen) as store:
        with store.read() as tx:
            (followed,) = decks.followed(tx)
            used = [one for one in deck_slides.slides_of(tx, followed.id) if one.statements]
        assert followed.read_at is not None
        assert {"m03s1", "m03s4"} <= {one.statements[0] for one in used}
        with store.write() as tx:
            opened = tasks(tx)
            assert open_tasks(tx, doors.watch(chosen), lang="sv", now=now) == ()
    assert {one.about for one in opened} == {"statement:m03s1@2", "statement:m03s4@2"}
    assert {one.mail for one in opened} == {"larare@example.org"}
    assert any(one.words.startswith("Vi säger inte längre budskapet m03s1.") for one in opened)

    mail = "larare@example.org: 2 saker i dina bilder behöver ses över (not sent)"
    assert mail in cli("deck", "tell").out
    assert json.loads(cli("deck", "tell", "--json").out)["mails"][0]["tasks"] == [1, 2]
    cli("slides", "update", "pem.pptx", "--apply")
    with doors.store(chosen) as store, store.read() as tx:
        assert {one.done_by for one in tasks(tx)} == {"litwatch slides update"}
    assert json.loads(cli("deck", "tell", "--json").out)["mails"] == []


def test_a_key_message_that_does_not_exist_is_named_and_left(cli: Cli, deck: Path) -> None:
    presentation = Presentation(str(deck))
    data = deck.read_bytes()
    place = [text.key for text in deck_texts(data)].index("statement:m03s5")
    slide = presentation.slides[place]
    part = next(r.target_part for r in slide.part.rels.values() if r.reltype.endswith("/tags"))
    part._blob = part.blob.replace(b"statement:m03s5", b"statement:m99s9")
    presentation.save(str(deck))
    done = cli("slides", "update", "pem.pptx", "--apply")
    assert done.code == 1
    assert "nothing is known of today (statement:m99s9)" in done.out
    after = deck_texts(deck.read_bytes())[place]
    assert after.title == deck_texts(data)[place].title


def test_a_file_that_is_no_deck_is_refused_and_left(cli: Cli, tmp_path: Path) -> None:
    cli("db", "upgrade")
    (tmp_path / "text.pptx").write_text("Rubrik")
    done = cli("slides", "update", "text.pptx", "--apply")
    assert done.code == 2
    assert "text.pptx is not a .pptx file" in done.err
    assert (tmp_path / "text.pptx").read_text() == "Rubrik"
    assert cli("slides", "update", "none.pptx").code == 2
