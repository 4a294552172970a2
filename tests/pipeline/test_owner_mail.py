"""Owners of decks are written to about their open tasks, each task once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

import pytest

from litwatch.errors import SourceDown
from litwatch.mailing.connection import Connection
from litwatch.mailing.message import letterhead
from litwatch.mailing.server import read_server
from litwatch.pipeline.owner_mail import OwnerMail, Told, owner_mails, tell_owners
from litwatch.store import Store, decks, tasks

HEAD = letterhead("Litteraturbevakningen <litteratur@example.org>")
WORDS = "Budskapet m03s1 har ändrats. Bilder: 4."


@pytest.fixture
def asked(store: Store, now: datetime) -> Store:
    """Berit has two decks with a task each, Carl one with two tasks of which one is done."""
    with store.write() as tx:
        for number, owner in enumerate(("berit", "berit", "carl"), start=1):
            deck = decks.add(
                tx, path=f"/srv/{number}.pptx", owner=owner, mail=f"{owner}@example.org",
                module="", added_by="Test", now=now,
            )  # fmt: skip
            task: dict[str, Any] = {"kind": "slide", "deck_id": deck.id, "owner": owner, "now": now}
            task |= {"words": WORDS, "mail": deck.mail}
            tasks.open_task(tx, about="statement:m03s1@2", **task)
        tasks.finish(tx, 3, by="Carl", words="Done.", now=now)
        tasks.open_task(tx, about="work:90000001@retracted", **task)
    return store


def mails(store: Store) -> tuple[OwnerMail, ...]:
    return owner_mails(store, lang="sv", page="https://watch.example.org/decks")


def send(store: Store, url: str, now: datetime) -> Told:
    server = Connection(read_server(url))
    return tell_owners(store, mails(store), HEAD, server, lang="sv", now=now)


def test_one_mail_for_an_owner_names_all_their_decks_and_no_other(asked: Store) -> None:
    berit, carl = mails(asked)
    assert (berit.to, berit.tasks) == ("berit@example.org", (1, 2))
    assert berit.subject == "2 saker i dina bilder behöver ses över"
    assert "/srv/1.pptx\n- Budskapet m03s1 har ändrats. Bilder: 4." in berit.text
    assert "/srv/2.pptx" in berit.text
    assert "/srv/3.pptx" not in berit.text
    assert "https://watch.example.org/decks" in berit.text
    assert (carl.to, carl.tasks) == ("carl@example.org", (4,))


def test_each_task_is_mailed_once(asked: Store, now: datetime, postbox: Callable[..., Any]) -> None:
    box = postbox()
    assert send(asked, box.url, now).sent == ["berit@example.org", "carl@example.org"]
    mail = message_from_bytes(box.taken[0][1], policy=policy.default)
    assert mail["Subject"] == "2 saker i dina bilder behöver ses över"
    assert mails(asked) == ()
    assert send(asked, box.url, now) == Told()
    assert len(box.taken) == 2


def test_an_address_that_is_refused_waits_for_the_next_time(
    asked: Store, now: datetime, postbox: Callable[..., Any]
) -> None:
    box = postbox(lambda to: "550 no such user" if to.startswith("berit") else "take")
    assert set(send(asked, box.url, now).failed) == {"berit@example.org"}
    assert [mail.to for mail in mails(asked)] == ["berit@example.org"]


def test_a_server_that_is_down_loses_no_task(
    asked: Store, now: datetime, postbox: Callable[..., Any]
) -> None:
    box = postbox()
    box.close()
    with pytest.raises(SourceDown):
        send(asked, box.url, now)
    assert len(mails(asked)) == 2


def test_a_deck_that_is_followed_no_more_asks_nothing(asked: Store, now: datetime) -> None:
    with asked.write() as tx:
        decks.remove(tx, 3, by="Carl", now=now)
    assert [mail.to for mail in mails(asked)] == ["berit@example.org"]
