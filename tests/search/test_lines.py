"""A query in lines: synonyms one by one, brackets that lines share left aside."""

from __future__ import annotations

import pytest

from litwatch.search.lines import lines

BLOCKS = '("long covid"[tiab] OR postcovid[tiab]) AND (fatigue[tiab] OR "brain (fog)"[tiab])'


def cut(query: str) -> list[tuple[str, str]]:
    return [(line.operator, query[slice(*line.inner)]) for line in lines(query)]


def test_a_flat_query_is_cut_at_its_own_operators_only() -> None:
    assert cut("a[ti] OR (b[ti] AND (c[ti] OR d[ti])) OR e[ti]") == [
        ("", "a[ti]"),
        ("OR", "(b[ti] AND (c[ti] OR d[ti]))"),
        ("OR", "e[ti]"),
    ]


def test_blocks_are_cut_into_their_synonyms() -> None:
    assert cut(BLOCKS) == [
        ("", '"long covid"[tiab]'),
        ("OR", "postcovid[tiab]"),
        ("AND", "fatigue[tiab]"),
        ("OR", '"brain (fog)"[tiab]'),
    ]


@pytest.mark.parametrize(
    "query", [BLOCKS, "", "OR", '"never closed OR b', "((a OR b", ") AND (", "a"]
)
def test_the_lines_put_together_are_the_query(query: str) -> None:
    assert "".join(query[line.start : line.end] for line in lines(query)) == query
    for line in lines(query):
        assert line.start <= line.inner[0] <= line.inner[1] <= line.end
