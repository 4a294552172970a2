"""Mined terms: the gain is what the query misses, the cost what else would come."""

from __future__ import annotations

from datetime import datetime

import pytest

from litwatch import search
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.pipeline.mined_terms import Mined, mine, mined_terms
from litwatch.records import Decision, Pmid, Prediction, Record, Section
from litwatch.search import Document
from litwatch.store import Store, catalog, ledger, opinions, screening
from litwatch.watch import Watch


def documents(*titles: str) -> list[Document]:
    return [Document.of(Record(title=title)) for title in titles]


def mined(
    query: str, included: list[Document], others: list[Document], watch: Watch
) -> list[Mined]:
    test = search.predicate(search.parse(query), watch.mesh)
    return list(mine(included, others, test, 10)[0])


def test_a_term_is_told_with_its_gain_and_cost(watch: Watch) -> None:
    included = documents(
        "Long covid clinics", "Covid recoverees in work", "Sleep of covid recoverees"
    )
    others = documents("Recoverees of bank loans", *[f"Bridge of steel {n}" for n in range(20)])
    told = mined('"long covid"[tiab]', included, others, watch)
    assert told[:3] == [
        Mined(term='"covid"[tiab]', held=3, gain=2, cost=0),
        Mined(term='"covid recoverees"[tiab]', held=2, gain=2, cost=0),
        Mined(term='"recoverees"[tiab]', held=2, gain=2, cost=1),
    ]


def test_a_word_as_common_elsewhere_parts_nothing(watch: Watch) -> None:
    included = documents("Adults with long covid", "Adults with recoveritis", "Recoveritis")
    others = documents(*[f"Adults crossing bridge {n}" for n in range(9)])
    told = mined('"long covid"[tiab]', included, others, watch)
    assert [each.term for each in told] == ['"recoveritis"[tiab]']


def test_what_the_query_finds_is_no_gain_and_its_hits_no_cost(watch: Watch) -> None:
    included = documents("Covid fog", "Covid fog")
    others = documents("Covid fog of banks", *[f"Bridge {n}" for n in range(9)])
    told = mined("covid[tiab]", included, others, watch)
    assert (told[0].gain, told[0].cost, told[0].held) == (0, 0, 2)


def test_one_record_alone_is_mined_when_it_is_the_only_miss(watch: Watch) -> None:
    included = documents("Long covid one", "Long covid two", "Recoveritis")
    told = mined('"long covid"[tiab]', included, documents("Bridge", "Bank", "Loan"), watch)
    assert (told[0].term, told[0].gain) == ('"recoveritis"[tiab]', 1)
    both = [*included, *documents("Sequelitis")]
    told = mined('"long covid"[tiab]', both, documents("Bridge", "Bank", "Loan"), watch)
    assert '"recoveritis"[tiab]' not in {each.term for each in told}


def test_of_words_that_always_go_together_the_shortest_is_told(watch: Watch) -> None:
    included = documents("Fatiguing illness", "Fatiguing illness")
    told = mined("covid[tiab]", included, documents("Bridge", "Bank", "Loan"), watch)
    assert [each.term for each in told] == ['"illness"[tiab]', '"fatiguing"[tiab]']


def test_nothing_else_stored_still_tells_terms(watch: Watch) -> None:
    assert mined("covid[tiab]", documents("Fog", "Fog"), [], watch)[0].term == '"fog"[tiab]'


@pytest.fixture
def stocked(store: Store, now: datetime) -> Store:
    """Twelve records by import, three of them hit by postcovid and two by another topic."""
    titles = ["Long covid"] * 3 + ["Recoveritis of adults"] * 7 + ["Chronic fatigue"] * 2
    records = [
        Record(pmid=Pmid(str(n)), title=f"{title} {n}", abstract=(Section(text="Results."),))
        for n, title in enumerate(titles, start=1)
    ]
    with store.write() as tx:
        catalog.save(tx, [(record, b"") for record in records], source="f", now=now)
        run = ledger.start_run(tx, "harvest", now, {})
        for topic, hit in (("postcovid", ["1", "2", "3"]), ("me_cfs", ["11", "12"])):
            window = ledger.open_window(
                tx, run, topic=topic, part="", version="1", fingerprint="f",
                first=now.date(), last=now.date(), term="t", now=now,
            )  # fmt: skip
            ledger.list_found(tx, window.id, len(hit), [Pmid(each) for each in hit], "", (), now)
    return store


def decide(store: Store, now: datetime, numbers: range, verdict: str = "include") -> None:
    with store.write() as tx:
        for n in numbers:
            screening.append_decision(
                tx, Decision(record_id=str(n), verdict=verdict, reviewer="A", reason="r", at=now)
            )


def test_included_are_the_topics_own_and_those_no_strategy_hit(
    stocked: Store, watch: Watch, now: datetime
) -> None:
    decide(stocked, now, range(1, 13))
    report = mined_terms(stocked, watch, "postcovid")
    assert (report.basis, report.included, report.missed, report.others) == ("included", 10, 7, 0)
    assert (report.terms[0].term, report.terms[0].gain) == ('"adults"[tiab]', 7)


def test_with_few_decisions_the_model_speaks(stocked: Store, watch: Watch, now: datetime) -> None:
    decide(stocked, now, range(4, 7))
    with stocked.write() as tx:
        said = [
            Prediction(record_id=str(n), model="m", score=0.9, band="likely") for n in range(1, 9)
        ]
        opinions.save_predictions(tx, said, now)
    decide(stocked, now, range(3, 4), "exclude")
    report = mined_terms(stocked, watch, "postcovid", n=1)
    assert (report.basis, report.included, report.missed) == ("likely", 2, 0)
    assert report.others == 12 - 2 - 3  # what people included is no cost
    assert len(report.terms) == 1


def test_without_any_word_of_relevance_a_person_is_asked(stocked: Store, watch: Watch) -> None:
    with pytest.raises(NeedsPerson, match="nothing of postcovid is included"):
        mined_terms(stocked, watch, "postcovid")
    with pytest.raises(WrongUse, match="no topic 'post'"):
        mined_terms(stocked, watch, "post")
