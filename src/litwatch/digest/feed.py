"""Editions as an Atom feed (RFC 4287): an entry for each edition, and one for each of its items.

Ids and times follow from the editions alone, so the same editions give the same bytes. An
item keeps its id through corrections, so that a reader's program shows it anew, not twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from html import escape
from uuid import NAMESPACE_URL, uuid5

import msgspec
from feedgen.feed import FeedGenerator

from litwatch.digest.also import doi_address
from litwatch.digest.edition import Edition, Item, NoticeLine
from litwatch.digest.filling import fill
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.render import context, notice_words
from litwatch.errors import WrongUse
from litwatch.language import Lang, Speech, speech

# XML 1.0 §2.2: what no document may hold, such as a line break pasted from a slide (VT).
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Told(msgspec.Struct, frozen=True):
    """An edition and the address of its page, which may be relative to the feed's own.

    `since` are works it cites whose state has become graver after it was published.
    """

    edition: Edition
    page: str
    since: tuple[NoticeLine, ...] = ()


def render_feed(told: Sequence[Told], lang: Lang, look: Look = PACKAGED) -> bytes:
    """The editions as Atom, newest first; a corrected one stays and says that it is corrected.

    Items are those of a month's newest revision that a person has reviewed, each with its
    bottom line, or its title where nobody wrote one. A work that was retracted or questioned
    after we cited it has an entry of its own, before all others. No abstract is in it.

    Raises WrongUse when there is no edition: a feed must say when it was updated. Raises
    WrongSettings when a template of the look does not work.
    """
    if not told:
        raise WrongUse("a feed needs an edition", "Publish one first.")
    say = speech(lang)
    newest = {one.edition.month: one.edition for one in sorted(told, key=_order)}
    feed = FeedGenerator()
    feed.id(_urn("feed"))
    feed.title(say._("The month’s reading"))
    feed.subtitle(
        say._(
            "New research on ME/CFS, post-COVID and other post-infectious conditions, "
            "chosen for primary care."
        )
    )
    feed.author(name=say._("APC’s curators"))
    feed.link(href="feed.xml", rel="self", type="application/atom+xml")
    feed.language(lang)
    feed.generator("litwatch")
    feed.updated(updated(told))
    for notice, cited in _changed(told):
        _add_notice(feed, notice, cited, say)
    for one in sorted(told, key=_order, reverse=True):
        last = newest[one.edition.month]
        _add_edition(feed, one, last, say, look)
        if last is one.edition:
            for item in (*last.items(), *last.guidelines):
                if item.reviewed:
                    _add_item(feed, one, item, say, look)
    written: bytes = feed.atom_str(pretty=True)
    return written


def updated(told: Sequence[Told]) -> datetime:
    """When what the feed says has changed last, UTC."""
    noticed = [_came(notice, one) for one in told for notice in one.since]
    return max([one.edition.made_at for one in told] + noticed)


def _came(notice: NoticeLine, cited: Told) -> datetime:
    """When a notice came; for one without a day, when the edition was made."""
    if notice.seen is None:
        return cited.edition.made_at
    return datetime.combine(notice.seen, time(), UTC)


def _changed(told: Sequence[Told]) -> list[tuple[NoticeLine, list[Told]]]:
    """Each work that has changed once, with the editions that cite it; newest change first."""
    found: dict[str, tuple[NoticeLine, dict[str, Told]]] = {}
    for one in sorted(told, key=_order):
        for notice in one.since:
            found.setdefault(notice.item.id, (notice, {}))[1][one.edition.month] = one
    changed = [(notice, list(cited.values())) for notice, cited in found.values()]
    return sorted(changed, key=lambda each: (_came(each[0], each[1][0]), each[0].item.id))[::-1]


def _order(one: Told) -> tuple[str, int]:
    return (one.edition.month, one.edition.revision)


def _urn(*name: object) -> str:
    return uuid5(NAMESPACE_URL, "/".join(map(str, ("litwatch", *name)))).urn


def _add_edition(feed: FeedGenerator, one: Told, last: Edition, say: Speech, look: Look) -> None:
    edition = one.edition
    name = f"{say._('The month’s reading')}, {say.month(edition.month)}"
    if edition.revision > 1:
        name = f"{say._('Correction')}: {name}"
    if edition.trial:
        name = f"{say._('Trial edition')}: {name}"
    if edition.state == "draft":
        name = f"{say._('Draft')}: {name}"
    values = {**context(edition, say.lang), "later": None if last is edition else last}
    content = fill("feed.html.j2", values, look)
    _add(
        feed,
        _urn("edition", edition.month, edition.revision),
        name,
        one.page,
        edition.made_at,
        last.made_at,
        content,
    )


def _add_item(feed: FeedGenerator, one: Told, item: Item, say: Speech, look: Look) -> None:
    edition = one.edition
    content = fill("feed_item.html.j2", {**context(edition, say.lang), "item": item}, look)
    _add(
        feed,
        _urn("item", edition.month, item.id),
        item.words("bottom_line") or item.title,
        _address(item, one.page),
        edition.made_at,
        edition.made_at,
        content,
    )


def _add_notice(feed: FeedGenerator, notice: NoticeLine, cited: list[Told], say: Speech) -> None:
    item, words = notice.item, notice_words(say, notice)
    came = _came(notice, cited[0])
    on = f", {say.day(notice.seen)}" if notice.seen else ""
    months = ", ".join(say.month(one.edition.month) for one in cited)
    content = (
        f"<p><strong>{escape(words + on)}.</strong> "
        f'<span lang="en">{escape(item.title)}</span> '
        f"{escape(say._('We have cited it in'))} {escape(months)}.</p>"
    )
    key = _urn("since", item.id, notice.type)
    _add(feed, key, f"{words}: {item.title}", _address(item, cited[-1].page), came, came, content)


def _address(item: Item, page: str) -> str:
    """Where a work can be read of: PubMed, else its DOI, else the edition's page."""
    if item.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{item.pmid}/"
    return doi_address(item.doi) if item.doi else page


def _add(
    feed: FeedGenerator,
    key: str,
    title: str,
    address: str,
    published: datetime,
    updated: datetime,
    content: str,
) -> None:
    entry = feed.add_entry(order="append")
    entry.id(key)
    entry.title(" ".join(_NO_XML.sub(" ", title).split()) or "–")
    entry.link(href=_NO_XML.sub("", address), rel="alternate")
    entry.published(published)
    entry.updated(updated)
    entry.content(_NO_XML.sub(" ", content).strip(), type="html")
