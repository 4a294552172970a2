"""Why a record was found: the term, the field, and the sentence with the place."""

from __future__ import annotations

from datetime import date

from litwatch.records import MeshHeading, Record, Section
from litwatch.search import Document, Hit, explain, parse
from litwatch.watch import load_watch

MESH = load_watch().mesh
RECORD = Record(
    title="Living with ME/CFS",
    abstract=(
        Section(
            text="Rest helps. Post\N{EN DASH}exertional malaise (PEM) was common, e.g. after stairs. It stays."
        ),
        Section(text="Café visits were rare."),
    ),
    mesh=(MeshHeading(ui="D005222", name="Mental Fatigue"),),
    created=date(2021, 6, 4),
)


def hits(query: str) -> tuple[Hit, ...]:
    return explain(parse(query), Document.of(RECORD), MESH)


def marked(hit: Hit) -> str:
    return (
        f"{hit.sentence[: hit.start]}>{hit.sentence[hit.start : hit.end]}<{hit.sentence[hit.end :]}"
    )


def test_the_sentence_around_a_phrase_is_told() -> None:
    (hit,) = hits('"post-exertional mal*"[tiab]')
    assert hit.term == '"post-exertional mal*"[tiab]'
    assert hit.field == "abstract"
    assert marked(hit) == ">Post–exertional malaise< (PEM) was common, e.g. after stairs."


def test_each_passage_tells_its_first_match() -> None:
    assert [(hit.field, marked(hit)) for hit in hits("me cfs[tiab] OR cafe[tiab]")] == [
        ("title", "Living with >ME/CFS<"),
        ("abstract", ">Café< visits were rare."),
    ]


def test_headings_and_dates_are_told_by_name() -> None:
    by_heading, by_date = hits('"Fatigue"[Mesh] AND 2021/06[crdt]')
    assert (by_heading.field, by_heading.sentence) == ("mesh", "Mental Fatigue")
    assert (by_date.field, by_date.sentence) == ("crdt", "2021-06-04")


def test_only_branches_that_hold_are_told() -> None:
    query = "(malaise[tiab] AND asthma[tiab]) OR (stairs[tiab] NOT influenza[tiab])"
    assert [hit.term for hit in hits(query)] == ["stairs[tiab]"]
    assert hits("malaise[tiab] AND asthma[tiab]") == ()


def test_proximity_marks_the_narrowest_run() -> None:
    (hit,) = hits('"stairs malaise"[tiab:~9]')
    assert marked(hit) == "Post–exertional >malaise (PEM) was common, e.g. after stairs<."


def test_bare_words_are_told_one_by_one() -> None:
    assert [marked(hit) for hit in hits("rest living")] == [
        "Living with ME/CFS".replace("Living", ">Living<"),
        ">Rest< helps.",
    ]


def test_the_block_of_the_query_is_told() -> None:
    query = "(x[ti] OR malaise[tiab] OR cafe[tiab]) AND (stairs[tiab] OR living[ti])"
    assert [(hit.block, hit.term) for hit in hits(query)] == [
        ("block 1 of 2, line 2 of 3", "malaise[tiab]"),
        ("block 1 of 2, line 3 of 3", "cafe[tiab]"),
        ("block 2 of 2, line 1 of 2", "stairs[tiab]"),
        ("block 2 of 2, line 2 of 2", "living[ti]"),
    ]
    query = "x[ti] OR ((rest[tiab] OR y[ti]) AND cafe[tiab])"
    assert [hit.block for hit in hits(query)] == [
        "line 2 of 2, block 1 of 2",
        "line 2 of 2, block 2 of 2",
    ]
    assert [hit.block for hit in hits("rest[tiab]")] == [""]


def test_the_matched_words_are_marked() -> None:
    assert [hit.marked for hit in hits("cafe[tiab]")] == ["‹Café› visits were rare."]
