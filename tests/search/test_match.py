"""Which records a query finds: each rule as an example."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.errors import WrongUse
from litwatch.records import (
    Author,
    Journal,
    MeshHeading,
    PartialDate,
    Pmid,
    PublicationType,
    Record,
    Section,
)
from litwatch.records.record import (
    Chemical,
    HistoryDate,
    Keyword,
    OtherAbstract,
    Qualifier,
    SupplementaryConcept,
)
from litwatch.search import Document, Index, matches, parse
from litwatch.watch import load_watch

MESH = load_watch().mesh

RECORD = Record(
    pmid=Pmid("101"),
    title="Post-exertional malaise in Sjögren's disease: fatigue/pain after COVID-19",
    vernacular_title="Vila efter ansträngning",
    abstract=(
        Section(label="AIM", text="We studied persistent tiredness and its many symptoms."),
        Section(label="RESULT", text="Recovery took months. ME/CFS criteria were met by 12 %."),
    ),
    other_abstracts=(OtherAbstract(language="swe", sections=(Section(text="Trötthet är svår."),)),),
    keywords=(Keyword(text="pacing"),),
    journal=Journal(title="Journal of Careful Work", iso="J Care Work", issn="1234-5679"),
    languages=("eng", "swe"),
    authors=(
        Author(last="Öberg", fore="Anna Maria", initials="AM", affiliations=("Umeå, Sweden.",)),
        Author(collective="The Rest Group"),
    ),
    mesh=(
        MeshHeading(
            ui="D005222", name="Mental Fatigue", qualifiers=(Qualifier(name="therapy", major=True),)
        ),
        MeshHeading(ui="D006801", name="Humans"),
    ),
    supplementary_concepts=(
        SupplementaryConcept(ui="C000657744", name="postintensive care syndrome"),
    ),
    chemicals=(Chemical(ui="D009271", name="Naltrexone"),),
    publication_types=(PublicationType(ui="D016449", name="Randomized Controlled Trial"),),
    created=date(2021, 6, 4),
    revised=date(2021, 7, 1),
    published=PartialDate(year=2021, month=8),
    history=(
        HistoryDate(status="pubmed", date=PartialDate(year=2021, month=6, day=5)),
        HistoryDate(status="entrez", date=PartialDate(year=2021, month=6, day=4)),
    ),
    status="Publisher",
)


def found(query: str, record: Record = RECORD, **changes: Any) -> bool:
    if changes:
        record = Record(
            **{name: getattr(record, name) for name in record.__struct_fields__} | changes
        )
    return matches(parse(query), Document.of(record), MESH)


@pytest.mark.parametrize(
    "query",
    [
        '"post exertional malaise"[tiab]',  # hyphen is a space
        '"post-exertional malaise"[ti]',
        '"ME/CFS"[tiab]',
        '"me cfs criteria"[ab]',
        "sjogren[ti]",  # diacritics and the apostrophe
        '"Sjögren\'s disease"[ti]',
        "FATIGUE[ti]",
        "trötthet[tiab]",  # other abstracts
        "trotthet[ab]",
        "pacing[tiab]",  # author keywords
        "pacing[ot]",
        "vila[tt]",
        "covid*[tiab]",
        '"post exertional mal*"[tiab]',
        "post-exert*[tiab]",
        '"fatigue malaise"[tiab:~4]',  # any order; in, sjogren, s, disease stand between
        '"after covid"[tiab:~0]',
        '"recovery months"[tiab:~1]',
        "Umeå[ad]",
        "umea[ad] AND sweden[ad]",
        "swe[la]",
        "Swedish[la]",
        '"Mental Fatigue"[Mesh]',
        '"Fatigue"[Mesh]',  # explodes to Mental Fatigue
        '"brain fog"[mh]',  # an entry term stands for its heading
        '"Mental Fatigue/therapy"[Mesh]',
        '"Fatigue/therapy"[mh]',
        '"Mental Fatigue"[majr]',
        "therapy[sh]",
        '"postintensive care syndrome"[nm]',
        "naltrexone[nm]",
        "randomized controlled trial[pt]",
        "clinical trial[pt]",  # explodes along the tree numbers
        '"J Care Work"[ta]',
        "1234-5679[jour]",
        '"journal of care*"[jour]',
        "oberg a[au]",  # initials may go on
        '"Öberg AM"[au]',
        '"Oberg Anna"[au] OR "Öberg Anna Maria"[au]',
        "101[uid]",
        "99 100,101[pmid]",
        "hasabstract[filter]",
        "publisher[sb]",
        "fatigue careful",  # untagged words: each one anywhere
        "fatigue[foo]",  # an unknown tag searches all fields, as PubMed does
        '"Careful Work"',
        "covid[tiab] AND (asthma[tiab] OR pain[tiab]) NOT influenza[tiab]",
    ],
)
def test_found(query: str) -> None:
    assert found(query)


@pytest.mark.parametrize(
    "query",
    [
        "postexertional[tiab]",  # the closed form is another word
        "covid[ab]",
        "malaise[ab]",
        "fatig[tiab]",
        '"malaise exertional"[tiab]',  # a phrase keeps its order
        '"pain after months"[tiab]',
        '"symptoms recovery"[tiab]',  # not from one section into the next
        '"covid 19 we"[tiab]',  # nor from the title into the abstract
        '"symptoms recovery"[tiab:~5]',
        '"fatigue malaise"[tiab:~3]',
        '"malaise malaise"[tiab:~9]',
        "sweden[tiab]",
        "vila[tiab]",  # PubMed keeps a title in another language apart
        "fre[la]",
        '"Fatigue"[Mesh:NoExp]',
        '"Humans"[majr]',
        '"Humans/therapy"[Mesh]',
        '"care syndrome"[nm]',
        "clinical trial[pt:noexp]",
        "review[pt]",
        '"Care Work"[jour]',
        '"oberg a"[au]',
        "102[uid]",
        "medline[sb]",
        "AIM[tiab]",
        "&[tiab]",
    ],
)
def test_not_found(query: str) -> None:
    assert not found(query)


def test_the_animal_filter_drops_animals_without_humans_only() -> None:
    animals = MeshHeading(ui="D000818", name="Animals")
    humans = MeshHeading(ui="D006801", name="Humans")
    query = f"fatigue[ti] {load_watch().animal_filter}"
    assert found(query, mesh=())
    assert found(query, mesh=(animals, humans))
    assert not found(query, mesh=(animals,))


def test_a_heading_is_known_by_its_id_when_it_was_renamed() -> None:
    old = MeshHeading(ui="D000094024", name="post-acute COVID-19 syndrome (old name)")
    assert found('"Post-Acute COVID-19 Syndrome"[Mesh]', mesh=(old,))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2021/06/04[crdt]", True),
        ('"2021/06/01"[crdt] : "2021/06/30"[crdt]', True),
        ("2021/06/05[crdt]", False),
        ("2021/06/05[edat]", True),
        ("2021/07[lr]", True),
        ("2021/08/01[dp]", True),  # a month counts as its first day
        ("2021/08/02[dp]", False),
        ("1800:3000[mhda]", False),  # the record has no such date
    ],
)
def test_dates(query: str, expected: bool) -> None:
    assert found(query) is expected


def test_a_record_without_a_date_is_in_no_window() -> None:
    assert not found("1800:3000[crdt]", created=None)
    assert not found("1800:3000[dp]", published=PartialDate(raw="Spring"))


def test_a_filter_that_needs_more_than_the_record_is_refused() -> None:
    with pytest.raises(WrongUse, match="free full text"):
        found("free full text[filter]")


TITLES = st.lists(st.sampled_from(["long", "covid", "fatigue", "pain", "post"]), max_size=7)
ASKED = st.lists(st.sampled_from(["long", "covid", "fatigue", "pain"]), min_size=2, max_size=3)


@given(TITLES, ASKED, st.integers(0, 5))
def test_proximity_is_what_a_search_of_all_windows_says(
    title: list[str], asked: list[str], between: int
) -> None:
    width = len(asked) + between
    runs = [title[at : at + width] for at in range(len(title))]
    expected = any(all(run.count(w) >= asked.count(w) for w in asked) for run in runs)
    record = Record(title=" ".join(title))
    assert found(f'"{" ".join(asked)}"[ti:~{between}]', record) is expected


QUERIES = [
    "long[ti] AND covid[ti]",
    '"long covid"[tiab] NOT pain[tiab]',
    '"covid fati*"[tiab] OR pos*[ti]',
    '"long pain"[ti:~1]',
    "long covid",
    "2[uid] OR 3[uid]",
    '"Fatigue"[Mesh] OR "Fat*"[Mesh]',
]


@given(st.lists(TITLES, max_size=5))
def test_an_index_says_what_matching_one_by_one_says(titles: list[list[str]]) -> None:
    documents = [
        Document.of(
            Record(
                pmid=Pmid(str(n)),
                title=" ".join(title),
                mesh=(MeshHeading(ui="D005222", name="Mental Fatigue"),) if n % 2 else (),
            )
        )
        for n, title in enumerate(titles, start=1)
    ]
    index = Index(documents, MESH)
    for query in QUERIES:
        node = parse(query)
        one_by_one = {place for place, each in enumerate(documents) if matches(node, each, MESH)}
        assert index.find(node) == one_by_one
