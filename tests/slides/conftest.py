"""Invented editions: no study, number or name in them is real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import msgspec
import pytest

from litwatch.digest.edition import Design, Edition, Field, Item, NoticeLine, Written
from litwatch.digest.method import Flow, Method, StrategyLine
from litwatch.digest.names import Name

POSTCOVID = Name(
    id="postcovid",
    sv="Postcovid (postinfektiöst tillstånd efter covid-19)",
    en="Post-COVID-19 condition / long COVID",
)
ME_CFS = Name(
    id="me_cfs",
    sv="ME/CFS (myalgisk encefalomyelit / kroniskt trötthetssyndrom)",
    en="Myalgic encephalomyelitis/chronic fatigue syndrome",
)
PICS = Name(id="pics", sv="Postintensivvårdssyndrom (PICS)", en="Post-intensive care syndrome")
RCT = Design(name=Name(id="rct", sv="Randomiserad studie", en="Randomised trial"), level="2")
COHORT = Design(name=Name(id="cohort", sv="Kohortstudie", en="Cohort"), level="3")
REVIEW = Design(
    name=Name(id="systematic_review", sv="Systematisk översikt", en="Systematic review")
)
PROTOCOL = Design(name=Name(id="protocol", sv="Studieprotokoll", en="Protocol"))
PEM = Name(id="safety_pem_check", sv="Kontrollera PEM", en="PEM safety check")
MADE_AT = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


def written(**fields: str) -> tuple[Written, ...]:
    return tuple(
        Written(field=field, text=text, role="allmänläkare", on=date(2026, 11, 2))
        for field, text in fields.items()
    )


def item(number: int, **changes: object) -> Item:
    """An unreviewed proposal; `changes` replace its facts."""
    facts: dict[str, object] = {
        "id": f"9000000{number}",
        "pmid": f"9000000{number}",
        "title": f"An invented study number {number} of fatigue in adults in primary care.",
        "authors": ("Exempel A", "Prov B", "Test C"),
        "journal": "J Invented Med",
        "year": 2026,
        "reference": f"Exempel A, Prov B, Test C. An invented study number {number}. 2026.",
        "topics": (POSTCOVID,),
        "design": RCT,
        "audiences": ("vardcentral", "primarvardsrehab"),
    }
    return Item(**{**facts, **changes})  # type: ignore[arg-type]


def reviewed(number: int, words: dict[str, str], **changes: object) -> Item:
    return item(
        number,
        reviewed=True,
        verdict="include",
        reviewer_role="allmänläkare",
        reviewed_on=date(2026, 11, 2),
        written=written(**words),
        **changes,
    )


@pytest.fixture(scope="session")
def make_item() -> Callable[..., Item]:
    return item


@pytest.fixture(scope="session")
def make_reviewed() -> Callable[..., Item]:
    return reviewed


SEARCH = StrategyLine(
    topic=POSTCOVID, version="1.0.0", hits=41, fetched=36, known=5, missing=0, complete=True
)
METHOD = Method(
    strategies=(SEARCH,),
    searched_from=date(2026, 10, 1),
    searched_to=date(2026, 10, 31),
    fetched_on=date(2026, 11, 3),
    roles=("allmänläkare", "fysioterapeut"),
)


@pytest.fixture(scope="session")
def quiet_draft() -> Edition:
    """A month nobody has reviewed: five proposals, and works that never get a slide."""
    return Edition(
        month="2026-10",
        made_at=MADE_AT,
        primary_care=(
            item(1),
            item(
                2,
                title="Orthostatic symptoms after an invented infection: a two-year follow-up of "
                "adults seen in primary care, with repeated standing tests, questionnaires and "
                "an interview at home about daily activities, work and sleep",
                design=COHORT,
                authors=("Prov B", "Exempel A"),
            ),
            item(3, design=REVIEW, topics=(POSTCOVID, ME_CFS), audiences=("vardcentral",)),
        ),
        rehabilitation=(
            item(4, topics=(PICS,), design=None, authors=("Invented Study Group",)),
            item(5, topics=(ME_CFS,), flags=(PEM,), audiences=("primarvardsrehab",)),
            item(6, title="A preprint", preprint=True),
            item(7, title="A protocol", design=PROTOCOL),
            item(8, title="A retracted work", state="retracted"),
        ),
        flow=Flow(hits=41, unique=36, new=28, likely=14, read=0, included=0, items=5),
        method=msgspec.structs.replace(METHOD, roles=()),
    )


_WORDS: dict[Field, str] = {
    "minute": "Aktivitetsanpassning gav ingen säker skillnad i trötthet vid postcovid",
    "bottom_line": "Aktivitetsanpassning gav ingen säker skillnad i trötthet efter sex månader",
    "population": "184 vuxna med postcovid i primärvård.",
    "intervention": "Sex besök hos fysioterapeut jämfördes med vanlig vård.",
    "result": "Skillnaden var 1,1 poäng av 33 och intervallet rymde ingen skillnad.",
    "pem_in_sample": "förekom, krävdes inte",
    "worsening": "Ja, hos 9 av 92 i insatsgruppen.",
    "limitations": "Deltagarna visste vilken grupp de var i. Var femte följdes inte upp.",
}


@pytest.fixture(scope="session")
def full_month() -> Edition:
    """A published month: one line in the minute, four studies, one work that was retracted."""
    return Edition(
        month="2026-10",
        state="published",
        published_on=date(2026, 11, 3),
        made_at=MADE_AT,
        primary_care=(
            reviewed(1, dict(_WORDS), flags=(PEM,)),
            reviewed(
                2,
                {
                    "bottom_line": "Var tredje hade yrsel i stående två år efter infektionen",
                    "population": "412 vuxna från fyra vårdcentraler, 61 procent kvinnor.",
                    "result": "131 hade besvär vid ståtest. Ingen jämförelsegrupp fanns.",
                    "certainty": "möjligt att resultatet stämmer",
                },
                design=COHORT,
                audiences=("vardcentral",),
                state="corrected",
            ),
        ),
        rehabilitation=(
            reviewed(
                3,
                {
                    "bottom_line": "Träning efter intensivvård ökade gångsträckan men inte "
                    "livskvaliteten hos dem som följdes i ett år",
                    "population": "96 personer som hade vårdats minst tre dygn i respirator.",
                    "result": "Gångsträckan ökade med 38 meter mer än i kontrollgruppen.",
                },
                topics=(PICS,),
                audiences=("primarvardsrehab",),
            ),
            reviewed(
                4,
                {
                    "bottom_line": "Andningsträning gav ingen säker skillnad i andfåddhet",
                    "population": "77 vuxna med ME/CFS eller postcovid.",
                    "result": "Grupperna skilde sig inte säkert åt.",
                    "pem_in_sample": "Ej mätt",
                    "worsening": "Nämns inte i abstract",
                },
                topics=(ME_CFS, POSTCOVID),
                flags=(PEM,),
            ),
            item(8, title="A retracted work", state="retracted"),
        ),
        notices=(NoticeLine(item=item(9, state="retracted"), type="retraction", used=True),),
        flow=Flow(hits=612, unique=540, new=498, likely=71, read=64, included=9, items=4),
        method=METHOD,
    )
