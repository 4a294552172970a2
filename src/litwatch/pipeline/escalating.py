"""Escalation: alarms that nobody has acknowledged are written to those who can act on them.

An alarm counts as told only when a server has taken a mail about it to everybody concerned. What
fails is sent again at the next run: an alarm that comes twice is better than one that is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from litwatch.errors import SourceDown, SourceRefused, WrongUse
from litwatch.language import Lang, speech
from litwatch.mailing.connection import Connection
from litwatch.mailing.message import Letterhead
from litwatch.mailing.plain import plain_mail
from litwatch.pipeline.alerting import touches_of
from litwatch.status import letter
from litwatch.status.letter import Alarm
from litwatch.store import Store, Tx, alerts, catalog
from litwatch.store.alerts import Alert

AFTER = timedelta(days=2)


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What one person is written: about which alerts, in which words."""

    to: str
    alerts: tuple[int, ...]
    subject: str
    text: str


@dataclass
class Escalation:
    """What is to be sent, and for which alarms nobody is known who could be written to."""

    mails: tuple[Mail, ...] = ()
    nobody: tuple[int, ...] = ()
    sent: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def overdue(tx: Tx, now: datetime, after: timedelta = AFTER) -> tuple[Alert, ...]:
    """The alarms that have waited so long and that nobody was written to about."""
    return tuple(
        one
        for one in alerts.alerts(tx)
        if one.waits and one.escalated_at is None and one.touches and now - one.opened_at >= after
    )


def to_send(
    store: Store, *, mailbox: str, lang: Lang, page: str, now: datetime, after: timedelta = AFTER
) -> Escalation:
    """The mails about overdue alarms: to the owners of the touched decks, and to the mailbox.

    An owner is told of their own slides and of what uses the work otherwise, not of others' decks.
    """
    with store.read() as tx:
        late = overdue(tx, now, after)
        titles = catalog.titles(tx, {one.record_id for one in late})
    people: dict[str, list[tuple[int, Alarm]]] = {}
    nobody = []
    for one in late:
        touches = touches_of(one)
        told = sorted({touch.mail for touch in touches if touch.mail} | {mailbox} - {""})
        if not told:
            nobody.append(one.id)
        for person in told:
            mine = tuple(
                touch
                for touch in touches
                if person == mailbox or touch.kind != "slide" or touch.mail == person
            )
            alarm = Alarm(
                record_id=one.record_id,
                title=titles[one.record_id],
                state=one.state,
                source=one.source,
                opened=one.opened_at.date(),
                touches=mine,
            )
            people.setdefault(person, []).append((one.id, alarm))
    return Escalation(
        mails=tuple(_mail(person, told, lang, page) for person, told in sorted(people.items())),
        nobody=tuple(nobody),
    )


def _mail(to: str, told: Sequence[tuple[int, Alarm]], lang: Lang, page: str) -> Mail:
    say = speech(lang)
    alarms = [alarm for _, alarm in told]
    return Mail(
        to=to,
        alerts=tuple(number for number, _ in told),
        subject=letter.subject(say, alarms),
        text=letter.text(say, alarms, page),
    )


def escalate(
    store: Store,
    wanted: Escalation,
    head: Letterhead,
    connection: Connection,
    *,
    lang: Lang,
    now: datetime,
) -> None:
    """Send the mails, and mark the alarms that everybody concerned was told of.

    What became of them is added to `wanted`. Raises SourceDown or SourceRefused when the server
    takes nothing; what it has taken until then is marked.
    """
    try:
        with connection:
            for mail in wanted.mails:
                try:
                    made = plain_mail(head, mail.to, mail.subject, mail.text, lang=lang, now=now)
                    outcome = connection.send(head.address, mail.to, made)
                except WrongUse as error:
                    wanted.failed[mail.to] = str(error)
                    continue
                if outcome.state == "sent":
                    wanted.sent.append(mail.to)
                else:
                    wanted.failed[mail.to] = outcome.answer
    except (SourceDown, SourceRefused) as error:
        rest = [mail.to for mail in wanted.mails if mail.to not in wanted.sent]
        wanted.failed |= {to: str(error) for to in rest if to not in wanted.failed}
        raise
    finally:
        untold = {n for mail in wanted.mails if mail.to in wanted.failed for n in mail.alerts}
        told = {n for mail in wanted.mails if mail.to in wanted.sent for n in mail.alerts}
        with store.write() as tx:
            alerts.mark_escalated(tx, told - untold, now)
