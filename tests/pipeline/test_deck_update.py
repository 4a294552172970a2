"""The deck of a published month in a trainer's hands, when a work of it is withdrawn or dropped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from litwatch.errors import NeedsPerson
from litwatch.pipeline.deck_files import held
from litwatch.pipeline.deck_update import DeckUpdate, apply_deck_update, plan_deck_update
from litwatch.pipeline.watching import look_again
from litwatch.review.decks import register_deck
from litwatch.store import catalog, tasks

from ..slides.deck_texts import deck_texts
from .desk import MONTH, TWO_DAYS, Desk

pytestmark = pytest.mark.usefixtures("few_formats")

ITEM = f"{MONTH}.item.101"


@pytest.fixture
def deck(desk: Desk, tmp_path: Path) -> Path:
    """The published deck of the month, copied by a trainer."""
    desk.finish_item()
    desk.draft()
    done = desk.publish()
    return Path(shutil.copy(done.folder / "slides.pptx", tmp_path / "min.pptx"))


def update(desk: Desk, deck: Path) -> DeckUpdate:
    return apply_deck_update(desk.store, desk.watch, deck, lang="sv", now=desk.now)


def test_the_deck_of_a_published_month_is_at_rest_and_stays_so(desk: Desk, deck: Path) -> None:
    before = deck.read_bytes()
    for _ in range(2):
        done = update(desk, deck)
        assert done.plan.empty
        assert done.backup is None
        desk.now += TWO_DAYS
    assert deck.read_bytes() == before


def test_a_work_that_is_withdrawn_takes_its_slides_over(desk: Desk, deck: Path) -> None:
    old = next(text for text in deck_texts(deck.read_bytes()) if text.key == ITEM)
    with desk.store.write() as tx:
        catalog.mark_gone(tx, ["101"], desk.now)
    before = deck.read_bytes()
    plan = plan_deck_update(desk.store, desk.watch, deck, lang="sv", now=desk.now).plan
    assert plan.needs_person
    assert deck.read_bytes() == before
    done = update(desk, deck)
    assert done.backup is not None
    assert done.backup.read_bytes() == before
    new = next(text for text in deck_texts(deck.read_bytes()) if text.key == ITEM)
    assert new.title == "Visa inte: studien är borttagen ur PubMed"
    assert new.source == "Källa: PMID 101 · borttagen ur PubMed"
    assert old.title in new.notes
    assert update(desk, deck).plan.empty


def test_its_owner_is_asked_to_see_to_it_once_until_the_deck_is_updated(
    desk: Desk, deck: Path
) -> None:
    owner = {"path": str(deck), "owner": "C. Lärare", "mail": "larare@example.org", "module": ""}
    with desk.store.write() as tx:
        register_deck(tx, desk.watch, owner, by="C. Lärare", now=desk.now)
    plan_deck_update(desk.store, desk.watch, deck, lang="sv", now=desk.now)  # its slides are read
    with desk.store.write() as tx:
        catalog.mark_gone(tx, ["101"], desk.now)
    for _ in range(2):
        look_again(desk.store, desk.watch, desk.now)
    with desk.store.read() as tx:
        (asked,) = tasks.tasks(tx)
    assert (asked.about, asked.mail, asked.done_at) == ("work:101@gone", "larare@example.org", None)
    assert "101 är borttagen ur PubMed." in asked.words
    update(desk, deck)
    look_again(desk.store, desk.watch, desk.now)
    with desk.store.read() as tx:
        (done,) = tasks.tasks(tx)
    assert (done.done_at, done.done_by) == (desk.now, "litwatch slides update")


def test_a_slide_that_a_correction_drops_says_so(desk: Desk, deck: Path) -> None:
    desk.now += TWO_DAYS
    desk.decide("101", "exclude", reason="off_topic")
    desk.correct("Studien hörde inte hemma här.")
    desk.publish()
    done = update(desk, deck)
    texts = {text.key: text for text in deck_texts(deck.read_bytes())}
    assert texts[ITEM].title == "Bilden har utgått ur sitt underlag"
    assert [one.plan.key for one in done.plan.insertions] == [f"{MONTH}.correction"]
    assert list(texts).index(f"{MONTH}.correction") == 1


def test_while_another_litwatch_has_the_deck_nothing_is_done(desk: Desk, deck: Path) -> None:
    before = deck.read_bytes()
    with held(deck), pytest.raises(NeedsPerson, match="another litwatch"):
        update(desk, deck)
    assert deck.read_bytes() == before
