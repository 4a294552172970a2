"""What stands where in the month, for what reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from litwatch.digest import closed_gates, render_markdown
from litwatch.digest.edition import Edition, Item
from litwatch.digest.seating import AUDIENCE_ITEMS, LIST_LINES, MECHANISM_LINES
from litwatch.errors import WrongUse
from litwatch.records import Notice, Pmid, PublicationType, Tag

from .month import (
    ENTRIES,
    PACING,
    PREPRINT,
    PROTOCOL,
    RETRACTED,
    WATCH,
    WINDOWS,
    Entry,
    Row,
    Window,
    edition,
    entry,
    record,
)


def ids(items: tuple[Item, ...]) -> list[str]:
    return [item.id for item in items]


def many(count: int, *tags: str, **fields: object) -> tuple[Entry, ...]:
    return tuple(
        entry(record(91000000 + i, f"Study {i}."), *tags, score=0.99 - i / 100, **fields)  # type: ignore[arg-type]
        for i in range(count)
    )


def test_a_draft_shows_included_items_first_and_proposals_after() -> None:
    made = edition()
    assert [(item.id, item.reviewed) for item in made.primary_care] == [
        ("90000001", True),
        ("90000002", True),
        ("90000004", False),
    ]
    assert [(item.id, item.reviewed) for item in made.rehabilitation] == [
        ("90000001", True),
        ("90000003", False),
    ]


def test_a_published_edition_holds_reviewed_items_only() -> None:
    made = edition(state="published")
    everything = (
        *made.items(),
        *made.guidelines,
        *made.upcoming,
        *made.debate,
        *made.mechanisms,
        *made.preprints,
        *made.children,
        *made.older,
        *made.further,
    )
    assert {item.id for item in everything} == {"90000001", "90000002"}
    assert all(item.reviewed for item in everything)


def test_each_kind_has_its_own_list() -> None:
    made = edition()
    assert ids(made.upcoming) == [PROTOCOL.id]
    assert ids(made.debate) == ["90000006", "90000007"]
    assert ids(made.mechanisms) == ["90000008"]
    assert ids(made.guidelines) == ["90000009"]
    assert ids(made.preprints) == [PREPRINT.id]
    assert ids(made.children) == ["90000004"]
    assert ids(made.older) == ["90000002"]
    assert made.sex_reported == (1, 4)


@pytest.mark.parametrize(
    "never",
    [
        entry(RETRACTED, "design:rct", verdict="include"),
        entry(PREPRINT, "design:rct", verdict="include"),
        entry(PROTOCOL, "design:protocol", verdict="include"),
        entry(PACING, "design:opinion", verdict="include"),
        entry(PACING, "design:rct", verdict="exclude"),
        entry(PACING, "design:rct", role="background"),
        entry(PACING, "design:rct", state="concern"),
        entry(PACING, "design:animal_lab"),
        entry(PACING, "design:rct", score=0.01),
        entry(record(92, "Last month", created=date(2026, 9, 30)), "design:rct"),
    ],
)
def test_some_records_are_never_items(never: Entry) -> None:
    assert edition((never,)).items() == ()


def test_an_excluded_record_appears_nowhere() -> None:
    excluded = entry(RETRACTED, "design:rct", verdict="exclude", notices=RETRACTED.notices)
    made = edition((excluded,))
    assert RETRACTED.id not in repr(made)
    assert made.flow.read == 1


@pytest.mark.parametrize("design", ["cohort", "protocol", "opinion", "guideline"])
def test_what_is_put_off_as_maybe_takes_no_place_and_closes_no_gate(design: str) -> None:
    kept = entry(record(95, "Kept."), "design:cohort", verdict="include")
    undecided = entry(record(96, "Nobody has read it."), f"design:{design}")
    put_off = entry(record(97, "Perhaps."), f"design:{design}", verdict="maybe")

    def asked(*found: Entry) -> set[str]:
        closed = closed_gates(edition(found), {})
        return {gate.item for gate in closed if gate.gate == "undecided"}

    assert asked(kept, undecided, put_off) == {"96"}
    made = edition((kept, put_off))
    assert asked(kept, put_off) == set()
    assert (ids(made.shown()), ids(made.further)) == (["95"], ["97"])
    page = render_markdown(made, "en")
    assert "put off as maybe" in page
    assert "Found this month but not proposed" not in page
    assert "put off" not in render_markdown(edition((kept, put_off), state="published"), "en")


def test_an_audience_gets_at_most_seven_proposals_best_ranked_first() -> None:
    made = edition(many(12, "design:cohort"))
    assert ids(made.primary_care) == [str(91000000 + i) for i in range(AUDIENCE_ITEMS)]
    assert len(made.further) == 12 - AUDIENCE_ITEMS


def test_the_best_included_ones_stand_and_the_rest_waits_by_name() -> None:
    made = edition(many(9, "design:cohort", verdict="include"), state="published")
    assert ids(made.primary_care) == [str(91000000 + i) for i in range(AUDIENCE_ITEMS)]
    assert ids(made.waiting) == ["91000007", "91000008"]
    assert (made.further, made.absent) == ((), ())


def test_with_seven_an_audience_an_edition_stays_within_twenty_items() -> None:
    found = many(60, "design:cohort", "setting:primary_rehab", "phase:identify", verdict="include")
    assert {item.audiences for item in edition(found).items()} == {
        ("vardcentral", "primarvardsrehab")
    }
    assert 2 * AUDIENCE_ITEMS <= 20


def test_proposals_take_only_the_places_that_included_ones_leave() -> None:
    chosen = many(5, "design:case_report", verdict="include")
    best = tuple(entry(record(92000000 + i, "Trial"), "design:rct") for i in range(5))
    made = edition((*chosen, *best))
    assert [item.reviewed for item in made.primary_care] == [True] * 5 + [False] * 2
    assert len(made.further) == 3


def test_what_changes_a_statement_and_the_study_on_children_get_a_place_before_the_rest() -> None:
    found = (
        *many(9, "design:rct", verdict="include"),
        entry(record(92, "A register of children"), "population:children", verdict="include"),
        entry(record(93, "A case"), "design:case_report", verdict="include", score=0.5),
    )
    rows = (Row(record_id="93", field="minute", text="Råden ändras."),)
    made = edition(found, rows=rows)
    assert {"92", "93"} < set(ids(made.primary_care))
    assert ids(made.children) == ["92"]
    assert ids(made.waiting) == [str(91000000 + i) for i in range(5, 9)]


@pytest.mark.parametrize(
    ("tags", "part", "limit"),
    [
        (("design:guideline",), "guidelines", LIST_LINES),
        (("design:protocol",), "upcoming", LIST_LINES),
        (("design:opinion",), "debate", LIST_LINES),
        (("design:cohort", "phase:mechanism"), "mechanisms", MECHANISM_LINES),
    ],
)
def test_the_short_lists_have_a_budget_too(tags: tuple[str, ...], part: str, limit: int) -> None:
    made = edition(many(limit + 2, *tags, verdict="include"), state="published")
    assert len(getattr(made, part)) == limit
    assert ids(made.waiting) == [str(91000000 + limit), str(91000000 + limit + 1)]


def test_both_sides_of_a_debate_stand_even_past_the_budget() -> None:
    comment = Notice(type="comment", direction="of", pmid=Pmid("90000090"), citation="Ex J")
    sides = tuple(
        entry(
            record(n, "Side", notices=(comment,)),
            "design:opinion",
            verdict="include",
            score=score,
            notices=(comment,),
        )
        for n, score in ((98000001, 0.999), (98000002, 0.5))
    )
    made = edition((*many(LIST_LINES, "design:opinion", verdict="include"), *sides))
    assert {"98000001", "98000002"} < set(ids(made.debate))
    assert ids(made.waiting) == ["91000009"]


def test_what_is_included_beyond_what_a_reader_may_see_is_absent_and_closes_a_gate() -> None:
    made = edition((entry(record(95, "Correction"), "design:erratum", verdict="include"),))
    assert [name.id for name in made.absent] == ["95"]
    assert "absent" in {gate.gate for gate in closed_gates(made, {})}


def test_a_strong_design_ranks_before_a_higher_score() -> None:
    weak = entry(record(1, "Weak"), "design:cross_sectional", score=0.99)
    strong = entry(record(2, "Strong"), "design:rct", score=0.9)
    assert ids(edition((weak, strong)).primary_care) == ["2", "1"]


def test_mechanisms_are_five_lines_at_most() -> None:
    made = edition(many(8, "design:cohort", "phase:mechanism"))
    assert len(made.mechanisms) == MECHANISM_LINES
    assert made.items() == ()


@pytest.mark.parametrize(
    ("candidate", "proposed"),
    [
        (entry(record(1, "Trial"), "design:rct", topics=("dengue",)), True),
        (entry(record(1, "Review"), "design:systematic_review", topics=("dengue",)), True),
        (entry(record(1, "Small"), "design:cohort", topics=("dengue",)), False),
        (
            entry(
                record(1, "Large", ("METHODS", "We followed 4,210 adult patients.")),
                "design:cohort",
                topics=("dengue",),
            ),
            True,
        ),
        (entry(record(1, "Nordic"), "design:cohort", "geography:nordic", topics=("tbe",)), True),
        (entry(record(1, "Both"), "design:cohort", topics=("dengue", "me_cfs")), True),
        (
            entry(record(1, "Chosen"), "design:cohort", topics=("dengue",), verdict="include"),
            True,
        ),
        (entry(record(1, "Near"), "setting:vardcentral", topics=("pots_dysautonomia",)), True),
        (entry(record(1, "Far"), "design:cohort", topics=("pots_dysautonomia",)), False),
        (entry(record(1, "Own rule"), "setting:vardcentral", topics=("mcas",)), False),
        (entry(record(1, "Own rule, trial"), "design:rct", topics=("mcas",)), True),
        (entry(record(1, "Own rule, core"), "design:cohort", topics=("mcas", "me_cfs")), True),
        (
            entry(record(1, "Nordic"), "geography:sweden", topics=("pots_dysautonomia", "tbe")),
            True,
        ),
        (entry(record(1, "Advice"), "design:guideline", topics=("dengue",)), False),
        (entry(record(1, "Seed"), "design:case_report", topics=("pics",)), True),
    ],
)
def test_the_tiers_decide_what_is_proposed(candidate: Entry, proposed: bool) -> None:
    made = edition((candidate,))
    assert bool(made.items()) == proposed
    assert len(made.items()) + len(made.further) == 1


def test_every_tier_of_the_watch_has_its_rule_tried_above() -> None:
    tiers = {topic.id: topic.tier for topic in WATCH.topics}
    tried = ("me_cfs", "pics", "pots_dysautonomia", "dengue")
    assert {tiers[topic] for topic in tried} == set(tiers.values())
    assert [topic.id for topic in WATCH.topics if topic.digest_rule] == ["mcas"]


def test_a_month_without_a_find_still_holds_its_fixed_sections() -> None:
    made = edition((), rows=(), state="published")
    assert (made.children, made.older, made.sex_reported) == ((), (), (0, 0))
    assert {line.count for line in made.other_conditions} == {0}
    page = render_markdown(made, "sv")
    for words in (
        "Inget den här månaden ändrar råden i kunskapsstödet.",
        "## Nytt sedan sist",
        "## Tillbakadraget och rättat",
        "Inga studier den här månaden.",
        "Könsuppdelat redovisat i 0 av 0 studier",
        "## Övriga tillstånd",
        "## Så gjordes urvalet",
    ):
        assert words in page


def test_notices_of_the_month_are_named_used_works_first() -> None:
    made = edition()
    assert [(line.item.id, line.type, line.used) for line in made.notices] == [
        ("90000012", "concern", True),
        ("90000011", "retraction", False),
    ]
    old = Notice(type="retraction", direction="in", first_seen=date(2026, 8, 1))
    earlier = record(93, "Old news", created=date(2026, 3, 1), notices=(old,))
    assert edition((entry(earlier, notices=(old,)),)).notices == ()


def test_every_watched_condition_is_counted_and_zero_is_told_from_not_searched() -> None:
    counts = {line.name.id: (line.count, line.searched) for line in edition().other_conditions}
    assert counts == {
        "pics": (0, True),
        "post_sepsis": (1, True),
        "severe_influenza": (0, True),
        "pans_pandas": (0, True),
        "pots_dysautonomia": (0, True),
        "mcas": (0, True),
        "sentinel": (1, True),
    }
    unsearched = edition(windows=tuple(w for w in WINDOWS if w.topic != "pics"))
    assert unsearched.other_conditions[0].searched is False


def test_the_flow_and_the_method_come_from_windows_and_entries() -> None:
    made = edition()
    assert made.flow.hits == sum(window.count for window in WINDOWS)
    assert (made.flow.new, made.flow.included, made.flow.items) == (12, 2, 2)
    assert made.method.fetched_on == date(2026, 11, 1)
    assert [line.part for line in made.method.strategies if line.topic.id == "postcovid"] == [
        "named",
        "persistent",
        "symptom_after_covid",
    ]
    assert made.decision_ids == (1, 2)


OTHERS = tuple(window for window in WINDOWS if window.topic != "me_cfs")
SEPTEMBER, SOON = date(2026, 9, 28), datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mine", "searched"),
    [
        ((Window(topic="me_cfs"),), True),
        ((Window(topic="me_cfs", first=SEPTEMBER, last=date(2026, 11, 1), closed_at=SOON),), True),
        (
            (
                Window(topic="me_cfs", last=date(2026, 10, 15)),
                Window(topic="me_cfs", first=date(2026, 10, 14)),
            ),
            True,
        ),
        ((), False),
        ((Window(topic="me_cfs", state="open"),), False),
        ((Window(topic="me_cfs"), Window(topic="me_cfs", state="incomplete")), False),
        ((Window(topic="me_cfs", last=date(2026, 10, 30)),), False),
        ((Window(topic="me_cfs", first=date(2026, 10, 2)),), False),
        (
            (
                Window(topic="me_cfs", last=date(2026, 10, 10)),
                Window(topic="me_cfs", first=date(2026, 10, 12)),
            ),
            False,
        ),
        ((Window(topic="me_cfs", closed_at=datetime(2026, 10, 20, tzinfo=UTC)),), False),
    ],
)
def test_a_part_is_searched_when_complete_windows_cover_the_month(
    mine: tuple[Window, ...], searched: bool
) -> None:
    method = edition(windows=(*OTHERS, *mine)).method
    assert [name.id for name in method.unsearched] == ([] if searched else ["me_cfs"])


def test_overlapping_windows_do_not_inflate_the_month() -> None:
    weekly = tuple(
        Window(topic="me_cfs", first=first, last=last, count=3, fetched=1, known=2, closed_at=SOON)
        for first, last in [
            (SEPTEMBER, date(2026, 10, 12)),
            (date(2026, 10, 5), date(2026, 10, 26)),
            (date(2026, 10, 19), date(2026, 11, 1)),
        ]
    )
    floor = edition(windows=weekly)
    (line,) = floor.method.strategies
    assert line.hits == 4
    assert (floor.method.searched_from, floor.method.searched_to) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
    )
    told = edition(windows=weekly, listed={("me_cfs", ""): 5})
    (line,) = told.method.strategies
    assert (line.hits, line.fetched, line.known, told.flow.hits) == (5, 3, 2, 5)


def test_section_4_holds_only_works_of_ours() -> None:
    (found,) = (one for one in ENTRIES if one.record.id == RETRACTED.id)
    strange = entry(RETRACTED, "design:retracted", notices=RETRACTED.notices, topics=())
    assert len(edition((found,)).notices) == 1
    assert edition((strange,)).notices == ()
    (line,) = edition((strange,), used=frozenset({RETRACTED.id})).notices
    assert line.used


def test_a_used_work_stays_in_section_4_when_somebody_excludes_it() -> None:
    gone = entry(RETRACTED, "design:retracted", notices=RETRACTED.notices, verdict="exclude")
    (line,) = edition((gone,), used=frozenset({RETRACTED.id})).notices
    assert line.used


def test_a_notice_that_came_with_the_record_has_no_day() -> None:
    came = datetime(2026, 10, 14, 3, tzinfo=UTC)
    new = entry(RETRACTED, "design:retracted", notices=RETRACTED.notices, first_seen=came)
    (line,) = edition((new,)).notices
    assert (line.seen, line.found_with_it) == (None, True)
    (line,) = edition((entry(RETRACTED, "design:retracted", notices=RETRACTED.notices),)).notices
    assert (line.seen, line.found_with_it) == (date(2026, 10, 14), False)


def test_an_included_record_without_a_create_date_stands_in_the_month_it_was_seen() -> None:
    found = record(97, "From a file", created=None)
    made = edition((entry(found, "design:cohort", verdict="include", topics=()),))
    assert ids(made.items()) == ["97"]
    assert edition((entry(found, "design:cohort"),)).items() == ()
    later = datetime(2026, 11, 2, tzinfo=UTC)
    other = entry(found, "design:cohort", verdict="include", first_seen=later)
    assert edition((other,)).items() == ()


def test_a_line_in_the_minute_may_be_about_a_guideline() -> None:
    (found,) = (one for one in ENTRIES if one.record.id == "90000009")
    rows = (Row(record_id="90000009", field="minute", text="Råden ändras."),)
    assert ids(edition((found,), rows=rows).minute()) == ["90000009"]


def test_the_newest_words_stand_and_emptied_words_do_not() -> None:
    rows = (
        Row(record_id=PACING.id, field="result", text="Nytt", version=2),
        Row(record_id=PACING.id, field="population", text=" ", version=3),
    )
    (item,) = edition(ENTRIES[:1], rows=rows).items()
    assert item.words("result") == "Nytt"
    assert item.words("population") == ""


def test_a_persons_tag_stands_in_place_of_the_machines() -> None:
    found = entry(PACING, "design:rct")
    tags = (*found.tags, Tag(facet="design", value="cohort", by="A. Exempel", state="accepted"))
    (item,) = edition((entry(PACING, tags=tags),)).items()
    assert item.design is not None
    assert (item.design.name.id, item.design.source) == ("cohort", "curator")


def test_a_flag_that_a_person_adds_takes_no_warning_away() -> None:
    found = entry(PACING, "design:rct", "flags:safety_pem_check")
    added = Tag(facet="flags", value="small_n", by="A. Exempel", state="accepted")
    (item,) = edition((entry(PACING, tags=(*found.tags, added)),)).items()
    assert {flag.id for flag in item.flags} == {"safety_pem_check", "small_n"}
    assert item.flags_by_machine

    wrong = msgspec.structs.replace(found.tags[1], state="rejected")
    (item,) = edition((entry(PACING, tags=(found.tags[0], wrong, added)),)).items()
    assert [flag.id for flag in item.flags] == ["small_n"]


def test_a_preprint_type_never_reaches_the_first_sections() -> None:
    found = record(94, "Trial", publication_types=(PublicationType(name="Preprint"),))
    made: Edition = edition((entry(found, "design:rct", verdict="include"),))
    assert made.items() == ()
    assert ids(made.preprints) == ["94"]


def test_the_order_of_the_entries_does_not_matter() -> None:
    assert edition(ENTRIES[::-1]) == edition(ENTRIES)


def test_a_month_that_is_none_is_refused() -> None:
    with pytest.raises(WrongUse, match="2026-13"):
        edition(month="2026-13")
