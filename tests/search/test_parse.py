"""PubMed's syntax, rule by rule, and the law that unparse and parse undo each other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.errors import WrongUse
from litwatch.search import (
    And,
    DateRange,
    Node,
    Not,
    Or,
    QuerySyntaxError,
    Term,
    parse,
    unparse,
    with_window,
)
from litwatch.watch import load_watch

WATCH = load_watch()
QUERIES = [part.query for topic in WATCH.topics for part in topic.parts]
QUERIES += [topic.query for topic in WATCH.topics]
QUERIES += [overlay.query for overlay in WATCH.overlays]
QUERIES += [f"({topic.query}) {WATCH.animal_filter}" for topic in WATCH.topics]
QUERIES += [topic.sensitive_extra for topic in WATCH.topics if topic.sensitive_extra]


def test_operators_are_read_from_left_to_right() -> None:
    a, b, c = Term("a", "ti"), Term("b", "ti"), Term("c", "ti")
    assert parse("a[ti] OR b[ti] AND c[ti]") == And((Or((a, b)), c))
    assert parse("a[ti] OR (b[ti] AND c[ti])") == Or((a, And((b, c))))
    assert parse("a[ti] NOT b[ti] NOT c[ti]") == Not(Not(a, b), c)
    assert parse("a[ti] AND b[ti] AND c[ti]") == And((a, b, c))


def test_terms_side_by_side_are_joined_by_and() -> None:
    assert parse('"a"[ti] (b[ti]) c[ti]') == And(
        (Term("a", "ti", True), Term("b", "ti"), Term("c", "ti"))
    )


def test_bare_words_before_a_tag_are_one_term() -> None:
    assert parse("randomized controlled trial[pt]") == Term("randomized controlled trial", "pt")
    assert parse("chronic fatigue and pain") == Term("chronic fatigue and pain")


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("[Title/Abstract]", "tiab"),
        ("[MH]", "mesh"),
        ("[MeSH Terms]", "mesh"),
        ("[mh:noexp]", "mesh:noexp"),
        ("[Mesh:NoExp]", "mesh:noexp"),
        ("[ta]", "jour"),
        ("[pmid]", "uid"),
        (" [tiab]", "tiab"),
        ("[foo]", "foo"),
        ("[tiab:odd]", "tiab:odd"),
    ],
)
def test_tags_have_many_names_and_unknown_ones_are_kept(written: str, tag: str) -> None:
    assert parse(f'"x y"{written}') == Term("x y", tag, phrase=True)


def test_truncation_proximity_and_place_are_kept() -> None:
    term = parse('  "post covid sequela*"[tiab]')
    assert term == Term("post covid sequela", "tiab", phrase=True, truncated=True)
    assert isinstance(term, Term)
    assert term.span == (2, 29)
    assert parse('"after covid"[tiab:~2]') == Term("after covid", "tiab", True, proximity=2)
    assert parse("“long covid”[ti]") == Term("long covid", "ti", True)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ('"2021/06/01"[crdt] : "2021/06/30"[crdt]', date(2021, 6, 1), date(2021, 6, 30)),
        ("2021/06/01:2021/06/30[crdt]", date(2021, 6, 1), date(2021, 6, 30)),
        ("2021/06/01[crdt]:2021/06/30[crdt]", date(2021, 6, 1), date(2021, 6, 30)),
        ('"2021/06" : "2021/07"[crdt]', date(2021, 6, 1), date(2021, 7, 31)),
        ("2024/02[crdt]", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021[Date - Create]", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_dates(query: str, first: date, last: date) -> None:
    assert parse(query) == DateRange("crdt", first, last)


@pytest.mark.parametrize(
    ("query", "says", "position"),
    [
        ("", "The query is empty", 0),
        ("a[ti] AND", "A term is missing", 9),
        ("a[ti] AND OR b[ti]", "A term is missing before OR", 10),
        ("NOT a[ti]", "A term is missing before NOT", 0),
        ("(a[ti] OR b[ti]", "A parenthesis is not closed", 0),
        ("a[ti])", r"A \) has no \(", 5),
        ("()", r"A term is missing before \)", 1),
        ('"long covid[tiab]', "A quotation mark is not closed", 0),
        ("covid[tiab", "A field tag is not closed", 5),
        ("covid]", r"A \] has no \[", 5),
        ("(asthma OR copd)[tiab]", "has no term of its own", 16),
        ("covid[]", "A field tag is empty", 5),
        ("*[tiab]", "A term is empty", 0),
        ('""[tiab]', "A term is empty", 0),
        ("2021/13[crdt]", "'2021/13' is no date", 0),
        ("2021/07:2021/06[crdt]", "run backwards", 0),
        ('"last 30 days"[crdt]', "is no date", 0),
        ("covid[tiab] : fatigue[tiab]", "A : stands outside", 12),
    ],
)
def test_a_broken_query_names_place_and_remedy(query: str, says: str, position: int) -> None:
    with pytest.raises(QuerySyntaxError, match=says) as caught:
        parse(query)
    assert caught.value.position == position
    assert f"character {position + 1}" in str(caught.value)
    assert caught.value.remedy
    assert isinstance(caught.value, WrongUse)


def test_absurd_nesting_is_refused_rather_than_crashing() -> None:
    with pytest.raises(QuerySyntaxError, match="nested too deep"):
        parse("(" * 5000 + "a[ti]" + ")" * 5000)
    with pytest.raises(QuerySyntaxError, match="mixed too often"):
        parse("a[ti]" + " AND b[ti] OR c[ti]" * 5000)
    with pytest.raises(QuerySyntaxError, match="mixed too often"):
        parse("a[ti]" + " NOT b[ti]" * 5000)


def test_a_long_list_of_ids_is_read() -> None:
    query = " OR ".join(f"{number}[uid]" for number in range(1, 10_001))
    node = parse(query)
    assert isinstance(node, Or)
    assert len(node.children) == 10_000


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_every_strategy_survives_the_round_trip(query: str) -> None:
    node = parse(query)
    assert parse(unparse(node)) == node
    windowed = with_window(query, date(2021, 6, 1), date(2021, 6, 30))
    assert parse(windowed) == And((node, DateRange("crdt", date(2021, 6, 1), date(2021, 6, 30))))


WORDS = st.from_regex(r"[a-zåäö0-9][a-zåäö0-9/'.-]{0,8}", fullmatch=True)
BARE = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
QUOTED = st.lists(
    st.one_of(WORDS, st.sampled_from(["AND", "(a)", "[x]", "b:c"])), min_size=1, max_size=3
).map(" ".join)
TAGS = st.sampled_from(["", "tiab", "ti", "mesh", "mesh:noexp", "nm", "pt", "ad", "foo", "uid"])
TERMS = st.one_of(
    st.builds(Term, BARE, TAGS, st.just(False), st.booleans()),
    st.builds(Term, QUOTED, TAGS, st.just(True), st.booleans()),
    st.builds(
        Term,
        QUOTED,
        st.sampled_from(["tiab", "ti", "ad"]),
        st.just(True),
        proximity=st.integers(0, 99),
    ),
)
DATES = st.tuples(
    st.sampled_from(["crdt", "edat", "mhda", "dp", "lr"]), st.dates(), st.dates()
).map(lambda parts: DateRange(parts[0], *sorted(parts[1:])))


def groups(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    many = st.lists(children, min_size=2, max_size=4).map(tuple)

    def unlike(kind: type[And] | type[Or]) -> st.SearchStrategy[Node]:
        return many.map(lambda nodes: kind(nodes))

    return st.one_of(unlike(And), unlike(Or), st.builds(Not, children, children))


@given(st.recursive(st.one_of(TERMS, DATES), groups, max_leaves=20))
def test_parse_undoes_unparse(node: Node) -> None:
    assert parse(unparse(node)) == node


def place_of_fault(text: str) -> int | None:
    try:
        node = parse(text)
    except QuerySyntaxError as problem:
        return problem.position
    return None if parse(unparse(node)) == node else -1


@given(st.text(alphabet='ab AND OR NOT ()[]":*~/tiab2021', max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    assert place_of_fault(text) in (None, *range(len(text) + 1))
