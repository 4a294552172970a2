"""Decks, their slides, alerts and tasks on both databases: as for a server, so for one's own file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from litwatch.pipeline.alerting import touches_of
from litwatch.store import Store, alerts, deck_slides, decks, tasks
from litwatch.store.deck_slides import DeckSlide
from litwatch.watch import Watch

from ..pipeline.test_status_watch import World, link

SLIDES = (
    DeckSlide(place=1, key="statement:m03s1", title="Fråga om PEM", statements=("m03s1",)),
    DeckSlide(place=2, title="Åsas egen bild", works=("90000001", "doi:10.9999/å")),
)


@pytest.fixture
def deck(store: Store, now: datetime) -> decks.Deck:
    with store.write() as tx:
        return decks.add(
            tx,
            path="/srv/pem.pptx",
            owner="B. Lärare",
            mail="larare@example.org",
            module="",
            added_by="A. Kurator",
            now=now,
        )


@pytest.fixture
def world(store: Store, watch: Watch, tmp_path: Path, now: datetime) -> Iterator[World]:
    made = World(store, watch, tmp_path, now)
    yield made
    for server in made.servers:
        server.close()


def test_the_slides_of_a_deck_are_kept_in_order_and_replaced(
    store: Store, deck: decks.Deck, now: datetime
) -> None:
    with store.write() as tx:
        deck_slides.replace(tx, deck.id, reversed(SLIDES), now)
        assert deck_slides.slides_of(tx, deck.id) == SLIDES
        deck_slides.replace(tx, deck.id, SLIDES[:1], now + timedelta(days=1))
    with store.read() as tx:
        assert deck_slides.slides_of(tx, deck.id) == SLIDES[:1]
        assert decks.get(tx, deck.id).read_at == now + timedelta(days=1)


def test_a_deck_is_taken_off_and_put_back(store: Store, deck: decks.Deck, now: datetime) -> None:
    with store.write() as tx:
        assert decks.remove(tx, deck.id, by="A. Kurator", now=now).removed_at == now
        assert decks.followed(tx) == ()
        assert decks.restore(tx, deck.id) == deck
        assert decks.followed(tx) == (deck,)


def test_a_task_is_asked_for_once_mailed_once_and_finished(
    store: Store, deck: decks.Deck, now: datetime
) -> None:
    with store.write() as tx:
        asked = [
            tasks.open_task(
                tx,
                kind="slide",
                about="work:90000001@gone",
                deck_id=number,
                words="Se över bilden.",
                owner=deck.owner,
                mail=deck.mail,
                now=now,
            )
            for number in (deck.id, deck.id, None, None)
        ]
        assert [one is not None for one in asked] == [True, False, True, False]
        first, second = tasks.untold(tx)
        tasks.mark_mailed(tx, [first.id], now)
        assert [one.id for one in tasks.untold(tx)] == [second.id]
        assert tasks.finish(tx, deck.id, by="litwatch", words="uppdaterad", now=now) == 1
        assert tasks.finish(tx, deck.id, by="litwatch", words="uppdaterad", now=now) == 0


def test_the_status_watch_raises_acknowledges_and_closes(world: World) -> None:
    world.publish(90000001, link("RetractionIn"))
    world.teach(90000001)
    world.show("90000001", place=2)
    (raised,) = world.run().raised.new
    assert [(one.kind, one.id, one.place) for one in touches_of(raised)] == [
        ("statement", "m03s1", 0),
        ("slide", "1", 2),
    ]
    with world.store.write() as tx:
        seen = alerts.acknowledge(tx, raised.id, reason="Bytt bild.", by="A. Kurator", now=world.at)
        again = alerts.acknowledge(tx, raised.id, reason="Annat.", by="B. Kurator", now=world.at)
        assert again == seen
        assert not seen.waits
        closed = alerts.close(tx, raised.id, words="Klart.", by="A. Kurator", now=world.at)
    assert world.run(days=1).raised.new == []
    assert world.alerts() == {("90000001", "retracted"): closed}
