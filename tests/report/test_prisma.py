"""The boxes of the flow balance, whatever was found and decided."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.language import speech
from litwatch.records import Decision
from litwatch.report import diagram, tables
from litwatch.report.prisma import Flow, flow
from litwatch.store.identification import Hit

_IDS = [str(number) for number in range(1, 13)]
_NOW = datetime(2026, 11, 3, tzinfo=UTC)


def _decision(record_id: str, verdict: str, reason: str) -> Decision:
    return Decision(record_id=record_id, verdict=verdict, reviewer="A", at=_NOW, reason=reason)


_hits = st.lists(
    st.builds(
        Hit,
        source=st.sampled_from(["pubmed", "europepmc", "file:a|b.ris"]),
        topic=st.sampled_from(["me_cfs", "postcovid"]),
        part=st.sampled_from(["", "core_terms"]),
        record_id=st.sampled_from(_IDS),
        state=st.sampled_from(["found", "fetched", "known", "missing"]),
    ),
    max_size=40,
)
_ids = st.sets(st.sampled_from(_IDS))
_decisions = st.dictionaries(
    st.sampled_from(_IDS),
    st.tuples(
        st.sampled_from(["include", "exclude", "maybe"]), st.sampled_from(["", "animals", "<&>"])
    ),
)


@st.composite
def flows(draw: Any) -> Flow:
    said = draw(_decisions)
    return flow(
        draw(_hits),
        stored=draw(_ids),
        earlier=draw(_ids),
        stood_for=draw(_ids),
        decisions={key: _decision(key, *each) for key, each in said.items()},
        first=None,
        last=date(2026, 10, 31),
        on=_NOW.date(),
    )


@given(flows())
def test_every_box_is_the_sum_of_what_leaves_it(counted: Flow) -> None:
    assert counted.identified == counted.removed + counted.to_screen
    assert counted.to_screen == counted.waiting + counted.maybe + counted.screened
    assert counted.screened == counted.excluded + counted.included
    assert counted.excluded == sum(number for _, number in counted.reasons)
    assert counted.identified == sum(counted.by_source.values())
    assert counted.identified == sum(line.hits for line in counted.lines)
    assert all(line.only <= line.records <= line.hits for line in counted.lines)
    numbers = (
        counted.duplicates,
        counted.same_work,
        counted.earlier,
        counted.unfetched,
        counted.waiting,
    )
    assert min(numbers) >= 0


@given(flows(), st.sampled_from(["sv", "en"]))
def test_picture_and_table_say_the_same_numbers(counted: Flow, lang: Any) -> None:
    say = speech(lang)
    drawn = ET.fromstring(diagram.svg(counted, say, alone=True))
    texts = {text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")}
    for label, number in tables.flow_rows(counted, say):
        if not label.startswith("–"):
            assert {label, say.number(number)} <= texts
    named = drawn.attrib["aria-labelledby"].split()
    assert [element.attrib["id"] for element in drawn[:2]] == named


def test_a_record_counts_once_on_its_gravest_way() -> None:
    def hit(record_id: str, state: str, topic: str = "me_cfs") -> Hit:
        return Hit(source="pubmed", topic=topic, record_id=record_id, state=state)

    counted = flow(
        [
            hit("1", "fetched"),
            hit("1", "known", "postcovid"),
            hit("2", "missing"),
            hit("3", "found"),
            hit("4", "fetched"),
            hit("5", "missing"),
            hit("5", "found", "postcovid"),
            Hit(source="file:a.ris", record_id="6"),
        ],
        stored={"1", "4", "6"},
        earlier={"4"},
        decisions={"1": _decision("1", "exclude", " animals ")},
        first=date(2026, 10, 1),
        last=None,
        on=_NOW.date(),
    )
    assert (counted.identified, counted.duplicates, counted.earlier) == (8, 2, 1)
    assert (counted.missing, counted.unfetched) == (("2",), 2)
    assert (counted.to_screen, counted.waiting, counted.excluded) == (2, 1, 1)
    assert counted.reasons == (("animals", 1),)
    assert counted.by_source == {"file": 1, "pubmed": 7}


def test_a_preprint_is_removed_for_its_article_unless_somebody_has_screened_it() -> None:
    hits = [Hit(source="europepmc", record_id=key) for key in ("PPR1", "PPR2", "PPR3")]
    hits += [Hit(source="pubmed", record_id=key) for key in ("1", "2")]
    counted = flow(
        hits,
        stored={"PPR1", "PPR2", "PPR3", "1", "2"},
        earlier={"PPR3"},
        stood_for={"PPR1", "PPR2", "PPR3"},
        decisions={"PPR2": _decision("PPR2", "exclude", "not yet reviewed")},
        first=None,
        last=None,
        on=_NOW.date(),
    )
    assert (counted.same_work, counted.earlier, counted.duplicates) == (1, 1, 0)
    assert (counted.to_screen, counted.waiting, counted.excluded) == (3, 2, 1)


def test_many_reasons_are_gathered_in_the_picture_and_whole_in_the_table() -> None:
    hits = [Hit(source="pubmed", record_id=number) for number in _IDS]
    decisions = {n: _decision(n, "exclude", f"reason {n} " + "and so on " * 9) for n in _IDS}
    counted = flow(
        hits, stored=_IDS, earlier=(), decisions=decisions, first=None, last=None, on=_NOW.date()
    )
    say = speech("en")
    assert "Other reasons" in diagram.svg(counted, say)
    rows = dict(tables.flow_rows(counted, say))
    assert sum(number for label, number in rows.items() if label.startswith("– reason")) == 12


def test_the_page_is_whole_and_escapes_what_people_wrote() -> None:
    counted = flow(
        [Hit(source="file:<b>.ris", record_id="1")],
        stored={"1"},
        earlier=(),
        decisions={"1": _decision("1", "exclude", "<script>alert(1)</script>")},
        first=None,
        last=None,
        on=_NOW.date(),
        down=["PubMed <down>"],
    )
    page = tables.page(counted, speech("sv"), {})
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Filen &lt;b&gt;.ris" in page


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_empty_store_gives_zeros_and_no_open_box(lang: Any) -> None:
    counted = flow((), stored=(), earlier=(), decisions={}, first=None, last=None, on=_NOW.date())
    drawn = diagram.svg(counted, speech(lang))
    assert 'class="box open"' not in drawn
    assert all(number == 0 for _, number in tables.flow_rows(counted, speech(lang)))
