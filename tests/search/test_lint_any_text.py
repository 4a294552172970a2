"""Laws: lint never raises, points into the query, and what it lets pass can be parsed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litwatch.search import Finding, QuerySyntaxError, lint, parse, pointed
from litwatch.search.lint_signs import plain
from litwatch.watch import load_watch

MESH = load_watch().mesh
PIECES = st.sampled_from(
    [
        *("(", ")", "[", "]", '"', "“", ":", "*", "~2", " ", " ", "\n", "AND", "OR", "NOT", "or"),
        *("[tiab]", "[Mesh]", "[mh:noexp]", "[tiab:~2]", "[crdt]", "[foo]", "[", "[]", "[la]"),
        *("fatigue", "post-covid", "flu*", "Fatigue Syndrome, Chronic", "english", "2021/06"),
        *("\u200b", "–", "∗", "&amp;", "С", "ＡＮＤ", "é", "\x00", "😀", "Animals", "Humans"),
    ]
)
QUERY_LIKE = st.lists(PIECES, max_size=40).map("".join)


@given(st.text() | QUERY_LIKE)
@settings(max_examples=1000, deadline=None)
def test_any_text_is_linted_and_each_finding_points_into_it(query: str) -> None:
    found = lint(query, MESH)
    for each in found:
        assert 0 <= each.start <= each.end <= len(query)
        assert query.count("\n", 0, each.start) == each.line - 1
        shown, carets = pointed(query, each)
        assert "^" in carets
        assert "\n" not in shown
    assert found == lint(query, MESH)


@given(st.text() | QUERY_LIKE)
@settings(max_examples=1000, deadline=None)
def test_a_query_without_errors_can_be_parsed(query: str) -> None:
    if not any(found.severity == "error" for found in lint(query, MESH)):
        parse(query)


@given(st.text() | QUERY_LIKE)
@settings(deadline=None)
def test_the_plain_text_keeps_every_place(query: str) -> None:
    assert len(plain(query)) == len(query)


@given(QUERY_LIKE)
@settings(max_examples=500, deadline=None)
def test_a_mend_changes_the_query(query: str) -> None:
    assert all(found.mended != query for found in lint(query, MESH) if found.mended)


@pytest.mark.parametrize(
    "query",
    ["(" * 5000 + "a[ti]" + ")" * 5000, "a[ti] OR " * 5000, "(" * 100_000, '"' * 9_999],
    ids=["deep", "long", "unclosed", "quotes"],
)
def test_huge_queries_are_linted_all_the_same(query: str) -> None:
    found: tuple[Finding, ...] = lint(query, MESH)
    assert any(each.severity == "error" for each in found)
    with pytest.raises(QuerySyntaxError):
        parse(query)
