"""A work stands once in the month, and what was said of one record is no word on another."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import msgspec
import pytest

from litwatch.digest import closed_gates, render_html, render_markdown
from litwatch.records import Decision, Notice, Pmid, PublicationType, Record, State, Verdict
from litwatch.records.standing import in_order

from .month import NOW, WORDS, Entry, Row, edition, entry, record


class Member(NamedTuple):
    record: Record
    state: State = "ok"
    role: str = "watched"
    decision: Decision | None = None


def said(verdict: Verdict, on: Record) -> Decision:
    return Decision(record_id=on.id, verdict=verdict, reviewer="A. Exempel", at=NOW)


def work(*found: Entry) -> tuple[Entry, ...]:
    """The entries as one work."""
    members = in_order([Member(e.record, e.state, e.role, e.decision) for e in found])
    return tuple(entry_with(one, work=members) for one in found)


def entry_with(one: Entry, **fields: Any) -> Entry:
    return msgspec.structs.replace(one, **fields)


ARTICLE = record(90000101, "Rest and return to work after covid-19.")
PREPRINT = record(
    90000102,
    "Rest and return to work after covid-19.",
    publication_types=(PublicationType(name="Preprint"),),
)
DOUBLE = record(90000100, "Rest and return to work after covid-19")
UPDATED = (
    Notice(type="update", direction="in", pmid=Pmid("90000101"), first_seen=date(2026, 10, 9)),
)
USED = frozenset({PREPRINT.id})


def test_a_preprint_whose_article_is_of_the_same_month_is_no_item_of_its_own() -> None:
    made = edition(work(entry(ARTICLE, "design:rct"), entry(PREPRINT, "design:rct")))
    assert [item.id for item in made.items()] == [ARTICLE.id]
    assert (made.preprints, made.further) == ((), ())
    (item,) = made.items()
    assert [(other.id, other.preprint) for other in item.also] == [(PREPRINT.id, True)]
    assert made.flow.new == 2  # both records are counted


def test_without_a_common_work_both_stand() -> None:
    made = edition((entry(ARTICLE, "design:rct"), entry(PREPRINT, "design:rct")))
    assert [item.id for item in (*made.items(), *made.preprints)] == [ARTICLE.id, PREPRINT.id]


def test_a_preprint_stands_while_its_article_is_only_background_or_of_another_month() -> None:
    hidden = entry(ARTICLE, role="background")
    (_, seen) = work(hidden, entry(PREPRINT))
    assert [item.id for item in edition((hidden, seen)).preprints] == [PREPRINT.id]
    later = entry(record(90000101, "The article", created=date(2026, 11, 2)))
    (_, seen) = work(later, entry(PREPRINT))
    assert [item.also[0].id for item in edition((seen,)).preprints] == [later.record.id]


def test_an_include_on_the_preprint_is_none_on_the_article_and_is_told() -> None:
    made = edition(work(entry(ARTICLE, "design:rct"), entry(PREPRINT, verdict="include")))
    (item,) = made.items()
    assert (item.reviewed, item.verdict, item.also[0].verdict) == (False, None, "include")
    assert [(one.id, one.by) for one in made.replaced] == [(PREPRINT.id, ARTICLE.id)]
    (gate,) = [gate for gate in closed_gates(made, {}) if gate.gate == "absent"]
    assert (gate.item, gate.words) == (PREPRINT.id, ARTICLE.id)
    both = edition(
        work(entry(ARTICLE, "design:rct", verdict="include"), entry(PREPRINT, verdict="include"))
    )
    assert both.replaced == ()


def test_an_excluded_article_does_not_bring_its_preprint_back() -> None:
    made = edition(work(entry(ARTICLE, verdict="exclude"), entry(PREPRINT)))
    assert (made.items(), made.preprints, made.further) == ((), (), ())


def test_a_retracted_article_does_not_bring_its_preprint_back() -> None:
    link = Notice(type="retraction", direction="in", first_seen=date(2026, 10, 14))
    gone = entry(ARTICLE, notices=(link,), state="retracted")
    made = edition(work(gone, entry(PREPRINT)))
    assert (made.items(), made.preprints) == ((), ())
    (line,) = made.notices
    assert (line.item.id, line.item.also[0].id) == (ARTICLE.id, PREPRINT.id)


def test_a_withdrawn_preprint_does_not_hide_its_article_and_is_told() -> None:
    withdrawn = entry(PREPRINT, state="withdrawn")
    made = edition(work(entry(ARTICLE, "design:rct", verdict="include"), withdrawn), rows=())
    (item,) = made.items()
    assert (item.id, item.also[0].state) == (ARTICLE.id, "withdrawn")
    assert not [gate for gate in closed_gates(made, {}) if gate.gate == "retracted"]
    assert "PMID 90000102</a> (preprint; Withdrawn)" in render_html(made, "en")


def test_a_double_that_says_retracted_closes_a_gate_and_is_not_proposed() -> None:
    double = entry(DOUBLE, state="retracted")
    chosen = edition(work(entry(ARTICLE, "design:rct", verdict="include"), double))
    shown = next(item for item in chosen.items() if item.also)
    gates = [gate for gate in closed_gates(chosen, {}) if gate.gate == "retracted"]
    assert {(gate.item, gate.words) for gate in gates} == {(shown.id, shown.also[0].id)}
    proposed = edition(work(entry(ARTICLE, "design:rct"), double))
    assert proposed.items() == ()


def test_the_article_of_a_preprint_that_was_shown_is_told_even_when_nobody_has_read_it() -> None:
    before = entry(PREPRINT, state="preprint_published", notices=UPDATED)
    before = entry_with(
        before,
        record=record(
            90000102, "Rest", created=date(2026, 8, 3), publication_types=PREPRINT.publication_types
        ),
        first_seen=NOW.replace(month=8),
    )
    found = work(entry(ARTICLE, "design:rct"), before)
    for state in ("draft", "published"):
        made = edition(found, used=USED, state=state)
        (line,) = made.notices
        assert (line.item.id, line.type, line.used) == (PREPRINT.id, "published", True)
        assert line.seen == ARTICLE.created
        assert line.item.also[0].id == ARTICLE.id
    page, text = render_html(made, "sv"), render_markdown(made, "sv")
    assert "Publicerad som artikel" in page
    assert "Även som [PMID 90000101]" in text
    (item,) = edition(found, used=USED).items()
    assert item.also[0].used
    assert edition(found).notices == ()


def test_a_double_of_what_was_shown_earlier_is_not_shown_again() -> None:
    old = entry(record(90000100, "Rest", created=date(2026, 8, 3)))
    found = work(entry(ARTICLE, "design:rct"), old)
    assert edition(found, used=frozenset({old.record.id})).items() == ()
    again = edition(work(entry(ARTICLE, verdict="include"), old), used=frozenset({old.record.id}))
    assert [(one.id, one.by) for one in again.replaced] == [(ARTICLE.id, old.record.id)]


def test_two_records_of_one_retracted_work_are_one_line_but_for_what_we_used() -> None:
    link = Notice(type="retraction", direction="in", first_seen=date(2026, 10, 14))
    both = work(
        entry(ARTICLE, notices=(link,), state="retracted"),
        entry(DOUBLE, notices=(link,), state="retracted"),
    )
    assert [line.item.id for line in edition(both).notices] == [ARTICLE.id]
    used = edition(both, used=frozenset({DOUBLE.id})).notices
    assert [line.item.id for line in used] == [DOUBLE.id, ARTICLE.id]


@pytest.mark.parametrize(("state", "told"), [("draft", True), ("published", False)])
def test_what_a_person_said_of_the_other_record_is_for_the_draft_only(
    state: Any, told: bool
) -> None:
    found = work(
        entry(ARTICLE, "design:rct", verdict="include"), entry(PREPRINT, verdict="exclude")
    )
    made = edition(
        found, rows=(*WORDS, Row(record_id=ARTICLE.id, field="result", text="21 %")), state=state
    )
    for text in (render_html(made, "en"), render_markdown(made, "en")):
        assert ("a person excluded that record" in text) == told
        assert "Also as" in text


def test_an_article_that_we_do_not_hold_is_told_by_the_day_of_its_link() -> None:
    before = entry(PREPRINT, state="preprint_published", notices=UPDATED)
    for seen, told in ((NOW.replace(month=8), True), (NOW.replace(month=10, day=12), False)):
        (line,) = edition((entry_with(before, first_seen=seen),), used=USED).notices or (None,)
        assert bool(line) == told
