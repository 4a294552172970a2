"""Sending a published edition: each mail at most once, and what became of it written down.

For each subscriber: open connection → claim the mail (committed) → send → write the answer
(committed). A process that dies between the two commits leaves a mail that is unsure; one that
finds a mail claimed lets it be.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec

from litwatch.digest.edition import AUDIENCES, Edition
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.mail import render_mail
from litwatch.errors import NeedsPerson, SourceDown, SourceRefused, WrongUse
from litwatch.mailing.address import mail_address
from litwatch.mailing.connection import Connection, Outcome
from litwatch.mailing.message import Letter, Letterhead, message, message_id
from litwatch.pipeline.months import check_month
from litwatch.pipeline.revisions import name_of
from litwatch.pipeline.standings import Chosen, not_published
from litwatch.store import Store, deliveries, subscribers
from litwatch.store.deliveries import Delivery, DeliveryState, published_body, published_revision
from litwatch.store.subscribers import Subscriber

TROUBLES = 5  # times in a row that the server is not there
UNTAKEN = 20  # mails in a row that it does not take

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Mailing:
    """A published edition, who signs its mail, and the address of its page ("" without one)."""

    edition: Edition
    head: Letterhead
    archive: str = ""
    look: Look = PACKAGED

    @property
    def key(self) -> tuple[str, int]:
        return self.edition.month, self.edition.revision


def published_mailing(
    store: Store, month: str, *, head: Letterhead, public_url: str = "", look: Look = PACKAGED
) -> Mailing:
    """The mailing of what readers have of a month now: a correction is one of its own.

    Raises WrongUse when the month is not published.
    """
    check_month(month)
    with store.read() as tx:
        revision = published_revision(tx, month)
        if revision is None:
            raise not_published(month)
        edition = msgspec.json.decode(published_body(tx, month, revision), type=Edition)
    page = f"{public_url.rstrip('/')}/{name_of(month, revision)}/digest.html"
    archive = page if public_url else ""
    return Mailing(edition, head, archive, look)


def recipients(store: Store, mailing: Mailing, chosen: Chosen, now: datetime) -> list[Subscriber]:
    """Those whose mail may be sent now, by address."""
    with store.read() as tx:
        begun = deliveries.deliveries(tx, *mailing.key)
        everyone = subscribers.listed(tx)
    return [each for each in everyone if chosen.may_send(begun.get(each.mail), now)]


def letter_to(mailing: Mailing, to: Subscriber) -> Letter:
    """The edition as one subscriber's mail: their language, their audience, their way out."""
    mail = render_mail(
        mailing.edition,
        to.lang,
        mailing.look,
        audience=next((one for one in AUDIENCES if one == to.audience), None),
        archive=mailing.archive,
        leave=mailing.head.leave_address(to.token),
    )
    return Letter(mail.subject, mail.html, mail.text, lang=to.lang, to=to.mail, token=to.token)


def mail_to(mailing: Mailing, letter: Letter, now: datetime) -> bytes:
    """The bytes of one mail. Raises WrongUse for a bad address, a bad subject or above 100 kB."""
    its_id = message_id(mailing.head, *mailing.key, letter.token)
    return message(mailing.head, letter, message_id=its_id, now=now)


def send_mailing(
    store: Store,
    mailing: Mailing,
    connection: Connection,
    *,
    chosen: Chosen,
    pace: int = 0,
    clock: Clock,
    sleep: Callable[[float], object] = time.sleep,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Send the mail that may be sent, at most `pace` a minute (0: as fast as it goes).

    What became of each mail is in the store when this returns or raises. Raises SourceDown
    when the server is not there or takes nothing now, SourceRefused when it does not take us,
    NeedsPerson when it refuses one mail after the other or a correction is published midway,
    WrongUse when a mail cannot be made: then it was not begun.
    """
    sending = _Sending(store, mailing, connection, chosen, clock, sleep)
    everyone = recipients(store, mailing, chosen, clock())
    with connection:
        for done, to in enumerate(everyone):
            progress(done, len(everyone))
            if sending.deliver(to) and pace:
                sleep(60 / pace)
    progress(len(everyone), len(everyone))


@dataclass
class _Sending:
    """One run: what it works with, and how long the server has been of no use."""

    store: Store
    mailing: Mailing
    connection: Connection
    chosen: Chosen
    clock: Clock
    sleep: Callable[[float], object]
    lost: int = 0
    untaken: int = 0

    def deliver(self, to: Subscriber) -> bool:
        """Send one mail and write down what became of it; False when nothing was sent."""
        try:
            mail_address(to.mail)
        except WrongUse as error:
            if self._claim(to):
                self._settle(to, Outcome("refused", str(error)))
            return False
        mail = mail_to(self.mailing, letter_to(self.mailing, to), self.clock())
        while True:
            try:
                outcome = self._hand_over(to, mail)
            except SourceDown as trouble:
                self._bear(trouble)
                continue
            if outcome is not None:
                self._judge(outcome)
            return outcome is not None

    def _hand_over(self, to: Subscriber, mail: bytes) -> Outcome | None:
        """Claim, send, settle. None when the mail is not ours to send (any more)."""
        self.connection.open()  # before the claim: that a server is down is nobody's delivery
        claim = self._claim(to)
        if claim is None:
            return None
        try:
            outcome = self.connection.send(self.mailing.head.address, to.mail, mail)
        except (SourceDown, SourceRefused):
            with self.store.write() as tx:
                deliveries.put_back(tx, claim.before, *self.mailing.key, to.mail)
            raise
        self._settle(to, outcome)
        return outcome

    def _claim(self, to: Subscriber) -> _Claim | None:
        """Take one mail on, for us alone. Whoever has left meanwhile is sent nothing."""
        month, revision = self.mailing.key
        with self.store.write() as tx:
            if published_revision(tx, month) != revision:
                raise NeedsPerson(
                    f"a correction of {month} was published while the edition was being sent",
                    f"Run `litwatch mail send {month}`: it sends the correction to everyone.",
                )
            current = subscribers.known(tx, to.mail)
            before = deliveries.delivery_to(tx, month, revision, to.mail)
            now = self.clock()
            if current is None or current.left_at or not self.chosen.may_send(before, now):
                return None
            its_id = message_id(self.mailing.head, month, revision, to.token)
            deliveries.begin(tx, before, month, revision, to.mail, its_id, now)
            return _Claim(before)

    def _settle(self, to: Subscriber, outcome: Outcome) -> None:
        # What is unsure stays in `sending`, and now has an answer that says why.
        state: DeliveryState = "sending" if outcome.state == "unsure" else outcome.state
        now = self.clock()
        with self.store.write() as tx:
            deliveries.settle(tx, *self.mailing.key, to.mail, state, outcome.answer, now)

    def _judge(self, outcome: Outcome) -> None:
        """Go on, unless the server is of no use any more."""
        if outcome.lost:
            self._bear(
                SourceDown(
                    f"the mail server broke the connection {TROUBLES} times in a row: "
                    f"{outcome.answer}",
                    "Nothing is lost. Run the same command again later.",
                )
            )
            return
        self.lost = 0
        self.untaken = 0 if outcome.state == "sent" else self.untaken + 1
        if self.untaken < UNTAKEN:
            return
        said = f"the mail server did not take {UNTAKEN} mails in a row: {outcome.answer}"
        if outcome.state == "failed":
            raise SourceDown(said, "Nothing is lost. Run the same command again later.")
        raise NeedsPerson(
            said,
            "It may refuse us rather than them: ask those who run it. Then send with "
            "--retry-refused.",
        )

    def _bear(self, trouble: SourceDown) -> None:
        """Wait a little longer each time that the server is not there; give up in the end."""
        self.lost += 1
        if self.lost == TROUBLES:
            raise trouble
        if self.lost > 1:
            self.sleep(2.0 ** (self.lost - 2))


class _Claim(NamedTuple):
    """A mail that is ours to send, and what stood there before."""

    before: Delivery | None
