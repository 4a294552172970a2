"""What decisions teach: two questions, and silence where people have not agreed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from litwatch.classify.labels import labels
from litwatch.records import Decision

DAY = datetime(2026, 11, 3, tzinfo=UTC)


def said(verdict: str, reviewer: str = "Alm", reason: str = "", days: int = 0) -> Decision:
    return Decision(
        record_id="1",
        verdict=verdict,  # type: ignore[arg-type]
        reviewer=reviewer,
        reason=reason,
        at=DAY + timedelta(days=days),
    )


def test_an_included_record_is_relevant_and_useful() -> None:
    (label,) = labels([said("include")])
    assert (label.relevant, label.useful) == (True, True)


def test_a_laboratory_study_is_of_no_use_but_may_well_be_relevant() -> None:
    (label,) = labels([said("exclude", reason="laboratory")])
    assert (label.relevant, label.useful) == (None, False)


def test_only_off_topic_speaks_against_relevance_in_either_language() -> None:
    for reason in ("off topic: burnout", "Off-topic", "fel ämne, utbrändhet"):
        (label,) = labels([said("exclude", reason=reason)])
        assert (label.relevant, label.useful) == (False, False)


def test_a_reviewer_may_think_again_and_the_newest_word_counts() -> None:
    (label,) = labels([said("exclude", reason="off topic"), said("include", days=1)])
    assert label.relevant is True
    assert label.at == DAY + timedelta(days=1)


def test_where_two_reviewers_differ_nothing_is_taught_until_they_agree() -> None:
    differ = [said("include"), said("exclude", "Berg", "off topic", days=1)]
    (label,) = labels(differ)
    assert (label.relevant, label.useful) == (None, None)
    (label,) = labels([*differ, said("include", "Berg", days=2)])
    assert label.relevant is True


def test_a_maybe_teaches_nothing() -> None:
    (label,) = labels([said("maybe")])
    assert (label.relevant, label.useful) == (None, None)


@given(
    st.lists(
        st.builds(
            said,
            st.sampled_from(["include", "exclude", "maybe"]),
            st.sampled_from(["Alm", "Berg"]),
            st.sampled_from(["", "off topic", "duplicate"]),
            st.integers(0, 9),
        ),
        min_size=1,
    )
)
def test_relevance_and_usefulness_never_contradict_each_other(decisions: list[Decision]) -> None:
    (label,) = labels(decisions)
    assert not (label.useful and not label.relevant)
    if label.relevant is False:
        assert label.useful is False
