"""What we say is changed by two people, and nothing that we said is lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litwatch.curriculum.changes import Change, Moved, confirm, propose, settle
from litwatch.curriculum.wordings import Wording, find, wordings
from litwatch.errors import LitwatchError, WrongUse
from litwatch.store import Store, Tx
from litwatch.store.statements import versions
from litwatch.watch import Watch

from .conftest import MESSAGE, NOW

NEW = "Aktivitetsanpassning kan vara ett stöd i vardagen."
A, B = "A. Kurator", "B. Granskare"


def now_says(tx: Tx, watch: Watch, key: str = MESSAGE) -> Wording:
    return wordings(tx, watch)[key]


def changed(tx: Tx, watch: Watch, by: str = A, changes: int = 1, **given_: Any) -> int:
    change = Change(**{"text": NEW, "why": "Ny studie.", "pmids": ("90000001",), **given_})
    return propose(tx, watch, MESSAGE, change, changes=changes, by=by, now=NOW).version


def test_every_message_of_the_watch_stands_with_its_starting_wording(tx: Tx, watch: Watch) -> None:
    every = wordings(tx, watch)
    assert len(every) == sum(len(module.statements) for module in watch.modules)
    said = every["m01s5"]
    assert (said.now.version, said.now.pmids, said.lifecycle) == (1, ("40527555",), "active")
    assert said.origin == "other"
    assert said.since is None
    assert said.is_due(NOW.date())  # nobody has ever looked at it


def test_a_change_is_in_force_when_another_person_has_settled_it(tx: Tx, watch: Watch) -> None:
    before = now_says(tx, watch)
    version = changed(tx, watch)
    waiting = now_says(tx, watch)
    assert (waiting.text, waiting.lifecycle) == (before.text, "under_review")
    settle(tx, watch, MESSAGE, "in_force", version=version, by=B, now=NOW + timedelta(days=1))
    after = now_says(tx, watch)
    assert (after.text, after.now.version, after.lifecycle) == (NEW, 2, "active")
    assert [one.text for one in after.earlier] == [before.text]
    assert (after.now.proposed_by, after.now.settled_by) == (A, B)
    assert after.origin == "study"
    assert after.now.due is not None
    assert (after.now.due - NOW.date()).days == 366


@pytest.mark.parametrize("same", [A, "a. kurator", "  A.   KURATOR "])
def test_nobody_settles_their_own_change(tx: Tx, watch: Watch, same: str) -> None:
    version = changed(tx, watch)
    with pytest.raises(WrongUse, match="proposed this change"):
        settle(tx, watch, MESSAGE, "in_force", version=version, by=same, now=NOW)
    taken_back = settle(tx, watch, MESSAGE, "refused", version=version, by=same, now=NOW)
    assert taken_back.state == "refused"
    assert now_says(tx, watch).now.version == 1


def test_a_proposal_names_the_version_it_changes(tx: Tx, watch: Watch) -> None:
    settle(tx, watch, MESSAGE, "in_force", version=changed(tx, watch), by=B, now=NOW)
    with pytest.raises(Moved, match="version 2 by now, not 1") as moved:
        changed(tx, watch, by=B, text="Andra ord.")
    assert moved.value.wording.text == NEW


def test_one_proposal_waits_at_a_time_and_the_same_one_sent_twice_is_kept_once(
    tx: Tx, watch: Watch
) -> None:
    assert changed(tx, watch) == changed(tx, watch) == 2
    with pytest.raises(Moved, match="has a proposal already"):
        changed(tx, watch, by=B, text="Andra ord.")
    assert len(versions(tx, MESSAGE)[MESSAGE]) == 2


def test_settling_twice_settles_once_and_another_outcome_is_told(tx: Tx, watch: Watch) -> None:
    version = changed(tx, watch)
    first = settle(tx, watch, MESSAGE, "in_force", version=version, by=B, now=NOW)
    again = settle(
        tx, watch, MESSAGE, "in_force", version=version, by=B, now=NOW + timedelta(hours=1)
    )
    assert again == first
    with pytest.raises(Moved, match="in force already"):
        settle(tx, watch, MESSAGE, "refused", version=version, by="C. Tredje", now=NOW)


def test_a_retired_message_tells_what_to_say_instead(tx: Tx, watch: Watch) -> None:
    said = now_says(tx, watch).text
    version = changed(
        tx, watch, text="", retire=True, say_now="Fråga om PEM.", why="Riktlinje ändrad."
    )
    settle(tx, watch, MESSAGE, "in_force", version=version, by=B, now=NOW)
    retired = now_says(tx, watch)
    assert (retired.lifecycle, retired.text) == ("retired", said)
    assert (retired.now.say_now, retired.now.why) == ("Fråga om PEM.", "Riktlinje ändrad.")
    assert retired.since == NOW
    assert not retired.is_due((NOW + timedelta(days=900)).date())


def test_confirming_changes_no_word_and_moves_the_day(tx: Tx, watch: Watch) -> None:
    before = now_says(tx, watch)
    confirm(tx, watch, MESSAGE, version=1, by=A, now=NOW)
    confirm(tx, watch, MESSAGE, version=1, by=A, now=NOW)  # the form was sent twice
    after = now_says(tx, watch)
    assert (after.text, after.now.version, after.changes) == (before.text, 2, ())
    assert not after.is_due(NOW.date())
    assert after.is_due((NOW + timedelta(days=365)).date())


def test_other_words_are_not_the_national_guidances_unless_somebody_gives_the_page(
    tx: Tx, watch: Watch
) -> None:
    assert now_says(tx, watch, "m01s2").origin == "guidance"
    change = Change(text=NEW, why="Ny studie.", pmids=("90000001",))
    assert propose(tx, watch, "m01s2", change, changes=1, by=A, now=NOW).status == "found"
    as_guidance = Change(text=NEW, why="Kunskapsstödet säger så.", status="ks_summary")
    with pytest.raises(WrongUse, match="the page"):
        propose(tx, watch, "m01s1", as_guidance, changes=1, by=A, now=NOW)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"why": " "}, "needs a reason"),
        ({"text": "", "pmids": None}, "nothing in m03s4 is changed"),
        ({"pmids": ("99999999",)}, "no record 99999999 is stored"),
        ({"pmids": ("90000002",)}, "is a preprint"),
        ({"pmids": ("90000003",)}, "is retracted"),
        ({"pmids": (), "source": "", "status": "found"}, "needs a source"),
        ({"retire": True}, "without other words"),
        ({"text": "Patient 19121212-1212 blev bättre."}, "personal identity number"),
    ],
)
def test_what_may_not_be_proposed(tx: Tx, watch: Watch, given_: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        changed(tx, watch, **given_)
    assert versions(tx) == {}


def test_an_unknown_message_is_told_with_the_nearest(tx: Tx, watch: Watch) -> None:
    with pytest.raises(WrongUse, match="'m03s44'") as error:
        find(wordings(tx, watch), "m03s44")
    assert "m03s4" in error.value.remedy


class _Undone(Exception):
    """The example is over: what it wrote is undone."""


PEOPLE = st.sampled_from([A, B, "a.  kurator", "C. Tredje"])
STEPS = st.one_of(
    st.tuples(st.just("propose"), PEOPLE, st.sampled_from(["Ett.", "Två.", "Tre."])),
    st.tuples(st.just("retire"), PEOPLE, st.just("Säg detta.")),
    st.tuples(st.just("confirm"), PEOPLE, st.just("")),
    st.tuples(st.sampled_from(["in_force", "refused"]), PEOPLE, st.just("")),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps=st.lists(STEPS, max_size=12))
def test_whatever_is_done_needs_two_people_and_loses_nothing(
    store: Store, watch: Watch, steps: list[tuple[str, str, str]]
) -> None:
    with suppress(_Undone), store.write() as tx:
        told = [now_says(tx, watch).text]
        for number, (step, by, words) in enumerate(steps):
            at = NOW + timedelta(days=number)
            said = now_says(tx, watch)
            open_ = said.proposal.version if said.proposal else 0
            try:
                if step in ("in_force", "refused"):
                    settle(tx, watch, MESSAGE, step, version=open_, by=by, now=at)  # type: ignore[arg-type]
                elif step == "confirm":
                    confirm(tx, watch, MESSAGE, version=said.now.version, by=by, now=at)
                else:
                    change = Change(
                        text="" if step == "retire" else words,
                        why="Skäl.",
                        retire=step == "retire",
                        say_now=words if step == "retire" else "",
                    )
                    propose(tx, watch, MESSAGE, change, changes=said.now.version, by=by, now=at)
            except LitwatchError:
                pass
            after = now_says(tx, watch)
            if after.text != told[-1]:
                told.append(after.text)
            kept = (*after.earlier, after.now)
            assert [one.version for one in kept] == sorted({one.version for one in kept})
            assert set(told) <= {one.text for one in kept}
            for one in after.changes:
                assert "".join(one.proposed_by.casefold().split()) != "".join(
                    one.settled_by.casefold().split()
                )
        raise _Undone
