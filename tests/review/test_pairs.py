"""Who reads what twice: a stable draw, blind readings, disagreements and their end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from litwatch.errors import WrongSettings, WrongUse
from litwatch.records import Pmid, Record, Verdict
from litwatch.review.conflicts import Overtaken, differing, open_conflicts, replace_reader, resolve
from litwatch.review.pairs import Seconds, blind, is_for_two, second_readings
from litwatch.review.queue import queue
from litwatch.review.screening import decide
from litwatch.store import Store, Tx, editions, ledger, readings, screening
from litwatch.store.decisions import decisions_of, verdicts_of
from litwatch.store.tables import edition
from litwatch.watch import Watch, load_watch

A, B, C = "A. Kurator", "B. Fysio", "C. Ny"
IDS = [str(number) for number in range(1, 41)]


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch()


def invented(key: str, now: datetime) -> Record:
    return Record(pmid=Pmid(key), title=f"An invented study {key}", created=now.date())


@pytest.fixture
def tx(store: Store, now: datetime) -> Iterator[Tx]:
    """Forty records of one topic."""
    with store.write() as tx:
        run = ledger.start_run(tx, "harvest", now, {})
        day = now.date()
        window = ledger.open_window(
            tx,
            run,
            topic="me_cfs",
            part="",
            version="1.0.0",
            fingerprint="invented",
            first=day,
            last=day,
            term="invented",
            now=now,
        )
        ledger.list_found(tx, window.id, len(IDS), IDS, "", (), now)
        ledger.record_page(tx, window.id, [(invented(key, now), b"") for key in IDS], now=now)
        yield tx


def for_two(watch: Watch) -> list[str]:
    share = {"me_cfs": watch.topic("me_cfs").double_share}
    return [key for key in IDS if is_for_two(key, ["me_cfs"], share)]


def say(tx: Tx, key: str, verdict: Verdict, who: str, now: datetime, reason: str = "why") -> None:
    decide(tx, key, verdict, reviewer=who, reason=reason, now=now)


def test_the_draw_is_stable_and_gives_the_share_that_is_asked_for() -> None:
    ids = [str(number) for number in range(90_000_000, 90_004_000)]
    drawn = {key for key in ids if is_for_two(key, ["me_cfs"], {"me_cfs": 0.2})}
    assert 0.18 < len(drawn) / len(ids) < 0.22
    assert drawn == {key for key in ids if is_for_two(key, ["me_cfs"], {"me_cfs": 0.2})}
    more = {key for key in ids if is_for_two(key, ["me_cfs"], {"me_cfs": 0.3})}
    assert drawn < more  # a larger share keeps what was drawn
    other = {key for key in ids if is_for_two(key, ["postcovid"], {"postcovid": 0.2})}
    assert other != drawn
    assert not any(is_for_two(key, ["me_cfs"], {"me_cfs": 0}) for key in ids)
    assert all(is_for_two(key, ["me_cfs"], {"me_cfs": 1}) for key in ids)
    assert not is_for_two("90000001", [], {"me_cfs": 1})


def test_a_share_outside_0_to_1_is_refused(tmp_path: Path) -> None:
    packaged = Path("src/litwatch/watch/data/topics.yaml").read_text(encoding="utf-8")
    wrong = packaged.replace("- id: me_cfs\n", "- id: me_cfs\n  double_share: 1.5\n", 1)
    (tmp_path / "topics.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(WrongSettings, match="double_share"):
        load_watch(tmp_path)


def test_the_second_reader_gets_the_record_without_the_first_verdict(
    tx: Tx, watch: Watch, now: datetime
) -> None:
    drawn = for_two(watch)
    for key in IDS:
        say(tx, key, "include", A, now)
    assert second_readings(tx, watch, B) == sorted(drawn)
    assert second_readings(tx, watch, " a.  KURATOR ") == []
    assert second_readings(tx, watch, "") == []
    assert blind(tx, watch, IDS, B) == set(drawn)
    assert blind(tx, watch, IDS, A) == set()
    shown = queue(tx, 50, set(second_readings(tx, watch, B)))
    assert sorted(entry.record.id for entry in shown) == sorted(drawn)
    assert {entry.decision for entry in shown} == {None}
    assert queue(tx, 50) == []
    say(tx, drawn[0], "include", B, now)
    assert second_readings(tx, watch, C) == sorted(drawn[1:])
    assert open_conflicts(tx) == []


def test_a_published_month_waits_for_nobody(tx: Tx, watch: Watch, now: datetime) -> None:
    key = for_two(watch)[0]
    say(tx, key, "include", A, now)
    month = f"{now:%Y-%m}"
    editions.save_draft(tx, month, 1, b"{}", "hash", now)
    assert second_readings(tx, watch, B) == [key]
    tx.execute(update(edition).values(state="published"))
    assert second_readings(tx, watch, B) == []


def test_what_a_colleague_is_asked_to_read_waits_for_nobody_else(
    tx: Tx, watch: Watch, now: datetime
) -> None:
    key = for_two(watch)[0]
    say(tx, key, "include", A, now)
    readings.ask_second(tx, key, C, asked_by=A, now=now)
    assert second_readings(tx, watch, B) == []
    assert second_readings(tx, watch, "c. ny") == [key]
    say(tx, key, "include", C, now)
    assert second_readings(tx, watch, C) == []


def differ(tx: Tx, now: datetime, key: str = "1") -> int:
    say(tx, key, "include", A, now, "shows it in numbers")
    say(tx, key, "exclude", B, now + timedelta(hours=1), "no comparison")
    return decisions_of(tx, [key])[key][0]


def test_two_who_differ_resolve_it_once(tx: Tx, now: datetime) -> None:
    kept = differing()
    assert open_conflicts(tx, kept=kept) == []
    seen = differ(tx, now)
    (conflict,) = open_conflicts(tx)
    assert open_conflicts(tx, kept=kept) == [conflict]
    assert [(side.reviewer, side.verdict) for side in conflict.sides] == [
        (A, "include"),
        (B, "exclude"),
    ]
    assert (conflict.newest, conflict.holds.verdict, conflict.by_rule) == (
        seen,
        "exclude",
        "include",
    )
    given = {"how": "talk", "words": "We agree.", "seen": seen, "by": B, "now": now}
    resolved = resolve(tx, "1", "include", **given)  # type: ignore[arg-type]
    assert resolve(tx, "1", "include", **given) == resolved  # type: ignore[arg-type]
    assert open_conflicts(tx) == open_conflicts(tx, kept=kept) == []
    assert decisions_of(tx, ["1"])["1"][1].verdict == "include"
    assert len(screening.history(tx, "1")) == 3
    # What they said to agree is no reading: kappa still sees that they differed.
    assert verdicts_of(tx, ["1"])["1"] == ("include", "exclude")
    with pytest.raises(Overtaken):
        resolve(tx, "1", "exclude", **given)  # type: ignore[arg-type]
    screening.take_back(tx, resolved, by=B, now=now)
    assert [one.record_id for one in open_conflicts(tx)] == ["1"]


@pytest.mark.parametrize(
    ("how", "verdict", "words", "by", "said"),
    [
        ("", "include", "why", A, "how it was resolved"),
        ("third", "include", "why", "a. kurator", "somebody else"),
        ("rule", "exclude", "", A, "the rule keeps"),
        ("talk", "include", "  ", A, "needs its reason"),
        ("talk", "include", "patient 19121212-1212", A, "personal identity number"),
    ],
)
def test_a_way_that_does_not_fit_is_refused(
    tx: Tx, now: datetime, how: str, verdict: str, words: str, by: str, said: str
) -> None:
    seen = differ(tx, now)
    with pytest.raises(WrongUse, match=said):
        resolve(tx, "1", verdict, how=how, words=words, seen=seen, by=by, now=now)
    assert len(open_conflicts(tx)) == 1


def test_who_leaves_is_replaced_everywhere_and_it_can_still_be_resolved(
    tx: Tx, watch: Watch, now: datetime
) -> None:
    seen = differ(tx, now)
    readings.ask_second(tx, "2", B, asked_by=A, now=now)
    took = replace_reader(tx, "b. fysio", C, by=A, now=now)
    assert (took.conflicts, took.readings, took.left) == (("1",), ("2",), ())
    assert replace_reader(tx, B, C, by=A, now=now).conflicts == ()
    assert {"1", "2"} <= set(second_readings(tx, watch, C))
    assert open_conflicts(tx) == []  # C has not read yet, blind
    say(tx, "1", "exclude", C, now + timedelta(days=1))
    (conflict,) = open_conflicts(tx)
    assert [side.reviewer for side in conflict.sides] == [A, C]
    assert conflict.newest > seen
    # Both have left: a third decides.
    resolve(
        tx,
        "1",
        "include",
        how="third",
        words="Both left.",
        seen=conflict.newest,
        by="D",
        now=now,
    )
    assert open_conflicts(tx) == []
    with pytest.raises(WrongUse, match="somebody else"):
        replace_reader(tx, B, " b.  FYSIO", by=A, now=now)


def test_the_other_of_two_cannot_take_over(tx: Tx, now: datetime) -> None:
    differ(tx, now)
    assert replace_reader(tx, A, B, by=B, now=now).left == ("1",)
    assert len(open_conflicts(tx)) == 1


def test_what_is_kept_for_pages_is_what_a_fresh_look_gives(
    tx: Tx, watch: Watch, now: datetime
) -> None:
    drawn = for_two(watch)
    kept = Seconds(watch)
    for key in IDS[:20]:
        say(tx, key, "include", A, now)

    def same() -> list[str]:
        fresh = second_readings(tx, watch, B)
        assert sorted(kept.of(tx, B)) == fresh
        assert kept.of(tx, B) is kept.of(tx, B)
        return fresh

    first = same()
    for key in IDS[20:]:
        say(tx, key, "include", A, now)
    assert len(first) < len(drawn)
    assert same() == sorted(drawn)
    say(tx, drawn[0], "include", C, now)
    assert drawn[0] not in same()
    said, _ = decisions_of(tx, [drawn[0]])[drawn[0]]
    screening.take_back(tx, said, by=C, now=now)
    assert drawn[0] in same()
