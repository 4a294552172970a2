"""Subscribers: added one by one or from a file, gone when they leave, erased when they ask."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from litwatch.digest.edition import AUDIENCES
from litwatch.errors import BadInput, WrongUse
from litwatch.language import LANGUAGES, Lang
from litwatch.mailing.address import mail_address
from litwatch.store import Store, subscribers
from litwatch.store.subscribers import Subscriber

_HEADS = {
    "mail": ("mail", "email", "e-mail", "epost", "e-post", "adress", "address"),
    "lang": ("lang", "language", "språk"),
    "audience": ("audience", "målgrupp"),
}


class Problem(NamedTuple):
    """A row of a file that was not taken in, and why."""

    line: int
    reason: str


@dataclass
class ImportReport:
    """What one file of subscribers came to. `known` are subscribers already, and stay as they are."""

    added: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def subscribe(
    store: Store, mail: str, *, lang: str, audience: str = "", now: datetime
) -> tuple[Subscriber, bool]:
    """Add a subscriber; returns it, and whether the person had left before and is back.

    Raises WrongUse for what is no address, language or audience, and for a subscriber.
    """
    wanted = _wanted(mail, lang, audience, now)
    with store.write() as tx:
        old = subscribers.known(tx, wanted.mail)
        if old is None:
            subscribers.add(tx, wanted)
            return wanted, False
        if old.left_at is None:
            raise WrongUse(
                f"{old.mail} is a subscriber already",
                "To change language or audience: `litwatch subscriber remove`, then add again.",
            )
        subscribers.rejoin(tx, old.mail, wanted.lang, wanted.audience, now)
        return subscribers.needed(tx, old.mail), True


def import_subscribers(store: Store, path: Path, *, lang: Lang, now: datetime) -> ImportReport:
    """Add the subscribers of a file: a CSV with a column `mail`, or one address a line.

    Rows that cannot be taken are listed with line and reason, and the others are stored. Who
    has left is not taken back by a list: `subscribe` does that on their own word. Raises
    BadInput when the file cannot be read at all.
    """
    report = ImportReport()
    with store.write() as tx:
        known = {each.mail.lower(): each for each in subscribers.listed(tx, left=True)}
        for line, row in _rows(path):
            try:
                new = _wanted(
                    row.get("mail", ""), row.get("lang") or lang, row.get("audience", ""), now
                )
            except WrongUse as error:
                report.problems.append(Problem(line, str(error)))
                continue
            old = known.get(new.mail.lower())
            if old is None:
                subscribers.add(tx, new)
                known[new.mail.lower()] = new
                report.added.append(new.mail)
            elif old.left_at is None:
                report.known.append(old.mail)
            else:
                reason = f"{old.mail} left on {old.left_at:%Y-%m-%d}; only they can come back"
                report.problems.append(Problem(line, reason))
    return report


def unsubscribe(store: Store, who: str, *, now: datetime) -> Subscriber:
    """Let the subscriber with this address or token leave; returns who it was.

    The row stays, so that no list brings them back. Raises WrongUse when there is no such
    subscriber, or they have left.
    """
    with store.write() as tx:
        old = subscribers.needed(tx, _as_stored(who))
        if old.left_at is not None:
            raise WrongUse(f"{old.mail} left on {old.left_at:%Y-%m-%d}", "There is nothing to do.")
        subscribers.leave(tx, old.mail, now)
    return old


def erase(store: Store, who: str) -> tuple[str, int]:
    """Forget a person. Returns the pseudonym, and how many deliveries keep it for the address.

    Raises WrongUse when there is no such subscriber.
    """
    with store.write() as tx:
        old = subscribers.needed(tx, _as_stored(who))
        # Drawn by lot: a hash of the address could be guessed from the address.
        pseudonym = f"erased-{secrets.token_hex(8)}"
        return pseudonym, subscribers.erase(tx, old.mail, pseudonym)


def _wanted(mail: str, lang: str, audience: str, now: datetime) -> Subscriber:
    if lang not in LANGUAGES:
        raise WrongUse(f"{lang!r} is no language", f"Say {' or '.join(LANGUAGES)}.")
    if audience and audience not in AUDIENCES:
        raise WrongUse(f"{audience!r} is no audience", f"Say {' or '.join(AUDIENCES)}.")
    return Subscriber(
        mail=mail_address(mail),
        lang=lang,
        audience=audience,
        token=secrets.token_urlsafe(18),
        added_at=now,
    )


def _as_stored(who: str) -> str:
    """An address in its stored spelling; a token as it is."""
    return mail_address(who) if "@" in who else who.strip()


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers and columns of a file; without a heading the columns are mail, lang, audience."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8: {error.reason}", "Save it as UTF-8.") from error
    if "\0" in text:
        raise BadInput(f"{path} is no text", "Save it as CSV, or as one address a line.")
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = max(",;\t", key=first.count)
    names = list(_HEADS)
    is_heading = "@" not in first
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
        if is_heading:
            names = [_column(cell) for cell in cells]
            is_heading = False
            if "mail" not in names:
                raise BadInput(
                    f"{path} has no address in its first line, and no column `mail`",
                    "Name the columns mail, lang, audience, or write one address a line.",
                )
            continue
        yield number, dict(zip(names, cells, strict=False))


def _column(heading: str) -> str:
    """Our name for a column; an unknown one keeps its own and is not read."""
    return next((ours for ours, all_of in _HEADS.items() if heading.lower() in all_of), heading)
