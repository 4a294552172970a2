"""A strategy in Europe PMC's words: nothing is lost, and what cannot be said is named."""

from __future__ import annotations

from datetime import date

import pytest

from litwatch.errors import WrongUse
from litwatch.search import parse
from litwatch.search.europepmc import (
    LACKED_BY_PUBMED,
    PREPRINTS,
    to_europepmc,
    with_first_indexed,
    with_sources,
)
from litwatch.watch import Watch


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("fatigue[ti]", "TITLE:(fatigue)"),
        ('"long covid"[ti]', 'TITLE:("long covid")'),
        ('"ME/CFS"[ab]', 'ABSTRACT:("ME/CFS")'),
        ("fatigu*[ti]", "TITLE:(fatigu*)"),
        ("pain[ti] OR sleep[ti]", "TITLE:(pain OR sleep)"),
        ("pain[ti] AND sleep[ab]", "(TITLE:(pain)) AND (ABSTRACT:(sleep))"),
        ("pain[ti] NOT sleep[ti]", "(TITLE:(pain)) NOT (TITLE:(sleep))"),
        ("pain[tiab]", "(TITLE_ABS:(pain)) OR (KW:(pain))"),
        ("TO[ti]", 'TITLE:("TO")'),
        ("swe[la]", "LANG:(swe)"),
        ('"Smith J"[au]', 'AUTH:("Smith J")'),
        ("2021/06/01:2021/06/30[dp]", "FIRST_PDATE:[2021-06-01 TO 2021-06-30]"),
    ],
)
def test_what_can_be_said_is_said_without_a_note(ours: str, theirs: str) -> None:
    said = to_europepmc(parse(ours))
    assert (said.query, said.notes, said.wider) == (theirs, (), False)


@pytest.mark.parametrize(
    ("ours", "theirs", "note"),
    [
        # Europe PMC has neither proximity nor truncation within quotes.
        (
            '"malaise exertional"[ti:~2]',
            "TITLE:((malaise AND exertional))",
            '"malaise exertional" within 2 words asked as all its words',
        ),
        (
            '"post-covid condition*"[ti]',
            'TITLE:(("post covid" AND condition*))',
            '"post-covid condition*" asked as its words, the last one truncated',
        ),
        ("pain[ti] AND hasabstract[filter]", "TITLE:(pain)", '"hasabstract"[filter]'),
        ("pain[ti] AND 12[uid]", "TITLE:(pain)", "the PMID 12"),
        ('pain[ti] NOT "a b*"[ti]', "TITLE:(pain)", "NOT is left out"),
        ("pain", "pain", "full text"),
    ],
)
def test_what_cannot_be_said_is_asked_wider_and_named(ours: str, theirs: str, note: str) -> None:
    said = to_europepmc(parse(ours))
    assert said.query == theirs
    assert said.wider
    assert any(note in each for each in said.notes)


@pytest.mark.parametrize(
    ("ours", "note"),
    [
        ('"Fatigue Syndrome, Chronic"[Mesh] OR pain[ti]', "not exploded"),
        ('"Fatigue Syndrome, Chronic"[Mesh:NoExp] OR pain[ti]', "as a keyword"),
        ('"long COVID brain fog"[nm] OR pain[ti]', "supplementary concept"),
        ("12[uid] OR pain[ti]", "the PMID 12 cannot be asked"),
        ("aid[nonsense] OR pain[ti]", '"aid"[nonsense] cannot be asked'),
        ("2021/06/01:2021/06/30[mhda] OR pain[ti]", "the date [mhda] cannot be asked"),
    ],
)
def test_what_could_find_less_is_named(ours: str, note: str) -> None:
    said = to_europepmc(parse(ours))
    assert any(note in each for each in said.notes)
    assert "TITLE:(pain)" in said.query


def test_a_query_of_which_nothing_can_be_said_is_refused() -> None:
    with pytest.raises(WrongUse, match="the PMID 12 cannot be asked"):
        to_europepmc(parse("12[uid]"))


def test_sources_and_days_stand_in_the_query() -> None:
    query = with_sources("TITLE:(pain)", PREPRINTS)
    assert with_first_indexed(query, date(2026, 10, 1), date(2026, 10, 31)) == (
        "(TITLE:(pain)) AND (SRC:PPR) AND (FIRST_IDATE:[2026-10-01 TO 2026-10-31])"
    )
    assert with_sources("x", LACKED_BY_PUBMED) == "(x) AND (SRC:PMC OR SRC:AGR OR SRC:CBA)"
    with pytest.raises(WrongUse, match="runs backwards"):
        with_first_indexed("x", date(2026, 10, 2), date(2026, 10, 1))


def test_every_watched_strategy_can_be_asked_in_one_address(watch: Watch) -> None:
    for topic in watch.topics:
        for part in topic.parts:
            said = to_europepmc(parse(part.query))
            assert said.query.count("(") == said.query.count(")")
            assert len(said.query) < 5000  # an address may hold about 8,000 signs
