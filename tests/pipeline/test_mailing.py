"""A published edition goes to each subscriber at most once, whatever the server does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import msgspec
import pytest

from litwatch.errors import LitwatchError, NeedsPerson, SourceDown, SourceRefused, WrongUse
from litwatch.mailing.connection import Connection
from litwatch.mailing.message import letterhead
from litwatch.mailing.server import read_server
from litwatch.pipeline import mailing as mailing_module
from litwatch.pipeline.mailing import published_mailing, send_mailing
from litwatch.pipeline.standings import ATTEMPTS, HELD, Chosen, MailReport, mail_report
from litwatch.pipeline.subscribers import subscribe, unsubscribe
from litwatch.store import Store, deliveries, editions

MONTH = "2026-10"
HEAD = letterhead("Litteratur <litteratur@example.org>", "https://example.org/leave?t={token}")
Postboxes = Callable[..., Any]
Put = Callable[..., None]


@pytest.fixture
def readers(store: Store, put_published: Put, now: datetime) -> list[str]:
    """A published month, and three who subscribe."""
    put_published(store, MONTH, now)
    names = ["anna@example.org", "bo@example.org", "cia@example.org"]
    for name, lang in zip(names, ("sv", "en", "sv"), strict=True):
        subscribe(store, name, lang=lang, now=now)
    return names


class Run:
    """Sends as the command does, with a clock of the test's own and no waiting."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.now = now
        self.slept: list[float] = []

    def __call__(self, box: Any, *, pace: int = 0, **said: bool) -> MailReport:
        mailing = published_mailing(
            self.store, MONTH, head=HEAD, public_url="https://example.org/editions/"
        )
        send_mailing(
            self.store,
            mailing,
            Connection(read_server(box.url)),
            chosen=Chosen(**said),
            pace=pace,
            clock=lambda: self.now,
            sleep=self.slept.append,
        )
        return mail_report(self.store, MONTH)

    def stopped(self, box: Any, error: type[LitwatchError], says: str, **said: bool) -> MailReport:
        with pytest.raises(error, match=says):
            self(box, **said)
        return mail_report(self.store, MONTH)


@pytest.fixture
def run(store: Store, now: datetime) -> Run:
    return Run(store, now)


def states(report: MailReport) -> list[str]:
    return [line.state for line in report.lines]


def recipients(box: Any) -> list[str]:
    return [to for to, _ in box.taken]


def to_bo(fault: str) -> Callable[[str], str]:
    return lambda recipient: fault if recipient.startswith("bo@") else "take"


def test_each_gets_the_edition_once_in_their_language_with_their_way_out(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    box = postbox()
    assert states(run(box)) == ["sent"] * 3
    assert states(run(box)) == ["sent"] * 3
    assert recipients(box) == readers
    swedish, english, _ = [message_from_bytes(mail, policy=default) for _, mail in box.taken]
    assert (swedish["Content-Language"], english["Content-Language"]) == ("sv", "en")
    assert swedish["Subject"] != english["Subject"]
    page = swedish.get_body(("plain",)).get_content()
    assert "https://example.org/editions/2026-10/digest.html" in page
    ways_out = {mail["List-Unsubscribe"] for mail in (swedish, english)}
    assert len(ways_out) == 2
    assert swedish["List-Unsubscribe"].strip("<>") in page
    with run.store.read() as tx:
        kept = deliveries.deliveries(tx, MONTH, 1)
    assert kept["bo@example.org"].message_id == english["Message-ID"]


def test_what_failed_is_tried_again_at_the_next_run_but_not_for_ever(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    box = postbox(to_bo("452 4.2.2 mailbox full"))
    assert states(run(box)) == ["sent", "failed", "sent"]
    for _ in range(ATTEMPTS - 1):
        report = run(box)
    assert states(report) == ["sent", "given_up", "sent"]
    (bo,) = report.rest
    assert (bo.mail, bo.attempts) == ("bo@example.org", ATTEMPTS)
    assert "mailbox full" in bo.answer
    run(box)
    assert mail_report(run.store, MONTH).rest[0].attempts == ATTEMPTS

    emptied = postbox()
    assert states(run(emptied, retry_refused=True)) == ["sent"] * 3
    assert recipients(box) + recipients(emptied) == [readers[0], readers[2], readers[1]]


def test_what_is_refused_is_not_tried_again_unless_a_person_says_so(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    box = postbox(to_bo("550 5.1.1 no such user"))
    assert states(run(box)) == ["sent", "refused", "sent"]
    willing = postbox()
    assert states(run(willing)) == ["sent", "refused", "sent"]
    assert willing.taken == []
    assert states(run(willing, retry_refused=True)) == ["sent"] * 3


def test_a_mail_without_an_answer_is_unsure_and_not_sent_again(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    box = postbox(to_bo("hang up unanswered"))
    report = run(box)
    assert states(report) == ["sent", "unsure", "sent"]
    assert "no answer" in report.rest[0].answer
    assert states(run(box)) == ["sent", "unsure", "sent"]
    assert recipients(box) == readers  # it had arrived

    assert states(run(postbox(), resend_unsure=True)) == ["sent"] * 3


def test_what_another_process_may_hold_is_let_be_even_when_unsure_is_sent_again(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    with run.store.write() as tx:
        deliveries.begin(tx, None, MONTH, 1, "bo@example.org", "<1@example.org>", run.now)
    box = postbox()
    assert states(run(box, resend_unsure=True)) == ["sent", "unsure", "sent"]
    run.now += HELD - timedelta(seconds=1)
    assert states(run(box, resend_unsure=True)) == ["sent", "unsure", "sent"]
    run.now += timedelta(seconds=1)
    assert states(run(box)) == ["sent", "unsure", "sent"]
    assert states(run(box, resend_unsure=True)) == ["sent"] * 3
    assert recipients(box) == ["anna@example.org", "cia@example.org", "bo@example.org"]


def test_who_leaves_while_it_is_being_sent_gets_nothing(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    def leaves(recipient: str) -> str:
        if recipient.startswith("anna@"):
            unsubscribe(run.store, "bo@example.org", now=run.now)
        return "take"

    box = postbox(leaves)
    assert states(run(box)) == ["sent", "sent"]
    assert recipients(box) == ["anna@example.org", "cia@example.org"]


def test_a_correction_is_a_mailing_of_its_own_to_everyone(
    readers: list[str], run: Run, postbox: Postboxes, put_published: Put, now: datetime
) -> None:
    box = postbox()
    run(box)
    put_published(run.store, MONTH, now, revision=2, correction="En siffra var fel.")
    report = run(box)
    assert (report.revision, states(report)) == (2, ["sent"] * 3)
    assert recipients(box) == readers * 2
    first, second = (message_from_bytes(box.taken[n][1], policy=default) for n in (0, 3))
    assert first["Subject"] != second["Subject"]
    assert first["Message-ID"] != second["Message-ID"]
    assert "2026-10.r2/digest.html" in second.get_body(("plain",)).get_content()
    assert states(mail_report(run.store, MONTH, 1)) == ["sent"] * 3


def test_a_correction_midway_stops_what_is_wrong(
    readers: list[str], run: Run, postbox: Postboxes, put_published: Put, now: datetime
) -> None:
    def corrected(recipient: str) -> str:
        put_published(run.store, MONTH, now, revision=2, correction="En siffra var fel.")
        return "take"

    box = postbox(corrected)
    run.stopped(box, NeedsPerson, "a correction of 2026-10 was published")
    assert recipients(box) == readers[:1]
    assert states(mail_report(run.store, MONTH, 1)) == ["sent", "waiting", "waiting"]


def test_a_server_that_is_down_is_nobodys_delivery(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    box = postbox()
    box.close()
    report = run.stopped(box, SourceDown, "does not answer")
    assert states(report) == ["waiting"] * 3
    assert run.slept == [1, 2, 4]


@pytest.mark.parametrize(
    ("answer", "error"),
    [("452 4.5.3 daily quota", SourceDown), ("550 5.7.1 you may not send", SourceRefused)],
)
def test_what_the_server_says_of_us_touches_no_subscriber(
    readers: list[str], run: Run, postbox: Postboxes, answer: str, error: type[LitwatchError]
) -> None:
    box = postbox(to_bo("450 greylisted"))
    assert states(run(box)) == ["sent", "failed", "sent"]
    subscribe(run.store, "aa@example.org", lang="sv", now=run.now)
    box.to_sender = answer
    report = run.stopped(box, error, answer)
    assert states(report) == ["waiting", "sent", "failed", "sent"]
    assert [line.attempts for line in report.lines] == [0, 1, 1, 1]


def test_a_server_that_hangs_up_again_and_again_ends_the_run(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    for n in range(7):
        subscribe(run.store, f"d{n}@example.org", lang="sv", now=run.now)
    box = postbox(lambda recipient: "hang up at RCPT")
    report = run.stopped(box, SourceDown, "broke the connection 5 times in a row")
    assert states(report) == ["failed"] * 5 + ["waiting"] * 5


@pytest.mark.parametrize(
    ("fault", "error"), [("550 spam", NeedsPerson), ("452 too many", SourceDown)]
)
def test_a_server_that_takes_nothing_ends_the_run(
    readers: list[str],
    run: Run,
    postbox: Postboxes,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    error: type[LitwatchError],
) -> None:
    monkeypatch.setattr(mailing_module, "UNTAKEN", 2)
    report = run.stopped(postbox(lambda recipient: fault), error, f"2 mails in a row: {fault}")
    assert states(report)[2:] == ["waiting"]


def test_a_bad_address_in_the_table_is_named_and_the_others_are_sent_to(
    readers: list[str], run: Run, postbox: Postboxes
) -> None:
    with run.store.write() as tx:
        from litwatch.store import subscribers

        bad = msgspec.structs.replace(subscribers.needed(tx, readers[1]), mail="bo", token="b")
        subscribers.add(tx, bad)
    box = postbox()
    report = run(box)
    assert recipients(box) == readers
    (line,) = report.rest
    assert (line.mail, line.state) == ("bo", "refused")
    assert "no mail address" in line.answer


def test_a_mail_that_cannot_be_made_is_not_begun(
    readers: list[str], run: Run, postbox: Postboxes, put_published: Put, now: datetime
) -> None:
    put_published(run.store, MONTH, now, revision=2, correction="Ord " * 30_000)
    box = postbox()
    report = run.stopped(box, WrongUse, "100 kB")
    assert states(report) == ["waiting"] * 3
    assert box.taken == []


def test_a_month_that_is_not_published_is_not_sent(store: Store, now: datetime) -> None:
    for month in ("2026-09", "2026-10"):
        with store.write() as tx:
            editions.save_draft(tx, "2026-10", 1, b"{}", "x", now)
        with pytest.raises(WrongUse, match=f"{month} is not published"):
            published_mailing(store, month, head=HEAD)


def test_a_pace_is_kept_between_mails(readers: list[str], run: Run, postbox: Postboxes) -> None:
    run(postbox(), pace=30)
    assert run.slept == [2, 2, 2]


def test_a_subscriber_gets_the_mail_of_their_audience(
    store: Store, put_published: Put, now: datetime, postbox: Postboxes
) -> None:
    put_published(store, MONTH, now)
    heads = {
        "vardcentral": "För vårdcentralen",
        "primarvardsrehab": "För primärvårdsrehabiliteringen",
    }
    for audience in heads:
        subscribe(store, f"{audience}@example.org", lang="sv", audience=audience, now=now)
    box = postbox()
    Run(store, now)(box)
    for to, mail in box.taken:
        text = message_from_bytes(mail, policy=default).get_body(("plain",)).get_content()
        assert [head in text for audience, head in heads.items()] == [
            to.startswith(audience) for audience in heads
        ]
    assert len(box.taken) == 2
