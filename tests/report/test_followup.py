"""The follow-up over an invented year: its numbers against an independent count and other reports."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest
from lxml import etree

from litwatch.errors import WrongUse
from litwatch.language import LANGUAGES, Lang, speech
from litwatch.pipeline.agreeing import agreeing
from litwatch.pipeline.followup import follow_up
from litwatch.pipeline.followup_files import FORMATS, rendered
from litwatch.pipeline.reports import search_report
from litwatch.report.document import Document, Table
from litwatch.report.followup import Figures, FollowUp
from litwatch.report.followup_document import document
from litwatch.store import Store, create_or_upgrade, editions, open_store, tallies
from litwatch.watch import Watch

from .followup_year import ANNA, BO, CILLA, FIRST, HARVESTS, LAST, NOW, fill


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("year") / "litwatch.db"


@pytest.fixture(scope="module")
def year(file: Path) -> Iterator[Store]:
    create_or_upgrade(f"sqlite:///{file}")
    with open_store(f"sqlite:///{file}") as opened:
        fill(opened)
        yield opened


@pytest.fixture(scope="module")
def told(year: Store, watch: Watch) -> FollowUp:
    return follow_up(year, watch, first=FIRST, last=LAST, now=NOW)


@pytest.fixture(scope="module")
def paper(told: FollowUp) -> Document:
    return document(told, speech("sv"))


def tables(paper: Document) -> dict[str, Table]:
    return {
        part.caption: part
        for section in paper.sections
        for part in section.parts
        if isinstance(part, Table)
    }


ADDITIVE: dict[str, Callable[[Figures], int]] = {
    "seminars": lambda one: one.seminars,
    "people": lambda one: one.people,
    "found": lambda one: one.found or 0,
    "screened": lambda one: one.screened,
    "included": lambda one: one.included,
    "put off": lambda one: one.put_off,
    "excluded": lambda one: one.excluded,
    "published": lambda one: one.published,
    "full": lambda one: one.full,
    "editions": lambda one: one.editions,
    "corrections": lambda one: one.corrections,
    "messages": lambda one: sum(one.messages.values()),
    "slides": lambda one: one.slides.done if one.slides else 0,
    "alerts": lambda one: one.notices.all if one.notices else 0,
    "acknowledged": lambda one: one.notices.seen if one.notices else 0,
    "views": lambda one: one.heard.received,
    "handled": lambda one: one.heard.handled,
    "informed": lambda one: one.heard.informed,
    "faults": lambda one: one.faults.reported,
    "closed": lambda one: one.faults.closed,
    "read twice": lambda one: one.agreement.twice,
}


@pytest.mark.parametrize("name", ADDITIVE)
def test_quarters_add_up_to_the_whole_period(told: FollowUp, name: str) -> None:
    value = ADDITIVE[name]
    assert sum(map(value, told.quarters)) == value(told.whole) > 0


# Counted by SQL of its own, which shares nothing with the report; :a and :b are the first day
# and the day after the last.
INDEPENDENT = {
    "seminars": "SELECT count(*) FROM seminar WHERE removed_at IS NULL AND day >= :a AND day < :b",
    "people": """SELECT coalesce(sum(one.value), 0) FROM seminar, json_each(participants) AS one
        WHERE removed_at IS NULL AND day >= :a AND day < :b""",
    "found": """SELECT count(*) FROM (SELECT min(first_seen) AS at FROM record_topic
        GROUP BY record_id) WHERE at >= :a AND at < :b""",
    "screened": """SELECT count(*) FROM (SELECT min(at) AS at FROM decision
        WHERE id NOT IN (SELECT decision_id FROM decision_undo) GROUP BY record_id)
        WHERE at >= :a AND at < :b""",
    "editions": """SELECT count(*) FROM edition WHERE revision = 1
        AND published_at >= :a AND published_at < :b""",
    "corrections": """SELECT count(*) FROM edition WHERE revision > 1
        AND published_at >= :a AND published_at < :b""",
    "messages": """SELECT count(*) FROM statement_version WHERE version > 1
        AND state = 'in_force' AND settled_at >= :a AND settled_at < :b""",
    "slides": "SELECT count(*) FROM task WHERE kind = 'slide' AND done_at >= :a AND done_at < :b",
    "alerts": "SELECT count(*) FROM alert WHERE opened_at >= :a AND opened_at < :b",
    "acknowledged": """SELECT count(*) FROM alert WHERE acknowledged_at IS NOT NULL
        AND opened_at >= :a AND opened_at < :b""",
    "views": "SELECT count(*) FROM received_view WHERE day >= :a AND day < :b",
    "handled": "SELECT count(*) FROM received_view WHERE handled <> '' AND day >= :a AND day < :b",
    "informed": """SELECT count(*) FROM received_view WHERE informed IS NOT NULL
        AND day >= :a AND day < :b""",
    "faults": "SELECT count(*) FROM fault_report WHERE at >= :a AND at < :b",
    "closed": "SELECT count(*) FROM fault_report WHERE closed_at >= :a AND closed_at < :b",
}


@pytest.mark.parametrize("name", INDEPENDENT)
def test_each_quarter_is_what_plain_sql_counts(told: FollowUp, file: Path, name: str) -> None:
    value = ADDITIVE[name]
    with sqlite3.connect(file) as plain:
        for one in (*told.quarters, told.whole):
            days = {"a": str(one.span.first), "b": str(one.span.end.date())}
            assert value(one) == plain.execute(INDEPENDENT[name], days).fetchone()[0], days


def test_the_numbers_are_those_of_the_prisma_flow(year: Store, told: FollowUp) -> None:
    flow = search_report(year, first=FIRST, last=LAST, now=NOW).flow
    assert told.whole.found == flow.to_screen + flow.same_work
    assert told.whole.screened == flow.screened + flow.maybe
    said = (told.whole.included, told.whole.put_off, told.whole.excluded)
    assert said == (flow.included, flow.maybe, flow.excluded)


def test_the_numbers_are_those_of_the_months(year: Store, told: FollowUp) -> None:
    """Today's page counts by the month of creation: a year of them holds the same records."""
    with year.read() as tx:
        months = [tallies.month_tally(tx, month) for month in _months()]
    assert told.whole.screened == sum(month.read for month in months)
    assert told.whole.included == sum(month.included for month in months)
    assert told.whole.found == sum(month.new for month in months)


def _months() -> list[str]:
    return [f"{day.year}-{day.month:02d}" for day in (date(2025, 4 + n, 1) for n in range(9))] + [
        f"2026-{n:02d}" for n in range(1, 6)
    ]


def test_double_reading_is_that_of_the_page_of_agreement(
    year: Store, watch: Watch, told: FollowUp
) -> None:
    with year.read() as tx:
        recent = agreeing(tx, watch, LAST)  # the twelve months to May 2026
    late = follow_up(year, watch, first=date(2025, 10, 1), last=LAST, now=NOW).whole.agreement
    months = [said for month, said in recent.months if month >= "2025-10"]
    assert (late.read, late.twice, late.same) == tuple(
        sum(getattr(said, name) for said in months) for name in ("read", "twice", "same")
    )


def test_published_is_what_the_editions_show_each_record_once(year: Store, told: FollowUp) -> None:
    from litwatch.digest.edition import Edition

    with year.read() as tx:
        out = [row for row in editions.list_editions(tx) if row.published_at]
    shown = {item.id for row in out for item in msgspec.json.decode(row.body, type=Edition).shown()}
    assert told.whole.published == len(shown) == 37
    assert [line.full for line in told.editions] == [4] * 7


def test_a_figure_that_nobody_can_know_is_none(told: FollowUp) -> None:
    spring, summer, autumn, winter, _ = told.quarters
    assert (summer.found, summer.screened) == (None, 0)  # not searched; and nobody read
    assert [one.slides is None for one in told.quarters] == [True, False, False, False, False]
    assert spring.notices is None
    assert summer.notices is None  # a check that a source broke off is no check
    assert autumn.notices is not None
    assert winter.notices is not None
    assert summer.days is None


def test_an_alert_that_waits_is_told(told: FollowUp) -> None:
    found = told.whole.notices
    assert found is not None
    assert (found.all, found.seen, found.waiting) == (3, 2, 1)
    assert (found.median, found.longest) == (3.5, 6)


def test_a_draft_a_proposal_and_what_was_taken_off_are_not_counted(told: FollowUp) -> None:
    assert told.whole.editions == 6
    assert told.whole.messages == {"changed": 1, "confirmed": 1, "retired": 1}
    assert told.whole.participants["other"] == 1


def test_topics_are_counted_by_themselves(told: FollowUp) -> None:
    by_topic = {one.topic: one for one in told.whole.topics}
    shared = len(HARVESTS)  # one record of each month is on both
    assert by_topic["me_cfs"].found == sum(a for a, _ in HARVESTS.values())
    assert by_topic["postcovid"].found == sum(b for _, b in HARVESTS.values()) + shared
    assert by_topic["dengue"].found is None
    both = (by_topic["me_cfs"].found or 0) + (by_topic["postcovid"].found or 0)
    assert both == (told.whole.found or 0) + shared


def test_a_set_the_searches_were_tuned_on_is_no_proof(told: FollowUp, paper: Document) -> None:
    assert [(one.topic, one.held_out, one.found) for one in told.recall] == [
        ("me_cfs", True, 31),  # the last measurement, not the first
        ("postcovid", True, 57),
        ("me_cfs", False, 40),
    ]
    assert tables(paper)["Undanhållna referensmängder"].rows[0][:3] == ("ME/CFS", "31", "32")


def test_records_found_backwards_are_told_apart(year: Store, watch: Watch) -> None:
    late = follow_up(year, watch, first=date(2025, 4, 15), last=date(2025, 4, 30), now=NOW)
    days = late.whole.days
    assert days is not None
    assert 0 < days.new < days.records


def test_every_table_says_what_it_counts_and_from_where(paper: Document) -> None:
    found = tables(paper)
    assert len(found) > 15
    assert [table.caption for table in found.values() if not table.basis] == []
    assert "tabellen seminar" in found["Seminarier och deltagare"].basis


def test_what_is_not_measured_stands_in_words(paper: Document) -> None:
    rows = {row[0]: row[1:] for row in tables(paper)["Siffror per kvartal"].rows}
    assert rows["Hittade poster"] == ("71", "inte mätt", "63", "84", "25", "243")
    assert rows["Uppdaterade bilder"][0] == "inte mätt"
    assert rows["Tillgänglighetsbrister, anmälda"] == ("1", "0", "0", "0", "1", "2")


def test_a_quarter_that_the_period_cuts_is_marked(paper: Document) -> None:
    table = tables(paper)["Siffror per kvartal"]
    assert table.heads[1:] == (
        "Kv 2 2025", "Kv 3 2025", "Kv 4 2025", "Kv 1 2026", "Kv 2 2026*", "Totalt",
    )  # fmt: skip
    assert "1 april 2026 till 31 maj 2026" in table.basis


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_named_and_the_same_store_gives_the_same_bytes(
    year: Store, watch: Watch, told: FollowUp, lang: Lang
) -> None:
    again = follow_up(year, watch, first=FIRST, last=LAST, now=NOW)
    for wanted in FORMATS:
        content = rendered(told, lang, wanted)
        assert content == rendered(again, lang, wanted), wanted
        text = _text(content) if wanted == "docx" else content.decode()
        assert "2026" in text
        for name in (ANNA, BO, CILLA):
            assert name not in text, (wanted, name)
    roles = {"sv": "kurator 1, specialistgranskare 1", "en": "curator 1, specialist reviewer 1"}
    assert roles[lang] in rendered(told, lang, "md").decode()


def _text(docx: bytes) -> str:
    with ZipFile(BytesIO(docx)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def test_the_word_file_has_charts_of_words_own_with_alternative_texts(told: FollowUp) -> None:
    with ZipFile(BytesIO(rendered(told, "sv", "docx"))) as parts:
        body = etree.fromstring(parts.read("word/document.xml"))
        charts = [name for name in parts.namelist() if name.startswith("word/charts/")]
        drawn = etree.fromstring(parts.read(charts[0]))
    place = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    told_in_words = [picture.get("descr") or "" for picture in body.iter(place)]
    assert len(charts) == len(told_in_words) == 3
    assert "Kv 2 2025 68" in told_in_words[0]
    values = drawn.findall(".//{*}val//{*}v")
    assert [value.text for value in values] == ["68", "59", "58", "54", "28"]
    assert b"litwatch chart" not in etree.tostring(body)


def test_the_table_to_paste_holds_numbers_that_a_spreadsheet_reads(told: FollowUp) -> None:
    rows = list(
        csv.reader(StringIO(rendered(told, "sv", "csv").decode("utf-8-sig")), delimiter=";")
    )
    assert {len(row) for row in rows} == {9}
    assert rows[0][:4] == ["Avsnitt", "Tabell", "Siffra", "Kv 2 2025"]
    (people,) = (row for row in rows if row[1:3] == ["Siffror per kvartal", "Deltagare"])
    assert people[3:] == ["68", "59", "58", "54", "28", "267"]


def test_the_json_says_what_each_table_counts(told: FollowUp) -> None:
    found: dict[str, Any] = json.loads(rendered(told, "sv", "json"))
    assert found["quarters"][1]["found"] is None
    assert found["whole"]["seminars"] == 9
    assert "table seminar" in found["basis"]["Seminars and participants"]


def test_a_period_that_goes_on_is_counted_to_today(year: Store, watch: Watch) -> None:
    now = datetime(2025, 10, 17, 8, tzinfo=UTC)
    half = follow_up(year, watch, first=FIRST, last=LAST, now=now)
    assert half.until == date(2025, 10, 17)
    assert [one.span.quarter for one in half.quarters] == [2, 3, 4]
    assert half.quarters[-1].seminars == 1  # that of 16 October
    lead = document(half, speech("sv")).lead
    assert lead[0] == "Perioden är inte slut. Siffrorna gäller till och med 17 oktober 2025."


def test_an_empty_store_gives_a_report_that_claims_nothing(store: Store, watch: Watch) -> None:
    empty = follow_up(store, watch, first=FIRST, last=LAST, now=NOW)
    assert empty.whole.found is None
    text = rendered(empty, "sv", "md").decode()
    for words in (
        "Ingen sökning gjordes under perioden",
        "Inget seminarium är noterat under perioden.",
        "Inte mätt: inget av utbildarnas bildspel hade lästs",
        "Inte mätt: ingen kontroll av de verk vi använder",
        "Inte mätt: ingen täckning mot en undanhållen referensmängd",
        "Ingen har fattat beslut om någon post under perioden.",
    ):
        assert words in text
    assert rendered(empty, "en", "docx")[:2] == b"PK"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "ends before it begins"),
        (date(2027, 1, 1), date(2027, 3, 31), "has not begun"),
        (date(1, 1, 1), date(2026, 3, 31), "too long"),
    ],
)
def test_a_period_that_is_none_is_refused(
    year: Store, watch: Watch, first: date, last: date, words: str
) -> None:
    with pytest.raises(WrongUse, match=words):
        follow_up(year, watch, first=first, last=last, now=NOW)
