"""What the slides of followed decks use, and what their owners are therefore asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from litwatch.curriculum.wordings import Wording, wordings
from litwatch.language import Lang, Speech, speech
from litwatch.records import State
from litwatch.records.state_words import state_phrase
from litwatch.slides.inplace import Wanted
from litwatch.slides.inplace.notices import WITHDRAWN
from litwatch.slides.inplace.using import uses_of
from litwatch.store import Store, Tx, catalog, deck_slides, decks, tasks
from litwatch.store.deck_slides import DeckSlide
from litwatch.store.decks import Deck
from litwatch.store.tasks import Task
from litwatch.watch import Watch

BY = "litwatch slides update"


def refresh(
    store: Store, path: Path, presentation: Any, wanted: Mapping[str, Wanted], *, now: datetime
) -> None:
    """Note what the slides of a followed deck use; a deck that nobody follows is left out."""
    followed = _followed(store, path)
    if not followed:
        return
    slides = [
        DeckSlide(
            place=one.place,
            key=one.key,
            title=one.title,
            statements=one.statements,
            works=one.works,
        )
        for one in uses_of(presentation, wanted)
    ]
    with store.write() as tx:
        for deck_id in followed:
            deck_slides.replace(tx, deck_id, slides, now)


def close_tasks(store: Store, path: Path, slides: int, *, lang: Lang, now: datetime) -> int:
    """Close the owners' tasks on a deck that has just been brought up to date, of which so many
    slides were written; returns how many there were.

    What a trainer had changed was left, and says so on the slide itself.
    """
    words = speech(lang).n(
        "Brought up to date in place, {count} slide written.",
        "Brought up to date in place, {count} slides written.",
        slides,
    )
    with store.write() as tx:
        return sum(
            tasks.finish(tx, deck_id, by=BY, words=words, now=now)
            for deck_id in _followed_in(tx, path)
        )


def _followed(store: Store, path: Path) -> list[int]:
    with store.read() as tx:
        return _followed_in(tx, path)


def _followed_in(tx: Tx, path: Path) -> list[int]:
    return [one.id for one in decks.followed(tx) if Path(one.path) == path]


def open_tasks(tx: Tx, watch: Watch, *, lang: Lang, now: datetime) -> tuple[Task, ...]:
    """Ask the owners of followed decks to see to the slides that something has happened to.

    A key message that changed after its deck was followed, or a work that is retracted, gone or
    under investigation: one task for each deck and each such event, however often this runs. Returns those that
    are new.
    """
    say = speech(lang)
    known = wordings(tx, watch)
    opened = []
    for deck in decks.followed(tx):
        slides = deck_slides.slides_of(tx, deck.id)
        states = catalog.states(tx, {work for slide in slides for work in slide.works})
        for about, words in _events(deck, slides, known, states, say).items():
            task = tasks.open_task(
                tx,
                kind="slide",
                about=about,
                deck_id=deck.id,
                words=words,
                owner=deck.owner,
                mail=deck.mail,
                now=now,
            )
            if task is not None:
                opened.append(task)
    return tuple(opened)


def _events(
    deck: Deck,
    slides: tuple[DeckSlide, ...],
    known: Mapping[str, Wording],
    states: Mapping[str, State],
    say: Speech,
) -> dict[str, str]:
    """What the owner is told, by what it is about."""
    found: dict[str, tuple[str, list[int]]] = {}
    for slide in slides:
        for statement in slide.statements:
            wording = known.get(statement)
            if wording is None or not _changed_since(wording, deck):
                continue
            text = (
                say._("We no longer say key message {id}.", id=statement)
                if wording.now.lifecycle == "retired"
                else say._("Key message {id} has changed.", id=statement)
            )
            about = f"statement:{statement}@{wording.now.version}"
            found.setdefault(about, (text, []))[1].append(slide.place)
        for work in slide.works:
            # An erratum or a newer version is a badge on the slide and asks nothing of its owner.
            if (state := states.get(work, "ok")) in (*WITHDRAWN, "concern"):
                text = say._("{work} is {what}.", work=work, what=state_phrase(say, state))
                found.setdefault(f"work:{work}@{state}", (text, []))[1].append(slide.place)
    remedy = say._("Update the deck with `litwatch slides update`, and look at the slides.")
    return {
        about: " ".join(
            (text, say._("Slides: {places}.", places=", ".join(map(str, places))), remedy)
        )
        for about, (text, places) in found.items()
    }


def _changed_since(wording: Wording, deck: Deck) -> bool:
    settled = wording.now.settled_at
    return wording.now.version > 1 and settled is not None and settled > deck.added_at
