"""Who gets the edition by mail. Nobody vanishes: one leaves, or is erased on their own word."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import delete, func, insert, select, update

from litwatch.errors import WrongUse
from litwatch.language import Lang
from litwatch.store.engine import Tx
from litwatch.store.tables import delivery, subscriber


class Subscriber(msgspec.Struct, frozen=True, kw_only=True):
    """An address and what was asked for; `left_at` once its person has left."""

    mail: str
    lang: Lang
    audience: str
    token: str
    added_at: datetime
    left_at: datetime | None = None


def add(tx: Tx, new: Subscriber) -> None:
    """Keep a new subscriber."""
    tx.execute(insert(subscriber).values(msgspec.structs.asdict(new)))


def known(tx: Tx, mail: str) -> Subscriber | None:
    """The subscriber with this address, also one who has left; case does not tell two apart."""
    row = tx.execute(select(subscriber).where(func.lower(subscriber.c.mail) == mail.lower()))
    found = row.mappings().first()
    return None if found is None else Subscriber(**found)


def needed(tx: Tx, who: str) -> Subscriber:
    """The subscriber with this address or token. Raises WrongUse when there is none."""
    by_token = select(subscriber.c.mail).where(subscriber.c.token == who)
    found = known(tx, who if "@" in who else tx.scalar(by_token) or "")
    if found is None:
        raise WrongUse(f"{who} is no subscriber", "See `litwatch subscriber list`.")
    return found


def listed(tx: Tx, *, left: bool = False) -> tuple[Subscriber, ...]:
    """The subscribers by address; with `left` those who have left too."""
    query = select(subscriber) if left else select(subscriber).where(subscriber.c.left_at.is_(None))
    found = (Subscriber(**row) for row in tx.execute(query).mappings())
    return tuple(sorted(found, key=lambda each: each.mail.lower()))


def leave(tx: Tx, mail: str, now: datetime) -> None:
    """Write down that a person has left; from now on no mail is sent to them."""
    tx.execute(update(subscriber).where(subscriber.c.mail == mail).values(left_at=now))


def rejoin(tx: Tx, mail: str, lang: Lang, audience: str, now: datetime) -> None:
    """Take back a person who had left and now asks for the edition again."""
    values = {"lang": lang, "audience": audience, "added_at": now, "left_at": None}
    tx.execute(update(subscriber).where(subscriber.c.mail == mail).values(values))


def erase(tx: Tx, mail: str, pseudonym: str) -> int:
    """Forget a person: the row goes, and deliveries keep a pseudonym. Returns how many do.

    A server's words may repeat the address, so only the number of its answer stays.
    """
    theirs = delivery.c.mail == mail
    answers = tx.scalars(select(delivery.c.answer).where(theirs).distinct()).all()
    changed = 0
    for answer in answers:
        number = answer[:3] if answer[:3].isdecimal() else ""
        values = {"mail": pseudonym, "answer": number}
        rows = tx.execute(
            update(delivery)
            .where(theirs, delivery.c.answer == answer)
            .values(values)
            .returning(delivery.c.month)
        )
        changed += len(rows.all())
    tx.execute(delete(subscriber).where(subscriber.c.mail == mail))
    return changed
