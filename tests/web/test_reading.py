"""One record as a person reads it: words marked, what to know first, why it is here."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from litwatch.language import speech
from litwatch.records import Notice, Pmid
from litwatch.watch import load_watch
from litwatch.web.house import House
from litwatch.web.marking import marked
from litwatch.web.reading import Reading, read

from .conftest import RECORDS, invented

SV, EN = speech("sv"), speech("en")


def reading_of(house: House, record_id: str) -> Reading:
    with house.store.read() as tx:
        found = read(tx, house.watch, record_id, SV)
    assert found is not None
    return found


def test_search_words_symptoms_and_malaise_are_marked_apart() -> None:
    text = "Fatigue in long COVID; post-exertional malaise was asked for."
    assert marked(text, "", load_watch(), {"long COVID"}) == (
        '<mark class="sym">Fatigue</mark> in <mark class="hit">long COVID</mark>; '
        '<mark class="pem">post-exertional malaise</mark> was asked for.'
    )


def test_marks_close_before_an_element_and_open_again_after_it() -> None:
    html = marked("Long COVID hurts", "Long <i>COVID</i> hurts", load_watch(), {"Long COVID"})
    assert html == ('<mark class="hit">Long </mark><i><mark class="hit">COVID</mark></i> hurts')


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>Pain &lt;b&gt;",
        "Pain <img src=x onerror=alert(1)>&lt;b&gt;",
        "",
    ],
)
def test_nothing_of_a_source_can_run(html: str) -> None:
    shown = marked("Pain <b>", html, load_watch(), ())
    assert shown.startswith('<mark class="sym">Pain</mark> &lt;b&gt;')


def test_a_record_is_told_with_its_search_and_its_tags(house: House) -> None:
    reading = reading_of(house, "90000001")
    assert [part.label for part in reading.abstract] == ["Background", "Methods", "Results"]
    assert '<mark class="pem">Post-exertional malaise</mark>' in reading.abstract[1].html
    assert reading.why[0].startswith("Sökningen Postcovid, version")
    assert '<q lang="en">' in reading.why[0]
    assert reading.when == "oktober 2026"
    assert [link.name for link in reading.links] == ["PubMed 90000001", "DOI", "Europe PMC"]
    assert "design:rct" in {tag.key for tag in reading.proposals}
    marks = [mark.words for mark in reading.marks]
    assert marks == ["Randomiserad studie", "Nivå 2 av 5", "Postcovid"]


def test_the_model_speaks_only_in_its_own_field(house: House) -> None:
    reading = reading_of(house, "90000001")
    assert any("Modellen bedömer" in line for line in reading.model)
    assert not any("Modellen bedömer" in line for line in reading.why)


def test_a_retracted_record_says_so_before_all_else(house_of: Callable[..., House]) -> None:
    notice = Notice(type="retraction", direction="in", pmid=Pmid("90000099"))
    retracted = msgspec.structs.replace(RECORDS[0], notices=(notice,))
    reading = reading_of(house_of((retracted,)), "90000001")
    assert reading.banner is not None
    assert (reading.banner.mood, reading.banner.heading) == ("retracted", "Tillbakadragen")
    assert reading.banner.link is not None
    assert "90000099" in reading.banner.link.address
    assert reading.struck


def test_an_unknown_record_is_none(house: House) -> None:
    with house.store.read() as tx:
        assert read(tx, house.watch, "90000999", EN) is None


def test_a_record_without_an_abstract_is_read(house_of: Callable[..., House]) -> None:
    reading = reading_of(house_of((invented(90000005, "Long COVID", created=None),)), "90000005")
    assert reading.abstract == ()
