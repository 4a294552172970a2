"""Alarms that nobody has acknowledged are written to those who can act on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from litwatch.errors import SourceDown
from litwatch.mailing.connection import Connection
from litwatch.mailing.message import letterhead
from litwatch.mailing.server import read_server
from litwatch.pipeline.escalating import Escalation, escalate, to_send
from litwatch.records import Pmid, Record
from litwatch.store import Store, alerts, catalog
from litwatch.store.tallies import changed_states

MAILBOX = "larm@example.org"
HEAD = letterhead("Litteraturbevakningen <litteratur@example.org>")


def slide(owner: str, number: int) -> dict[str, Any]:
    return {
        "kind": "slide", "id": str(number), "name": "PEM", "place": 4,
        "path": f"/srv/{number}.pptx", "owner": owner, "mail": f"{owner}@example.org",
    }  # fmt: skip


@pytest.fixture
def late(store: Store, now: datetime) -> datetime:
    """Two alarms that have waited for three days: one touches two decks, one a key message."""
    with store.write() as tx:
        for pmid in ("90000001", "90000002"):
            record = Record(pmid=Pmid(pmid), title=f"An invented trial {pmid}")
            catalog.save(tx, [(record, b"")], source="test", now=now)
        touches = [slide("berit", 1), slide("carl", 2)]
        alerts.raise_alert(tx, "90000001", "retracted", "pubmed", touches, now)
        statement = {"kind": "statement", "id": "m03s1", "name": "Fråga om PEM."}
        alerts.raise_alert(tx, "90000002", "concern", "crossref", [statement], now)
    return now + timedelta(days=3)


def wanted(store: Store, now: datetime, mailbox: str = MAILBOX) -> Escalation:
    return to_send(store, mailbox=mailbox, lang="sv", page="", now=now)


def send(store: Store, told: Escalation, url: str, now: datetime) -> None:
    escalate(store, told, HEAD, Connection(read_server(url)), lang="sv", now=now)


def test_owners_hear_of_their_own_slides_and_the_mailbox_of_all(
    store: Store, late: datetime
) -> None:
    mails = {mail.to: mail for mail in wanted(store, late).mails}
    assert {to: mail.alerts for to, mail in mails.items()} == {
        "berit@example.org": (1,),
        "carl@example.org": (1,),
        MAILBOX: (2, 1),
    }
    assert "/srv/1.pptx" in mails["berit@example.org"].text
    assert "/srv/2.pptx" not in mails["berit@example.org"].text
    assert mails[MAILBOX].subject == "2 verk som du undervisar från har ändrats"


def test_what_waits_two_days_or_is_acknowledged_is_not_written_about(
    store: Store, late: datetime
) -> None:
    assert wanted(store, late - timedelta(days=2)).mails == ()
    with store.write() as tx:
        assert {one.record_id for one in changed_states(tx)} == {"90000001", "90000002"}
        alerts.acknowledge(tx, 1, reason="Taken out.", by="A. Kurator", now=late)
        assert {one.record_id for one in changed_states(tx)} == {"90000002"}
    assert [mail.to for mail in wanted(store, late).mails] == [MAILBOX]


def test_an_alarm_that_nobody_can_be_told_of_is_named(store: Store, late: datetime) -> None:
    told = wanted(store, late, mailbox="")
    assert told.nobody == (2,)


def test_each_mail_is_sent_once_and_in_plain_text(
    store: Store, late: datetime, postbox: Callable[..., Any]
) -> None:
    box = postbox()
    told = wanted(store, late)
    send(store, told, box.url, late)
    assert sorted(to for to, _ in box.taken) == sorted(told.sent)
    mail = message_from_bytes(box.taken[0][1], policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert "TILLBAKADRAGEN" in mail.get_content()
    assert wanted(store, late).mails == ()


def test_an_alarm_that_did_not_reach_everybody_is_sent_again(
    store: Store, late: datetime, postbox: Callable[..., Any]
) -> None:
    box = postbox(lambda to: "550 no such user" if to.startswith("carl") else "take")
    told = wanted(store, late)
    send(store, told, box.url, late)
    assert set(told.failed) == {"carl@example.org"}
    assert {mail.to: mail.alerts for mail in wanted(store, late).mails} == {
        "berit@example.org": (1,),
        "carl@example.org": (1,),
        MAILBOX: (1,),
    }


def test_a_server_that_is_down_loses_no_alarm(
    store: Store, late: datetime, postbox: Callable[..., Any]
) -> None:
    box = postbox()
    box.close()
    told = wanted(store, late)
    with pytest.raises(SourceDown):
        send(store, told, box.url, late)
    assert len(told.failed) == 3
    assert len(wanted(store, late).mails) == 3
