"""The order in which an hour is best spent, and the audit's records that nobody can tell apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litwatch.review.queue import line_up, works_once
from litwatch.store.screening import Waiting


def waits(record_id: str, **said: object) -> Waiting:
    told = {"verdict": None, "band": "likely", "score": 0.5, "usefulness": 0.5, "audit": None}
    return Waiting(record_id, **{**told, **said})  # type: ignore[arg-type]


def ids(waiting: list[Waiting]) -> list[str]:
    return [one.record_id for one in line_up(waiting)]


def test_the_band_comes_first_then_use_then_score() -> None:
    waiting = [
        waits("a", band="unlikely", usefulness=0.9),
        waits("b", band="uncertain", usefulness=0.9),
        waits("c", usefulness=0.2, score=0.99),
        waits("d", usefulness=0.8, score=0.6),
        waits("e", usefulness=0.8, score=0.7),
        waits("f", band=None),
    ]
    assert ids(waiting) == ["e", "d", "c", "b", "a", "f"]


def test_what_was_put_off_comes_last() -> None:
    assert ids([waits("a", verdict="maybe", score=0.9), waits("b", band="unlikely")]) == ["b", "a"]


def test_an_audited_record_stands_where_the_lot_put_it_not_where_the_model_did() -> None:
    likely = [waits(str(n), score=1 - n / 100) for n in range(10)]
    low = waits("low", band="unlikely", score=0.01, audit=0.45)
    assert ids([*likely, low]).index("low") == 4


def test_a_decided_audit_that_became_a_maybe_waits_with_the_maybes() -> None:
    low = waits("low", band="unlikely", verdict="maybe", audit=0.0)
    assert ids([waits("a"), low]) == ["a", "low"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["likely", "uncertain", "unlikely", None]),
            st.sampled_from([None, "maybe"]),
            st.none() | st.floats(0, 1, exclude_max=True),
        ),
        max_size=40,
    )
)
def test_everyone_who_waits_stands_in_line_once(some: list[tuple[str, str, float]]) -> None:
    waiting = [
        waits(str(n), band=band, verdict=verdict, audit=audit)
        for n, (band, verdict, audit) in enumerate(some)
    ]
    line = line_up(waiting)
    assert sorted(line) == sorted(waiting)
    assert ids(waiting) == ids(list(reversed(waiting)))
    ordinary = [one for one in line if one.audit is None]
    assert ordinary == line_up(ordinary)


def test_a_work_is_shown_once_by_the_record_that_stands_for_it() -> None:
    line = [waits("preprint"), waits("other"), waits("article")]
    assert list(works_once(line, {"preprint": "article"})) == ["article", "other"]
