"""What Crossref says has become of an article, with its known traps (contract §3)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from litwatch.records import Doi, Notice
from litwatch.records.notices import brings
from litwatch.records.notices import state as state_of
from litwatch.sources.crossref_updates import updates

OWN = Doi("10.9999/own")


def told(own: Doi = OWN, **item: Any) -> list[Notice]:
    found, problems = updates({key.replace("_", "-"): said for key, said in item.items()}, own)
    assert problems == []
    return found


def said(kind: str, doi: str = "10.9999/notice", source: str = "publisher") -> dict[str, Any]:
    return {"DOI": doi, "type": kind, "source": source}


def recorded(folder: Path, name: str) -> tuple[Doi, list[Notice]]:
    message = json.loads((folder / "fixtures" / "crossref" / name).read_bytes())["message"]
    own = Doi(message["DOI"])
    return own, updates(message, own)[0]


def state(notices: list[Notice]) -> str:
    return state_of("A title", (), notices)


def test_wakefield_is_found_on_the_article_itself(shared_contracts: Path) -> None:
    _, found = recorded(shared_contracts, "wakefield_updated_by_2026.json")
    assert [(one.type, one.direction, one.source, one.dated, one.note) for one in found] == [
        ("erratum", "in", "retraction-watch", date(2004, 3, 6), "record 17269"),
        ("retraction", "in", "retraction-watch", date(2010, 2, 6), "record 4036"),
    ]
    assert state(found) == "retracted"
    # Lancet 2004: the retraction of an interpretation is filed as a correction, and is no alarm.
    assert state(found[:1]) == "corrected"


def test_an_article_retracted_in_place_is_retracted(shared_contracts: Path) -> None:
    own, found = recorded(shared_contracts, "dual_source_self_update.json")
    assert {(one.type, one.doi == own, one.source) for one in found} == {
        ("retraction", True, "crossref"),
        ("retraction", False, "retraction-watch"),
        ("erratum", False, "crossref"),
    }
    assert {one.direction for one in found} == {"in"}
    assert state(found) == "retracted"


def test_a_new_version_in_place_is_harmless(shared_contracts: Path) -> None:
    _, elsewhere = recorded(shared_contracts, "habanero_item_update-to.json")
    assert state(elsewhere) == "ok"
    assert state(told(update_to=[said("new_version", OWN)])) == "ok"
    assert state(told(updated_by=[said("new_version")])) == "superseded"


def test_a_notice_never_alarms_about_itself() -> None:
    notice = told(update_to=[said("retraction", "10.9999/article")])
    assert [one.direction for one in notice] == ["of"]
    assert state(notice) == "ok"


@pytest.mark.parametrize(
    ("word", "becomes"),
    [
        ("retraction", "retracted"),
        ("withdrawal", "withdrawn"),
        ("removal", "withdrawn"),
        ("expression_of_concern", "concern"),
        ("correction", "corrected"),
        ("corrigendum", "corrected"),
        ("erratum", "corrected"),
        ("partial_retraction", "corrected"),
        ("reinstatement", None),
        ("something_new", "unknown"),
    ],
)
def test_every_word_has_its_state_and_none_is_dropped(word: str, becomes: str | None) -> None:
    (one,) = told(updated_by=[said(word)])
    assert (one.ref_type, brings(one)) == (word, becomes)


def test_what_names_no_doi_still_counts_and_is_told() -> None:
    found, problems = updates({"updated-by": [said("retraction", "unknown")]}, OWN)
    assert state(found) == "retracted"
    assert problems[0].startswith("10.9999/own: updated-by retraction names no DOI")


@pytest.mark.parametrize(
    ("updated", "day"),
    [
        ({"date-time": "2019-07-26T00:00:00Z"}, date(2019, 7, 26)),
        ({"date-parts": [[2019, 7]]}, date(2019, 7, 1)),
        ({"date-parts": [[2019]]}, date(2019, 1, 1)),
        ({"date-parts": [[None]]}, None),
        ({"date-time": "soon"}, None),
        ("2019", None),
        (None, None),
    ],
)
def test_the_day_of_a_notice(updated: Any, day: date | None) -> None:
    (one,) = told(updated_by=[{**said("retraction"), "updated": updated}])
    assert one.dated == day


def test_real_notices_of_errata_alarm_about_nothing(shared_data: Path) -> None:
    """21 recorded works with `update-to`: each is a notice of another work, or changed in place."""
    file = shared_data / "recorded" / "crossref_items_with_updates.json"
    states = []
    for one in json.loads(file.read_bytes()):
        own = Doi(one["item"]["DOI"])
        found, problems = updates(one["item"], own)
        assert found
        assert not problems
        in_place = all(link.doi == own for link in found)
        states.append((in_place, state(found)))
    assert len(states) == 21
    assert {told for _, told in states} <= {"ok", "corrected"}
    assert all(told == "ok" for in_place, told in states if not in_place)
