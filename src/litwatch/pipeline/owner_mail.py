"""Owners of decks are written to about what they are asked to do with their slides, each task once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from litwatch.errors import WrongUse
from litwatch.language import Lang, Speech, speech
from litwatch.mailing.connection import Connection
from litwatch.mailing.message import Letterhead
from litwatch.mailing.plain import plain_mail
from litwatch.store import Store, decks, tasks
from litwatch.store.tasks import Task


class OwnerMail(msgspec.Struct, frozen=True, kw_only=True):
    """What one owner is written, and about which tasks."""

    to: str
    tasks: tuple[int, ...]
    subject: str
    text: str


@dataclass
class Told:
    """To whom a mail went, and why the others could not be written to."""

    sent: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def owner_mails(store: Store, *, lang: Lang, page: str) -> tuple[OwnerMail, ...]:
    """One mail for each owner who has not been told of an open task, by address.

    `page` is the address of the decks' page, "" where there is none.
    """
    with store.read() as tx:
        waiting = tasks.untold(tx)
        paths = {one.id: one.path for one in decks.followed(tx)}
    mine: dict[str, list[Task]] = defaultdict(list)
    for task in waiting:
        if task.deck_id in paths:
            mine[task.mail].append(task)
    say = speech(lang)
    return tuple(
        OwnerMail(
            to=to,
            tasks=tuple(one.id for one in asked),
            subject=say.n(
                "Something in your slides has to be looked at",
                "{count} things in your slides have to be looked at",
                len(asked),
            ),
            text=_text(say, asked, paths, page),
        )
        for to, asked in sorted(mine.items())
    )


def tell_owners(
    store: Store,
    mails: Sequence[OwnerMail],
    head: Letterhead,
    connection: Connection,
    *,
    lang: Lang,
    now: datetime,
) -> Told:
    """Send the mails; each is marked as soon as the server has taken it, so none goes twice.

    Raises SourceDown or SourceRefused when the server takes nothing; the rest waits.
    """
    told = Told()
    with connection:
        for mail in mails:
            try:
                made = plain_mail(head, mail.to, mail.subject, mail.text, lang=lang, now=now)
                outcome = connection.send(head.address, mail.to, made)
            except WrongUse as error:
                told.failed[mail.to] = str(error)
                continue
            if outcome.state != "sent":
                told.failed[mail.to] = outcome.answer
                continue
            told.sent.append(mail.to)
            with store.write() as tx:
                tasks.mark_mailed(tx, mail.tasks, now)
    return told


def _text(say: Speech, asked: Sequence[Task], paths: Mapping[int, str], page: str) -> str:
    by_deck: dict[str, list[str]] = defaultdict(list)
    for one in asked:
        by_deck[paths[one.deck_id or 0]].append(f"- {one.words}")
    parts = [say._("Something that your slides rest on has changed.")]
    parts += ["\n".join([path, *lines]) for path, lines in sorted(by_deck.items())]
    if page:
        parts.append(say._("All your decks: {page}", page=page))
    parts.append(say._("litwatch changes nothing in a deck until you ask for it."))
    return "\n\n".join(parts) + "\n"
