"""Whatever a trainer does between updates, in whatever order, the same rules hold."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litwatch.slides.draw import draw_deck
from litwatch.slides.inplace import Wanted, apply_plan, open_deck, plan_update
from litwatch.slides.inplace.notices import withdrawn_notice
from litwatch.slides.placeholders import body_of
from litwatch.slides.slide import SlidePlan, Text
from litwatch.slides.tags import carriers

_SPEC = importlib.util.spec_from_file_location("trainer", Path(__file__).parent / "trainer.py")
assert _SPEC is not None
assert _SPEC.loader is not None
trainer = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(trainer)

SERIES = "2026-10"
KEYS = [f"{SERIES}.item.9000000{number}" for number in range(3)]
EDITS = {
    "retitle": trainer.retitle,
    "rewrite": trainer.rewrite,
    "note": trainer.note,
    "add_box": trainer.add_box,
    "fonts": trainer.change_fonts,
    "group": trainer.group,
    "remove_body": trainer.remove_body,
    "remove_banner": trainer.remove_banner,
    "film": trainer.add_film,
}


def said(key: str, version: int) -> SlidePlan:
    """What litwatch says in a version: the texts name key and version."""
    number = key[-1]
    return SlidePlan(
        key=key,
        kind="message",
        title=Text(f"litwatch {number} i version {version}", "sv-SE"),
        body=(Text(f"litwatch {number} om version {version}", "sv-SE"),),
        mark="Ny studie",
        badges=("Postcovid",),
        source=Text(f"Källa: Prov 2026, PMID 9000000{number} · v{version}", "sv-SE"),
        notes=(Text(f"litwatch {number} manus {version}", "sv-SE"), Text("Slut.", "sv-SE")),
    )


@cache
def new_deck() -> bytes:
    from datetime import UTC, datetime

    made_at = datetime(2026, 11, 3, tzinfo=UTC)
    return draw_deck([said(key, 1) for key in KEYS[:2]], "sv", name="Prov", made_at=made_at)


@dataclass
class World:
    """The deck in the trainer's hands, and what litwatch wants of it."""

    deck: Any
    today: date = date(2026, 12, 1)
    versions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KEYS[:2], 1))
    retracted: set[str] = field(default_factory=set)
    unbannered: set[int] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)

    def wanted(self) -> dict[str, Wanted]:
        found = {}
        for key, version in sorted(self.versions.items()):
            one = Wanted(key, said(key, version), series=SERIES)
            if key in self.retracted:
                notice = withdrawn_notice(f"PMID {key[-8:]}", "retracted", "sv")
                one = replace(one, plan=None, notice=notice)
            found[key] = one
        return found

    def update(self) -> None:
        self.today += timedelta(days=30)
        before, wanted = trainer.theirs(self.deck), self.wanted()
        apply_plan(self.deck, plan_update(self.deck, wanted, "sv", self.today))
        out = BytesIO()
        self.deck.save(out)
        self.deck = open_deck(out.getvalue(), "deck.pptx")
        missing = trainer.lost(before, trainer.theirs(self.deck))
        assert not missing, missing
        later = self.today + timedelta(days=1)
        again = plan_update(self.deck, wanted, "sv", later)
        assert again.empty, [one for one in again.slides if one.touches]
        self.check_nothing_stale(wanted)

    def check_nothing_stale(self, wanted: dict[str, Wanted]) -> None:
        for slide in trainer.managed(self.deck):
            key = next(iter(carriers(slide).values()))
            shown, one = wanted[key].shown, wanted[key]
            title = slide.shapes.title.text_frame.text if slide.shapes.title else shown.title.text
            body = body_of(slide)
            whole = "\n".join(line.text for line in shown.body)
            text = body.text_frame.text if body is not None else whole
            ours = (title, text) == (shown.title.text, whole)
            marked = trainer.named(slide, "notice") is not None
            stale = [words for words in (title, text) if words.startswith("litwatch")]
            stale = [words for words in stale if words not in (shown.title.text, whole)]
            if (stale or (one.notice is not None and not ours)) and not marked:
                assert slide.slide_id in self.unbannered, (key, title, text)
        keys = [next(iter(carriers(slide).values())) for slide in trainer.managed(self.deck)]
        assert not set(keys) & self.deleted


STEPS = st.one_of(
    st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 5)),
    st.tuples(st.sampled_from(["move", "delete", "duplicate"]), st.integers(0, 5)),
    st.tuples(st.sampled_from(["own", "lose_tags"]), st.just(0)),
    st.tuples(st.sampled_from(["reword", "retract", "reinstate", "new"]), st.integers(0, 1)),
    st.tuples(st.just("update"), st.just(0)),
)


def step(world: World, deed: str, at: int, number: int) -> None:
    slides, words = trainer.managed(world.deck), f"nummer {number}"
    slide = slides[at % len(slides)] if slides else None
    if deed == "update":
        world.update()
    elif deed == "own":
        trainer.add_own(world.deck, words)
    elif deed == "lose_tags":
        trainer.lose_tags(world.deck)
    elif deed in ("reword", "retract", "reinstate"):
        key = KEYS[at]
        if deed == "reword" and key in world.versions:
            world.versions[key] += 1
        elif deed == "retract":
            world.retracted.add(key)
        else:
            world.retracted.discard(key)
    elif deed == "new":
        world.versions.setdefault(KEYS[2], 1)
    elif slide is None:
        return
    elif deed == "move":
        trainer.move(world.deck, slide, number)
    elif deed == "duplicate":
        trainer.duplicate(world.deck, slide)
    elif deed == "delete":
        key = next(iter(carriers(slide).values()))
        trainer.delete(world.deck, slide)
        left = [next(iter(carriers(one).values())) for one in trainer.managed(world.deck)]
        if key not in left:
            world.deleted.add(key)
    else:
        if deed == "remove_banner" and trainer.named(slide, "notice") is not None:
            world.unbannered.add(slide.slide_id)
        EDITS[deed](slide, words)


@pytest.mark.slow
@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(STEPS, min_size=2, max_size=6))
def test_any_sequence_of_edits_and_updates(steps: list[tuple[str, int]]) -> None:
    world = World(open_deck(new_deck(), "deck.pptx"))
    for number, (deed, at) in enumerate(steps):
        step(world, deed, at, number)
    world.update()
