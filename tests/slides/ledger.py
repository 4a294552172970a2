"""An invented ledger in a store: each of the ways in which a key message can stand.

The packaged messages begin it; works, changes and people are made up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from litwatch.curriculum.changes import Change, confirm, propose, settle
from litwatch.curriculum.relations import relate
from litwatch.digest.edition import Edition, Item
from litwatch.records import Author, Decision, Doi, Journal, Pmid, PublicationType, Record, Tag
from litwatch.records.dates import PartialDate
from litwatch.store import Store, Tx, catalog, editions, opinions, seminars
from litwatch.store.screening import append_decision
from litwatch.watch import Watch

MODULE = "m03_pem_aktivitet"
RETRACTED, TRIAL, COHORT, REVIEW = "90000003", "90000001", "90000002", "90000004"
SEMINAR = date(2026, 9, 3)
CHANGED = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
A, B = "A. Kurator", "B. Granskare"
RETIRED_TEXT = "Studier som inte kräver PEM för deltagande kan inte utan vidare överföras"


def record(pmid: str, title: str, *authors: str, types: tuple[str, ...] = ()) -> Record:
    return Record(
        pmid=Pmid(pmid),
        doi=Doi(f"10.9999/example.{pmid}"),
        title=title,
        journal=Journal(iso="J Invent Med", volume="7", pages="1-9"),
        authors=tuple(Author(last=name, initials="A") for name in authors),
        published=PartialDate(year=2026, month=9, raw="2026 Sep"),
        created=date(2026, 10, 2),
        status="MEDLINE",
        publication_types=tuple(PublicationType(ui="D000000", name=name) for name in types),
    )


RECORDS = (
    record(TRIAL, "Pacing for adults with ME/CFS: a randomised trial", "Exempel", "Prov", "Test"),
    record(COHORT, "Activity and post-exertional malaise: a cohort study", "Prov", "Exempel"),
    record(RETRACTED, "Exercise after COVID-19 in adults", "Dragen", "Exempel"),
    record(REVIEW, "Activity management in ME/CFS: a systematic review", "Test"),
)
DESIGNS = {TRIAL: "rct", COHORT: "cohort", RETRACTED: "rct", REVIEW: "systematic_review"}
WORDS = {
    "population": "148 vuxna med ME/CFS i primärvård.",
    "result": "Skillnaden var 1,1 poäng av 33 och intervallet rymde ingen skillnad.",
    "pem_in_sample": "Krävdes för att delta.",
    "worsening": "Ja, hos 9 av 74 i insatsgruppen.",
    "limitations": "Deltagarna visste vilken grupp de var i. Var femte följdes inte upp.",
}


def fill(store: Store, watch: Watch) -> None:
    """A module with a message of the guidance, a changed one, a draft, one that waits, one that
    is retired and one under which a work was retracted."""
    with store.write() as tx:
        catalog.save(tx, [(one, b"") for one in RECORDS], source="invented", now=CHANGED)
        for pmid, design in DESIGNS.items():
            included(tx, pmid, design)
        for pmid in (TRIAL, COHORT, RETRACTED, REVIEW):
            for field, text in WORDS.items():
                editions.write_field(
                    tx, "2026-10", pmid, field, None, text, A, "allmänläkare", CHANGED
                )
        _change_the_module(tx, watch)
        relate(tx, watch, REVIEW, "m03s4", "nuances", why="Effekten var kortvarig.", reviewer=A,
               month="2026-10", now=CHANGED)  # fmt: skip
        relate(tx, watch, COHORT, "m03s2", "supports", reviewer=A, month="2026-10", now=CHANGED)
        publish(tx, REVIEW)
        seminars.add(
            tx,
            day=SEMINAR,
            module=MODULE,
            audience="both",
            participants={"vardcentral": 12},
            remarks="",
            added_by=A,
            now=CHANGED,
        )
        retracted = record(
            RETRACTED, RECORDS[2].title, "Dragen", "Exempel", types=("Retracted Publication",)
        )
        catalog.save(tx, [(retracted, b"")], source="invented", now=NOW)


def _change_the_module(tx: Tx, watch: Watch) -> None:
    guidance = Change(
        why="Sidan är funnen i kunskapsstödet.",
        status="ks_summary",
        ks_page="34",
        source="Socialstyrelsen: Postcovid och andra närliggande tillstånd och syndrom (2024)",
    )
    changed(tx, watch, "m03s1", guidance)
    # The wording that a work gave way under later.
    changed(tx, watch, "m03s6", Change(why="Ny studie.", pmids=(RETRACTED,), source=""))
    changed(
        tx,
        watch,
        "m03s4",
        Change(
            text="Aktivitetsanpassning minskar inte säkert trötthet vid ME/CFS men kan ge färre "
            "försämringar i vardagen.",
            why="Ny randomiserad studie.",
            pmids=(TRIAL,),
            source="",
        ),
    )
    changed(
        tx,
        watch,
        "m03s5",
        Change(
            retire=True,
            say_now="Fråga hur studien valde deltagare innan du använder dess resultat.",
            why="Lydelsen lästes som att inga studier gäller.",
            pmids=(COHORT,),
        ),
    )
    propose(tx, watch, "m03s3", Change(text="En annan lydelse.", why="Oklart.", source="KCE"),
            changes=1, by=A, now=CHANGED)  # fmt: skip
    confirm(tx, watch, "m03s2", version=1, by=B, now=CHANGED)


def changed(
    tx: Tx, watch: Watch, statement: str, change: Change, *, now: datetime = CHANGED
) -> None:
    """One proposes, another settles."""
    made = propose(tx, watch, statement, change, changes=1, by=A, now=now)
    settle(tx, watch, statement, "in_force", version=made.version, by=B, now=now)


def included(tx: Tx, pmid: str, design: str) -> None:
    """A person has read the record, settled its design and included it."""
    tag = Tag(facet="design", value=design, by=A, state="accepted")
    opinions.tag_by_person(tx, pmid, tag, single=True, now=CHANGED)
    append_decision(tx, Decision(record_id=pmid, reviewer=A, verdict="include", at=CHANGED))


def publish(tx: Tx, *pmids: str) -> None:
    """An edition with these items has reached its readers."""
    edition = Edition(
        month="2026-10",
        state="published",
        made_at=CHANGED,
        primary_care=tuple(Item(id=pmid, pmid=pmid, title="An invented title") for pmid in pmids),
    )
    body = msgspec.json.encode(edition)
    kept = editions.save_draft(tx, "2026-10", 1, body, "0" * 64, CHANGED)
    editions.mark_published(tx, kept.id, A, CHANGED, "0" * 64, body=body)
