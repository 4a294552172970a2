"""Items from outside PubMed: checked at the door, signed, taken back but never deleted."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from litwatch.errors import WrongUse
from litwatch.review.screening import check_free_text
from litwatch.store import Store, outside
from litwatch.store.outside import OutsideItem
from litwatch.watch import Watch
from litwatch.watch.bodies import body as the_body


def add_outside(
    store: Store,
    watch: Watch,
    *,
    body: str,
    title: str,
    link: str,
    day: date,
    words: str,
    reviewer: str,
    now: datetime,
) -> OutsideItem:
    """Keep something that a body outside PubMed has published on a day.

    Raises WrongUse for an unknown body, no title, a link that is no web address, a day that
    has not come, no name, and text that seems to hold patient data.
    """
    named = the_body(watch.grey_watch, body)
    title, words = " ".join(title.split()), " ".join(words.split())
    if not title:
        raise WrongUse("the item has no title", "Give --title as the body writes it.")
    if not _is_web_address(link):
        raise WrongUse(f"{link!r} is no web address", "Give a link with https:// or http://.")
    if day > now.date():
        raise WrongUse(f"{day} has not come yet", "Give the day on which it was published.")
    if not reviewer.strip():
        raise WrongUse(
            "an item needs a name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
            common="no_name",
        )
    check_free_text(title, "the title")
    check_free_text(words, "the text")
    with store.write() as tx:
        return outside.add(
            tx,
            body=named,
            title=title,
            link=link,
            day=day,
            words=words,
            added_by=reviewer.strip(),
            now=now,
        )


def _is_web_address(link: str) -> bool:
    if not link.isprintable() or any(sign in link for sign in ' <>"\\'):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username
    except ValueError:  # brackets that hold no IPv6 address
        return False
