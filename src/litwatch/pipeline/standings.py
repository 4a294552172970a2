"""Where a mailing stands: what became of each subscriber's mail, and what may be sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from litwatch.errors import WrongUse
from litwatch.pipeline.months import check_month
from litwatch.store import Store, deliveries, subscribers
from litwatch.store.deliveries import Delivery, published_revision

Standing = Literal["sent", "waiting", "failed", "given_up", "refused", "unsure"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)

ATTEMPTS = 5
# Longer than the longest that a living process holds one mail: see the time limits in
# litwatch.mailing.connection.
HELD = timedelta(minutes=20)


@dataclass(frozen=True)
class Line:
    """One subscriber's mail. `unsure`: begun, and nobody can know whether it arrived."""

    mail: str
    lang: str
    state: Standing
    attempts: int = 0
    answer: str = ""
    message_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class MailReport:
    """A revision's mail to all who subscribe now, and how many got it who have left since."""

    month: str
    revision: int
    lines: tuple[Line, ...]
    sent_and_left: int = 0

    @property
    def counts(self) -> dict[Standing, int]:
        """How many stand where; the sum is the number of subscribers."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in STANDINGS}

    @property
    def rest(self) -> tuple[Line, ...]:
        """Those who have not, or may not have, got their mail."""
        return tuple(line for line in self.lines if line.state != "sent")


def standing(delivery: Delivery | None) -> Standing:
    """Where a mail stands. One that failed too often is given up until a person says otherwise."""
    if delivery is None:
        return "waiting"
    if delivery.state == "sending":
        return "unsure"
    if delivery.state == "failed" and delivery.attempts >= ATTEMPTS:
        return "given_up"
    return delivery.state


@dataclass(frozen=True)
class Chosen:
    """What a person says beyond the usual: send what is unsure, or what was refused, again."""

    resend_unsure: bool = False
    retry_refused: bool = False

    def may_send(self, delivery: Delivery | None, now: datetime) -> bool:
        """Whether a mail may be sent now: what waits or failed, and more on a person's word.

        With `resend_unsure` what is unsure too, unless another process may hold it; with
        `retry_refused` what was refused or given up.
        """
        state = standing(delivery)
        if state == "unsure":
            return self.resend_unsure and not held(delivery, now)
        if state in ("refused", "given_up"):
            return self.retry_refused
        return state in ("waiting", "failed")


def held(delivery: Delivery | None, now: datetime) -> bool:
    """Whether another process may be sending this mail at the moment."""
    return (
        delivery is not None
        and delivery.state == "sending"
        and not delivery.answer
        and now - delivery.at < HELD
    )


def mail_report(store: Store, month: str, revision: int | None = None) -> MailReport:
    """What became of a month's mail; of the revision that readers have now, or another one.

    Raises WrongUse when the month is not published.
    """
    check_month(month)
    with store.read() as tx:
        now_read = published_revision(tx, month)
        if now_read is None or (revision or now_read) > now_read:
            raise not_published(month)
        chosen = revision or now_read
        mails = deliveries.deliveries(tx, month, chosen)
        current = subscribers.listed(tx)
    lines = tuple(_line(each.mail, each.lang, mails.pop(each.mail, None)) for each in current)
    left = sum(mail.state == "sent" for mail in mails.values())
    return MailReport(month, chosen, lines, left)


def not_published(month: str) -> WrongUse:
    """The error for a month that readers do not have."""
    return WrongUse(
        f"{month} is not published, and only what is published is sent",
        f"Publish it first: `litwatch edition publish {month}`.",
    )


def _line(mail: str, lang: str, delivery: Delivery | None) -> Line:
    state = standing(delivery)
    if delivery is None:
        return Line(mail, lang, state)
    return Line(
        mail,
        lang,
        state,
        attempts=delivery.attempts,
        answer=delivery.answer,
        message_id=delivery.message_id,
        at=delivery.at,
    )
