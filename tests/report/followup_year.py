"""An invented year of the assignment, April 2025 to May 2026, in a store of its own.

Written with the rooms' own functions where there are some, so that what they forbid cannot stand
here. Every quarter has something, and something is lacking in each.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
from sqlalchemy import insert, update

from litwatch.digest.edition import Edition, Item, Name
from litwatch.records import Decision, Pmid, Record, Verdict
from litwatch.store import (
    Store,
    Tx,
    decks,
    editions,
    faults,
    ledger,
    people,
    recall,
    received_views,
)
from litwatch.store import seminars as register
from litwatch.store.recall import Recall
from litwatch.store.screening import append_decision, take_back
from litwatch.store.statements import Version, append_version
from litwatch.store.tables import alert, deck, task

FIRST, LAST = date(2025, 4, 1), date(2026, 5, 31)
NOW = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
ANNA, BO, CILLA = "Anna Ek", "Bo Alm", "Cilla Ask"


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def fill(store: Store) -> None:
    """The whole year."""
    with store.write() as tx:
        for name, role in ((ANNA, "curator"), (BO, "curator"), (CILLA, "specialist")):
            people.add(
                tx,
                name=name,
                role=role,
                mail="",
                password_hash=None,
                session_key="",
                by=ANNA,
                now=at(FIRST),
            )
        _seminars(tx)
        _records(tx)
        _editions(tx)
        _messages(tx)
        _material(tx)
        _views(tx)
        _faults(tx)


def _seminars(tx: Tx) -> None:
    held = (
        (date(2025, 4, 24), "m01_oversikt", "both", {"vardcentral": 31, "primarvardsrehab": 12}),
        (date(2025, 5, 20), "m02_utredning_vc", "vardcentral", {"vardcentral": 24, "other": 1}),
        (date(2025, 9, 11), "m03_pem_aktivitet", "both", {"vardcentral": 18, "primarvardsrehab": 22}),
        (date(2025, 9, 25), "m04_hjarntrotthet", "primarvardsrehab", {"primarvardsrehab": 19}),
        (date(2025, 10, 16), "m05_andning_rost", "primarvardsrehab", {"primarvardsrehab": 16, "municipality": 4}),
        (date(2025, 11, 13), "m07_autonom", "both", {"vardcentral": 27, "primarvardsrehab": 9, "specialist": 2}),
        (date(2026, 2, 5), "m09_arbete", "vardcentral", {"vardcentral": 33}),
        (date(2026, 3, 12), "m03_pem_aktivitet", "vardcentral", {"vardcentral": 21}),
        (date(2026, 5, 7), "m14_team_uppfoljning", "both", {"vardcentral": 14, "primarvardsrehab": 11, "municipality": 3}),
        (date(2026, 6, 2), "m01_oversikt", "vardcentral", {"vardcentral": 40}),  # after the period
    )  # fmt: skip
    for day, module, audience, participants in held:
        added = register.add(
            tx,
            day=day,
            module=module,
            audience=audience,
            participants=participants,
            remarks="",
            added_by=BO,
            now=at(day),
        )
    wrong = register.add(
        tx,
        day=date(2025, 10, 1),
        module="m01_oversikt",
        audience="both",
        participants={"other": 500},
        remarks="",
        added_by=BO,
        now=at(date(2025, 10, 1)),
    )
    register.remove(tx, wrong.id, by=BO, now=at(date(2025, 10, 2)))
    assert added.module == "m01_oversikt"


# month of the harvest → (ME/CFS, post-COVID) records; the summer of 2025 was not searched
HARVESTS = {
    "2025-04": (6, 18),
    "2025-05": (4, 22),
    "2025-06": (5, 16),
    "2025-10": (9, 30),
    "2025-11": (3, 21),
    "2026-01": (7, 25),
    "2026-02": (2, 19),
    "2026-03": (4, 27),
    "2026-04": (5, 20),
}


def pmid_of(month: str, number: int) -> str:
    return f"9{month[2:4]}{month[5:]}{number:03d}"


def _records(tx: Tx) -> None:
    """A harvest a month; two of three records are decided on, from four days later and on."""
    for month, (me_cfs, postcovid) in HARVESTS.items():
        day = date.fromisoformat(f"{month}-15")
        run = ledger.start_run(tx, "harvest", at(day), {})
        ids = [pmid_of(month, number) for number in range(me_cfs + postcovid)]
        # The first record of each month is on both topics.
        for topic, mine in (("me_cfs", ids[:me_cfs]), ("postcovid", [ids[0], *ids[me_cfs:]])):
            window = ledger.open_window(
                tx,
                run,
                topic=topic,
                part="",
                version="1.0.0",
                fingerprint="invented",
                first=day.replace(day=1),
                last=day,
                term="invented",
                now=at(day),
            )
            pmids = [Pmid(one) for one in mine]
            ledger.list_found(tx, window.id, len(pmids), pmids, "", (), at(day))
            records = [
                Record(
                    pmid=pmid,
                    title=f"Invented cohort {pmid}",
                    created=day - timedelta(days=int(pmid[-3:]) % 14),
                )
                for pmid in pmids
            ]
            ledger.record_page(tx, window.id, [(one, b"") for one in records], now=at(day))
            ledger.close_window(tx, window.id, at(day))
        ledger.finish_run(tx, run, "done", at(day))
        for number, one in enumerate(ids):
            if number % 3 < 2:
                _decide(tx, one, number, day + timedelta(days=4 + number % 9))


def _decide(tx: Tx, one: str, number: int, day: date) -> None:
    """Anna reads all, Cilla every fifth after her; they differ on some."""
    verdict: Verdict = ("include", "exclude", "exclude", "maybe")[number % 4]  # type: ignore[assignment]
    append_decision(tx, Decision(record_id=one, verdict=verdict, reviewer=ANNA, at=at(day)))
    if number % 5 == 0:
        second: Verdict = "include" if number % 10 == 0 else verdict
        append_decision(tx, Decision(record_id=one, verdict=second, reviewer=CILLA, at=at(day, 14)))
    if number % 7 == 0:
        mistake = append_decision(
            tx, Decision(record_id=one, verdict="exclude", reviewer=BO, at=at(day, 15))
        )
        take_back(tx, mistake, by=BO, now=at(day, 16))


def _item(one: str, topic: str) -> Item:
    names = {
        "me_cfs": Name(id="me_cfs", sv="ME/CFS", en="ME/CFS"),
        "postcovid": Name(id="postcovid", sv="Postcovid", en="Post-COVID"),
    }
    return Item(id=one, pmid=one, title="Invented", topics=(names[topic],), reviewed=True)


def _publish(tx: Tx, month: str, revision: int, when: datetime, edition: Edition) -> None:
    content = msgspec.json.encode(edition)
    row = editions.save_draft(tx, month, revision, content, f"{month}.{revision}", when)
    editions.mark_published(tx, row.id, ANNA, when, "0" * 64, body=content)


def _editions(tx: Tx) -> None:
    """Four full items and two lines a month; October was corrected, and showed one more."""
    for month in ("2025-04", "2025-05", "2025-10", "2025-11", "2026-01", "2026-03"):
        when = at(date.fromisoformat(f"{month}-28") + timedelta(days=9))
        full = tuple(
            _item(pmid_of(month, n), "me_cfs" if n == 0 else "postcovid") for n in (0, 8, 12, 16)
        )
        listed = tuple(_item(pmid_of(month, n), "postcovid") for n in (20, 21))
        made = Edition(
            month=month,
            state="published",
            made_at=when,
            published_on=when.date(),
            primary_care=full[:3],
            rehabilitation=full[2:],  # the third is for both
            guidelines=listed[:1],
            preprints=listed[1:],
        )
        _publish(tx, month, 1, when, made)
        if month == "2025-10":
            more = msgspec.structs.replace(
                made, revision=2, debate=(_item(pmid_of(month, 23), "postcovid"),)
            )
            _publish(tx, month, 2, when + timedelta(days=5), more)
    draft = Edition(month="2026-04", made_at=at(date(2026, 5, 9)))
    editions.save_draft(tx, "2026-04", 1, msgspec.json.encode(draft), "draft", draft.made_at)


def _messages(tx: Tx) -> None:
    """One message changed, one confirmed, one said no longer, one proposal that waits."""

    def keep(statement: str, version: int, text: str, day: date | None, **more: object) -> None:
        given: dict[str, object] = {
            "statement": statement,
            "version": version,
            "text": text,
            "status": "found",
            "proposed_by": "" if day is None else ANNA,
            "proposed_at": at(FIRST) if day is None else at(day),
            "settled_by": "" if day is None else BO,
            "settled_at": None if day is None else at(day),
            "due": None,
            **more,
        }
        append_version(tx, Version(**given))  # type: ignore[arg-type]

    keep("m03s1", 1, "Påhittad lydelse om PEM.", None)
    keep(
        "m03s1",
        2,
        "Påhittad ny lydelse om PEM, med mera om fördröjning.",
        date(2025, 10, 20),
        why="Två nya kohorter visar fördröjningen.",
        pmids=(pmid_of("2025-10", 0), pmid_of("2025-10", 8)),
    )
    keep("m03s2", 1, "Påhittad lydelse om aktivitet.", None)
    keep("m03s2", 2, "Påhittad lydelse om aktivitet.", date(2026, 1, 12), why="Inget nytt.")
    keep("m03s2", 3, "Påhittad ändring som väntar.", date(2026, 5, 1), state="proposed")
    keep("m05s1", 1, "Påhittad lydelse om andning.", None)
    keep(
        "m05s1",
        2,
        "Påhittad lydelse om andning.",
        date(2026, 3, 3),
        lifecycle="retired",
        say_now="Säg det andra påhittade.",
        why="Studien är tillbakadragen.",
    )


def _material(tx: Tx) -> None:
    """A deck read in autumn, slides asked for and done; alerts; checks; recall."""
    kept = decks.add(
        tx,
        path="/invented/pem.pptx",
        owner=BO,
        mail="bo@example.org",
        module="m03_pem_aktivitet",
        added_by=BO,
        now=at(date(2025, 9, 1)),
    )
    tx.execute(update(deck).where(deck.c.id == kept.id).values(read_at=at(date(2025, 10, 21))))
    asked = (
        (date(2025, 10, 21), date(2025, 10, 30)),
        (date(2025, 10, 21), date(2025, 11, 2)),
        (date(2026, 3, 4), date(2026, 3, 11)),
        (date(2026, 4, 2), None),
    )
    for opened, done in asked:
        row = {
            "kind": "slide",
            "about": "m03s1",
            "deck_id": kept.id,
            "words": "Påhittad uppgift.",
            "owner": BO,
            "mail": "",
            "opened_at": at(opened),
            "done_at": at(done) if done else None,
            "done_by": BO if done else "",
            "done_words": "",
        }
        tx.execute(insert(task).values(row))
    told = (
        (pmid_of("2025-04", 0), "retracted", date(2026, 3, 2), date(2026, 3, 3)),
        (pmid_of("2025-05", 8), "concern", date(2025, 11, 4), date(2025, 11, 10)),
        (pmid_of("2025-10", 8), "corrected", date(2026, 2, 2), None),
    )
    for record_id, state, opened, seen in told:
        row = {
            "record_id": record_id,
            "state": state,
            "source": "pubmed",
            "touches": [],
            "opened_at": at(opened),
            "acknowledged_at": at(seen) if seen else None,
            "acknowledged_by": ANNA if seen else "",
            "reason": "Bilden är ändrad." if seen else "",
        }
        tx.execute(insert(alert).values(row))
    for day in (date(2025, 11, 4), date(2026, 2, 2), date(2026, 3, 2), date(2026, 5, 4)):
        run = ledger.start_run(tx, "status", at(day), {})
        ledger.finish_run(tx, run, "complete", at(day))
    down = ledger.start_run(tx, "status", at(date(2025, 8, 4)), {})
    ledger.finish_run(tx, down, "source_down", at(date(2025, 8, 4)))
    for day, gold, topic, expected, found in (
        (date(2025, 5, 5), "gold_dev.csv@1", "me_cfs", 40, 40),
        (date(2026, 2, 10), "undanhallna.csv@2", "me_cfs", 32, 30),
        (date(2026, 4, 10), "undanhallna.csv@2", "me_cfs", 32, 31),
        (date(2026, 4, 10), "undanhallna.csv@2", "postcovid", 58, 57),
    ):
        run = ledger.start_run(tx, "recall", at(day), {})
        measured = Recall(
            gold=gold,
            topic=topic,
            part="",
            fingerprint="invented",
            how="offline",
            expected=expected,
            found=found,
        )
        recall.save(tx, run, [measured], at(day))


def _views(tx: Tx) -> None:
    came = (
        ("karolinska", date(2025, 4, 28), "Säg tydligare när mottagningen ska rådfrågas.", "m01", date(2025, 5, 6)),
        ("patients", date(2025, 9, 12), "Mer om hur aktivitetsanpassning går till i vardagen.", "m03", date(2025, 9, 30)),
        ("patients", date(2026, 2, 20), "Bilden om arbete låter som ett krav.", "m09", None),
        ("rpo", date(2025, 11, 20), "Utgåvan delas med primärvårdens RPO.", "utgåvan", date(2025, 11, 21)),
        ("municipality", date(2026, 5, 8), "Kommunens rehabilitering vill vara med på fler.", "", None),
    )  # fmt: skip
    for party, day, words, about, handled in came:
        kept = received_views.add(
            tx, party=party, day=day, words=words, about=about, added_by=BO, now=at(day)
        )
        if handled:
            received_views.handle(
                tx,
                kept.id,
                handled="Står nu på bild 4.",
                informed=handled if party != "rpo" else None,
                by=ANNA,
                now=at(handled),
            )


def _faults(tx: Tx) -> None:
    first = faults.add(
        tx, page="/editions/2025-04", words="Tabellen syns inte.", mail="", now=at(date(2025, 6, 2))
    )
    faults.answer(tx, first, words="Tabellen kan rullas nu.", by=BO, now=at(date(2025, 7, 4)))
    faults.add(tx, page="/", words="Länken är svår att se.", mail="", now=at(date(2026, 4, 9)))
