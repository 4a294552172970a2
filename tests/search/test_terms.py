"""Words near a query: what a record could be found by, and why a query missed it."""

from __future__ import annotations

import pytest

from litwatch.records import Record, Section
from litwatch.search import Document, parse
from litwatch.search.terms import Missed, Wanted, as_term, grams, why_missed
from litwatch.watch import Watch

RECORD = Record(
    title="Patients recovering from COVID-19: fatiguing illness in adults",
    abstract=(
        Section(text="Symptoms that were still very persistent lasted for months."),
        Section(text="Exercise was hard."),
    ),
)


def missed(query: str, watch: Watch) -> Missed:
    return why_missed(parse(query), Document.of(RECORD), watch.mesh)


def test_terms_are_one_to_three_words_within_a_passage() -> None:
    found = grams(Document.of(RECORD).text("tiab"))
    assert {"covid", "fatiguing illness", "recovering from covid"} <= found.keys()
    # Neither numbers nor function words at the ends, nor words of two passages.
    assert not {"from covid", "covid 19", "illness in", "months exercise"} & found.keys()
    assert found["patients"] == 0
    assert found["patients"] < found["illness"] < found["exercise"]
    assert as_term("fatiguing illness") == '"fatiguing illness"[tiab]'


def test_nothing_comes_from_nothing() -> None:
    assert grams("") == {}


def test_wanted_terms_are_found_whole_and_within_a_passage() -> None:
    text = Document.of(RECORD).text("tiab")
    assert Wanted(grams(text)).within(text) == set(grams(text))
    assert Wanted(["fatiguing", "fatigu", "illness fatiguing", "months exercise"]).within(text) == {
        "fatiguing"
    }


def test_the_block_that_failed_is_told_with_what_held(watch: Watch) -> None:
    (block,) = missed(
        'covid*[tiab] AND ("brain fog"[tiab] OR "persisting symptom*"[tiab])', watch
    ).blocks
    assert block.holds == ("covid*[tiab]",)
    assert block.lacks == ('"brain fog"[tiab] OR "persisting symptom*"[tiab]',)
    (near,) = block.near
    assert (near.term, near.how, near.field) == ('"persisting symptom*"[tiab]', "stem", "abstract")
    assert near.words == "Symptoms that were still very persistent"


def test_the_nearest_block_comes_first(watch: Watch) -> None:
    told = missed(
        "(covid[tiab] AND asthma[tiab] AND influenza[tiab]) OR (illness[tiab] AND gout[tiab])"
        " OR (measles[tiab] AND mumps[tiab])",
        watch,
    ).blocks
    assert [(len(block.holds), len(block.lacks)) for block in told] == [(1, 1), (1, 2)]


@pytest.mark.parametrize(
    ("query", "how", "words"),
    [
        ("fatigue[tiab]", "stem", "fatiguing"),
        ('"illness fatiguing"[tiab]', "apart", "fatiguing illness"),
        ('"persistent symptom*"[tiab]', "apart", "Symptoms that were still very persistent"),
        ("months[ti]", "field", "months"),
        ('"exertion hard"[tiab]', None, ""),
        ("covidien[tiab:~2]", "stem", "COVID"),
        ('"Mental Fatigue"[Mesh]', None, ""),
        ("asthma", None, ""),
    ],
)
def test_lone_terms_that_came_near(query: str, how: str | None, words: str, watch: Watch) -> None:
    near = missed(query, watch).near
    assert [(each.how, each.words) for each in near] == ([(how, words)] if how else [])


def test_what_not_excluded_is_told(watch: Watch) -> None:
    (block,) = missed("illness[tiab] NOT adults[tiab]", watch).blocks
    assert (block.holds, block.lacks) == (("illness[tiab]",), ("NOT adults[tiab]",))


def test_every_packaged_strategy_explains_its_silence(watch: Watch) -> None:
    bridge = Document.of(Record(title="Bridges of steel"))
    for topic in watch.topics:
        assert why_missed(parse(topic.query), bridge, watch.mesh) == Missed(blocks=(), near=())
