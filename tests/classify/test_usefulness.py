"""The rule for usefulness: points that can be read, and people's tags before the machine's."""

from __future__ import annotations

from litwatch.classify.usefulness import POINTS, usefulness
from litwatch.records import Tag
from litwatch.watch import Watch


def tags(*pairs: str) -> list[Tag]:
    return [Tag(facet=pair.split("=")[0], value=pair.split("=")[1]) for pair in pairs]


def test_a_trial_in_primary_care_stands_before_a_mouse_study() -> None:
    trial = usefulness(tags("design=rct", "setting=vardcentral", "phase=rehabilitate"))
    mice = usefulness(tags("design=animal_lab", "phase=mechanism"))
    assert trial.score > 0.8
    assert mice.score < 0.1
    assert ("setting", "vardcentral", 3) in trial.points


def test_a_person_s_design_takes_the_place_of_the_machine_s() -> None:
    said = Tag(facet="design", value="opinion", by="Alm", state="accepted")
    assert usefulness([*tags("design=rct"), said]).points == (("design", "opinion", -2),)


def test_a_rejected_tag_counts_for_nothing() -> None:
    said = Tag(facet="setting", value="vardcentral", by="Alm", state="rejected")
    assert usefulness([said]).points == ()


def test_points_speak_only_of_values_that_the_watch_knows(watch: Watch) -> None:
    known = {(facet.id, value.id) for facet in watch.facets for value in facet.values}
    assert set(POINTS) <= known
