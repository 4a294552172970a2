"""Which record of a work stands for it."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from litwatch.records import Doi, PartialDate, Pmid, PublicationType, Record, Section, State
from litwatch.records.notices import Notice
from litwatch.records.standing import by_record, in_order, is_preprint

PREPRINT = (PublicationType(name="Preprint"),)


class Member(NamedTuple):
    record: Record
    state: State = "ok"
    role: str = "watched"


def of(name: str, **fields: Any) -> Record:
    given: dict[str, Any] = {"pmid": Pmid(name)} if name.isdigit() else {}
    if name.startswith("PPR"):
        given = {"preprint_id": name, "publication_types": PREPRINT}
    elif name.startswith("10."):
        given = {"doi": Doi(name)}
    return Record(**(given | {"title": "Fatigue"} | fields))


def first(*members: Member) -> str:
    return in_order(members)[0].record.id


def test_the_article_stands_before_its_preprint_whatever_their_states() -> None:
    for article in ("ok", "retracted", "concern"):
        for preprint in ("ok", "withdrawn", "preprint_published"):
            pair = (Member(of("PPR7"), preprint), Member(of("2"), article))  # type: ignore[arg-type]
            assert first(*pair) == "2"


def test_pubmeds_record_stands_before_that_of_a_file() -> None:
    assert first(Member(of("10.1000/a", abstract=(Section(text="Long"),))), Member(of("2"))) == "2"
    later = of("PPR9", published=PartialDate(year=2026))
    indexed = of("3", publication_types=PREPRINT, published=PartialDate(year=2024))
    assert first(Member(later), Member(indexed)) == "3"


def test_then_an_abstract_the_newest_and_the_fullest_decide() -> None:
    bare, told = of("10.1000/a"), of("10.1000/b", abstract=(Section(text="We followed"),))
    assert first(Member(bare), Member(told)) == "doi:10.1000/b"
    old = of("PPR8", published=PartialDate(year=2024, month=5))
    new = of("PPR7", published=PartialDate(year=2024, month=6))
    assert first(Member(old), Member(new)) == "PPR7"
    assert first(Member(of("10.1000/a", languages=("eng",))), Member(bare)) == "doi:10.1000/a"
    versions = [Member(of(f"10.21203/rs.1/v{n}", publication_types=PREPRINT)) for n in (10, 9)]
    assert first(*versions) == "doi:10.21203/rs.1/v10"


def test_what_nobody_is_shown_and_what_pubmed_has_deleted_stand_for_nothing_better() -> None:
    hidden = Member(of("2"), role="background")
    assert first(hidden, Member(of("PPR7"))) == "PPR7"
    assert first(Member(of("2"), "gone"), Member(of("PPR7"))) == "PPR7"
    assert first(hidden, Member(of("3"), "gone")) == "3"


def test_a_word_of_crossref_makes_a_record_from_a_file_a_preprint() -> None:
    link = Notice(type="update", direction="in", ref_type="is-preprint-of", doi=Doi("10.1000/a"))
    assert is_preprint(of("10.1101/x", notices=(link,)))
    assert not is_preprint(of("10.1000/a", notices=(Notice(type="update", direction="in"),)))


def test_two_articles_that_only_a_preprint_joins_each_stand_for_themselves() -> None:
    members = [Member(of(name)) for name in ("2", "3", "PPR7")]
    chain = [("2", "PPR7"), ("3", "PPR7")]
    found = {
        key: [one.record.id for one in them] for key, them in by_record(members, chain).items()
    }
    assert found == {"2": ["2", "PPR7"], "3": ["3", "PPR7"], "PPR7": ["3", "2", "PPR7"]}
    joined = by_record(members, [*chain, ("2", "3")])
    assert [one.record.id for one in joined["2"]] == ["3", "2", "PPR7"]


_members = st.lists(
    st.builds(
        Member,
        st.sampled_from([of(n) for n in ("2", "13", "PPR7", "PPR12", "10.1000/a", "10.1000/b")]),
        st.sampled_from(["ok", "gone", "retracted", "withdrawn"]),
        st.sampled_from(["background", "imported", "watched"]),
    ),
    min_size=1,
    unique_by=lambda member: member.record.id,
)


@given(_members, st.randoms())
def test_the_order_does_not_depend_on_who_came_first(members: list[Member], random: Any) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)
    assert in_order(shuffled) == in_order(members)
