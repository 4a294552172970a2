"""Nothing that a person included is lost between the editions."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litwatch.digest.edition import Edition
from litwatch.digest.seating import AUDIENCE_ITEMS
from litwatch.digest.stages import published
from litwatch.pipeline.editions import compose
from litwatch.pipeline.outside import add_outside
from litwatch.pipeline.revisions import content_hash
from litwatch.pipeline.words import write_text
from litwatch.records import Decision, Pmid, Prediction, Record, Tag, Verdict
from litwatch.review.rating import rate
from litwatch.store import (
    Store,
    catalog,
    create_or_upgrade,
    editions,
    open_store,
    opinions,
    outside,
    screening,
)
from litwatch.watch import Watch

pytestmark = pytest.mark.usefixtures("few_formats")

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
AUDIENCES = ("vardcentral", "primarvardsrehab")


def after(month: str) -> datetime:
    """The second day of the month after: when a month's edition is made."""
    first = date.fromisoformat(f"{month}-01")
    return datetime.combine((first + timedelta(days=32)).replace(day=2), datetime.min.time(), UTC)


def save(
    store: Store, record_id: str, created: date | None, *tags: str, score: float = 0.9
) -> None:
    came = datetime.combine(created or date(2026, 1, 9), datetime.min.time(), UTC)
    with store.write() as tx:
        found = Record(pmid=Pmid(record_id), title=f"Work {record_id}", created=created)
        catalog.save(tx, [(found, b"")], source="pubmed", now=came, role="watched")
        said = Prediction(record_id=record_id, model="m", score=score, band="likely")
        opinions.save_predictions(tx, [said], came)
        for tag in tags:
            facet, value = tag.split(":")
            kept = Tag(facet=facet, value=value, by="A. Kurator", state="accepted")
            opinions.tag_by_person(tx, record_id, kept, single=facet == "design", now=came)


def decide(store: Store, record_id: str, verdict: Verdict, at: datetime) -> None:
    with store.write() as tx:
        said = Decision(record_id=record_id, verdict=verdict, reviewer="A. Kurator", at=at)
        screening.append_decision(tx, said)


def publish(store: Store, watch: Watch, month: str, *, at: datetime | None = None) -> Edition:
    """Publish a month as it is composed, past the gates: they want words, and close on none lost."""
    now = at or after(month)
    with store.read() as tx:
        latest = editions.latest(tx, month)
    revision = 1 if latest is None else latest.revision + 1
    draft, _ = compose(store, watch, month, revision=revision, now=now)
    made = published(draft, now)
    body = msgspec.json.encode(made)
    with store.write() as tx:
        row = editions.save_draft(tx, month, revision, body, content_hash(draft), now)
        editions.mark_published(tx, row.id, "A. Kurator", now, "", body=body)
    return made


def drafted(store: Store, watch: Watch, month: str) -> Edition:
    return compose(store, watch, month, now=after(month))[0]


def ids(items: tuple[object, ...]) -> list[str]:
    return [item.id for item in items]  # type: ignore[attr-defined]


def told(made: Edition) -> list[str]:
    """What an edition shows, and what it names as rated too low; one that stands twice, twice."""
    lists = (made.items(), made.guidelines, made.upcoming, made.debate, made.mechanisms)
    return [one.id for part in (*lists, made.preprints, made.further) for one in part]


KINDS = (
    ("design:cohort",),
    ("design:rct", "setting:primary_rehab"),
    ("design:rct", "setting:primary_rehab", "phase:identify", "population:children"),
    ("design:guideline",),
    ("design:opinion",),
    ("design:protocol",),
    ("design:cohort", "phase:mechanism"),
)


class Work(NamedTuple):
    """A made-up record: its month, when it is first decided and what, and whether again."""

    month: int
    kind: int
    decided: int  # the edition before which it is decided; len(MONTHS) is after all four
    verdict: Verdict
    again: Verdict | None  # said at the end of the year
    rating: int | None


WORKS = st.lists(
    st.builds(
        Work,
        month=st.integers(0, 3),
        kind=st.integers(0, len(KINDS) - 1),
        decided=st.integers(0, 4),
        verdict=st.sampled_from(["include", "include", "include", "exclude", "maybe"]),
        again=st.sampled_from([None, None, None, "exclude", "include"]),
        rating=st.sampled_from([None, None, None, 2, 6]),
    ),
    min_size=1,
    max_size=45,
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], object]:
    """An empty store of its own for each example."""
    template = tmp_path_factory.mktemp("schema") / "litwatch.db"
    create_or_upgrade(f"sqlite:///{template}")

    @contextmanager
    def opened() -> Iterator[Store]:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(template, Path(folder) / "litwatch.db")
            with open_store(f"sqlite:///{folder}/litwatch.db") as store:
                yield store

    return opened


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(works=WORKS)
def test_every_included_record_is_told_once_or_named_as_waiting(
    fresh: Callable[[], object], watch: Watch, works: list[Work]
) -> None:
    with fresh() as store:  # type: ignore[attr-defined]
        for number, work in enumerate(works):
            day = date.fromisoformat(f"{MONTHS[work.month]}-15")
            save(store, str(100 + number), day, *KINDS[work.kind], score=0.99 - number / 1000)
            if work.rating is not None:
                with store.write() as tx:
                    for audience in AUDIENCES:
                        rate(
                            tx,
                            str(100 + number),
                            audience,
                            audiences=AUDIENCES,
                            relevance=work.rating,
                            newsworthiness=work.rating,
                            reviewer="B. Kurator",
                            now=after(MONTHS[0]),
                        )
        included: set[str] = set()
        said: Counter[str] = Counter()
        months = [*MONTHS, "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"]
        for step, month in enumerate(months):
            for number, work in enumerate(works):
                key, at = str(100 + number), after(month) - timedelta(days=1)
                verdicts = [work.verdict] if work.decided == step else []
                verdicts += [work.again] if work.again and step == len(MONTHS) else []
                for verdict in verdicts:
                    decide(store, key, verdict, at)
                    (included.add if verdict == "include" else included.discard)(key)
            made = publish(store, watch, month)
            said.update(told(made))
            due = {
                key for key in included if works[int(key) - 100].month <= step
            }  # later months have not come
            assert max(said.values(), default=1) == 1
            assert due <= said.keys() | set(ids(made.waiting))
            assert not said.keys() & set(ids(made.waiting))
            assert (made.absent, made.replaced) == ((), ())
            assert all(
                len(part) <= AUDIENCE_ITEMS for part in (made.primary_care, made.rehabilitation)
            )
        assert made.waiting == ()
        assert included <= said.keys()


def fill(store: Store, month: str, count: int, *, start: int, at: datetime | None = None) -> None:
    """Included cohort studies of a month, the best first."""
    for n in range(count):
        save(
            store,
            str(start + n),
            date.fromisoformat(f"{month}-10"),
            "design:cohort",
            score=0.9 - n / 100,
        )
        decide(store, str(start + n), "include", at or after(month) - timedelta(days=5))


def test_what_missed_the_budget_stands_in_the_next_edition_with_the_words_written_on_it(
    store: Store, watch: Watch
) -> None:
    fill(store, "2026-01", 9, start=100)
    for month, text in (("2026-01", "Gammal text."), ("2026-02", "Ny text.")):
        for key, words in (("107", text), ("108", "Bara i januari.")):
            if month == "2026-01" or key == "107":
                write_text(
                    store,
                    month,
                    key,
                    "bottom_line",
                    words,
                    audience=None,
                    reviewer="A. Kurator",
                    role="allmänläkare",
                    now=after(month),
                )
    january = publish(store, watch, "2026-01")
    assert ids(january.waiting) == ["107", "108"]
    fill(store, "2026-02", 1, start=200)
    february = publish(store, watch, "2026-02")
    assert [(one.id, one.carried_from) for one in february.items()] == [
        ("200", ""),
        ("107", "2026-01"),
        ("108", "2026-01"),
    ]
    assert [one.words("bottom_line") for one in february.items()[1:]] == [
        "Ny text.",
        "Bara i januari.",
    ]
    flow = february.flow
    assert (flow.new, flow.included, flow.items, flow.carried) == (1, 1, 1, 2)
    assert drafted(store, watch, "2026-03").items() == ()


def test_words_taken_back_in_the_later_edition_do_not_come_back(store: Store, watch: Watch) -> None:
    fill(store, "2026-01", 8, start=100)
    for month, text in (("2026-01", "Fel siffra."), ("2026-02", "")):
        write_text(
            store,
            month,
            "107",
            "result",
            text,
            audience=None,
            reviewer="A. Kurator",
            role="",
            now=after(month),
        )
        if month == "2026-01":
            publish(store, watch, month)
    (item,) = drafted(store, watch, "2026-02").items()
    assert (item.id, item.written) == ("107", ())


def test_what_waited_goes_first_so_that_nothing_waits_for_ever(store: Store, watch: Watch) -> None:
    fill(store, "2026-01", 9, start=100)
    publish(store, watch, "2026-01")
    fill(store, "2026-02", 8, start=200)
    february = publish(store, watch, "2026-02")
    assert {"107", "108"} < set(ids(february.primary_care))
    assert ids(february.waiting) == ["205", "206", "207"]


def test_a_record_included_after_its_month_was_published_stands_in_the_next(
    store: Store, watch: Watch
) -> None:
    save(store, "1", date(2026, 1, 20), "design:cohort")
    publish(store, watch, "2026-01")
    decide(store, "1", "include", after("2026-01") + timedelta(days=3))
    (item,) = drafted(store, watch, "2026-02").items()
    assert (item.id, item.carried_from, item.reviewed) == ("1", "2026-01", True)
    decide(store, "1", "exclude", after("2026-01") + timedelta(days=4))
    assert drafted(store, watch, "2026-02").items() == ()


def test_a_month_without_an_edition_keeps_what_was_included_in_time_and_says_so(
    store: Store, watch: Watch
) -> None:
    fill(store, "2025-11", 2, start=100)  # read to teach the model, before any edition
    save(store, "7", date(2025, 10, 4), "design:cohort")
    publish(store, watch, "2026-01")
    decide(store, "7", "include", after("2026-01") + timedelta(days=1))
    february = drafted(store, watch, "2026-02")
    assert [(one.id, one.carried_from) for one in february.items()] == [("7", "2025-10")]
    assert february.unmade == (("2025-11", 2),)
    assert ids(drafted(store, watch, "2025-11").items()) == ["100", "101"]
    decide(store, "100", "include", after("2026-01") + timedelta(days=1))  # said anew
    assert set(ids(drafted(store, watch, "2026-02").items())) == {"7", "100"}


def test_a_late_import_without_a_create_date_counts_from_the_day_it_came(
    store: Store, watch: Watch
) -> None:
    save(store, "5", None, "design:cohort")  # came on 9 January
    decide(store, "5", "include", after("2026-01") - timedelta(days=9))
    assert ids(drafted(store, watch, "2026-01").items()) == ["5"]
    decide(store, "5", "maybe", after("2026-01"))
    publish(store, watch, "2026-01")
    decide(store, "5", "include", after("2026-01") + timedelta(days=9))
    assert [one.carried_from for one in drafted(store, watch, "2026-02").items()] == ["2026-01"]


def test_a_correction_tells_nothing_new_and_leaves_what_is_new_to_the_next_month(
    store: Store, watch: Watch
) -> None:
    fill(store, "2026-01", 2, start=100)
    save(store, "9", date(2026, 1, 30), "design:rct")
    publish(store, watch, "2026-01")
    decide(store, "9", "include", after("2026-01") + timedelta(days=1))
    decide(store, "101", "exclude", after("2026-01") + timedelta(days=1))
    corrected = publish(store, watch, "2026-01", at=after("2026-01") + timedelta(days=2))
    assert (corrected.revision, ids(corrected.items())) == (2, ["100"])
    february = publish(store, watch, "2026-02")
    assert [(one.id, one.carried_from) for one in february.items()] == [("9", "2026-01")]
    again = publish(store, watch, "2026-02", at=after("2026-02") + timedelta(days=2))
    assert [(one.id, one.carried_from) for one in again.items()] == [("9", "2026-01")]


def test_an_outside_item_stands_in_its_month_or_in_the_next_edition_once(
    store: Store, watch: Watch
) -> None:
    def add(day: date, at: datetime) -> int:
        return add_outside(
            store,
            watch,
            body="sbu",
            title=f"Report of {day}",
            link="https://www.sbu.se/9999",
            day=day,
            words="",
            reviewer="A. Kurator",
            now=at,
        ).id

    first = add(date(2026, 1, 5), after("2026-01") - timedelta(days=3))
    january = publish(store, watch, "2026-01")
    assert [(one.id, one.body) for one in january.outside] == [(first, "SBU")]
    late = add(date(2026, 1, 25), after("2026-01") + timedelta(days=3))
    own = add(date(2026, 2, 3), after("2026-01") + timedelta(days=3))
    february = publish(store, watch, "2026-02")
    assert [one.id for one in february.outside] == [late, own]
    assert drafted(store, watch, "2026-03").outside == ()
    with store.write() as tx:
        outside.remove(tx, own, after("2026-02"))
    corrected = publish(store, watch, "2026-02", at=after("2026-02") + timedelta(days=1))
    assert [one.id for one in corrected.outside] == [late]


def test_the_same_store_and_time_give_the_same_bytes(store: Store, watch: Watch) -> None:
    fill(store, "2026-01", 9, start=100)
    publish(store, watch, "2026-01")
    fill(store, "2026-02", 9, start=200)
    one, two = (msgspec.json.encode(drafted(store, watch, "2026-02")) for _ in range(2))
    assert one == two
