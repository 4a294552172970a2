"""The public page of all editions and their feed, made anew from what the store published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from litwatch.digest.archive import ArchiveLine, render_archive
from litwatch.digest.edition import Edition, NoticeLine
from litwatch.digest.feed import Told, render_feed, updated
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.noticing import first_told
from litwatch.errors import unwritten
from litwatch.language import Lang
from litwatch.pipeline.revisions import name_of
from litwatch.pipeline.whole_file import write_whole
from litwatch.records import State
from litwatch.store import Entry, Store, Tx, editions, entries
from litwatch.store.editions import PUBLISHED

PAGE, FEED = "index.html", "feed.xml"
# What readers of an old edition must be told of a work it cites (digest.md §6).
_GRAVE: frozenset[State] = frozenset({"retracted", "republished", "withdrawn", "concern"})


@dataclass(frozen=True)
class Drawn:
    """The page and the feed by name, and the editions that they tell of, oldest first."""

    lines: tuple[ArchiveLine, ...]
    files: Mapping[str, bytes]


def write_archive(
    store: Store,
    digests: Path,
    lang: Lang,
    look: Look = PACKAGED,
    *,
    drawn: Drawn | None = None,
) -> Path:
    """Write `<digests>/index.html` and `feed.xml`, each whole or not at all; returns the page.

    Without a published edition there is no feed. What was `drawn` before is used if it still
    tells of every edition: somebody else may have published since. Raises DiskFull, WrongSettings when the disk
    refuses for another reason or a template of the look does not work.
    """
    lines = _lines_of(store, digests)
    if drawn is None or drawn.lines != lines:
        drawn = _draw(lines, lang, look)
    try:
        digests.mkdir(parents=True, exist_ok=True)
        for name, content in drawn.files.items():
            write_whole(digests / name, content)
    except OSError as error:
        remedy = "Free space or permissions there, then run `litwatch edition archive`."
        raise unwritten(f"the page of all editions in {digests}", error, remedy) from error
    return digests / PAGE


def renew_archive(store: Store, digests: Path, lang: Lang, look: Look = PACKAGED) -> Path | None:
    """`write_archive` where an edition is published; None, and no file, where none is.

    To be called after what may have learnt that a work in an old edition is retracted: the
    page then says so. What it says the same as before is written again, so that a page which
    a crash left behind is mended by the next call.
    """
    with store.read() as tx:
        any_told = any(row.state in PUBLISHED for row in editions.list_editions(tx))
    return write_archive(store, digests, lang, look) if any_told else None


def draw_archive(
    store: Store, digests: Path, lang: Lang, look: Look, *, coming: ArchiveLine
) -> Drawn:
    """The page and the feed with an edition that is `coming` but not in the store yet.

    Raises WrongSettings when a template of the look does not work.
    """
    return _draw(_in_order((*_lines_of(store, digests), coming)), lang, look)


def _draw(lines: tuple[ArchiveLine, ...], lang: Lang, look: Look) -> Drawn:
    told = [Told(line.edition, f"{line.folder}/digest.html", line.since) for line in lines]
    feed = {FEED: render_feed(told, lang, look)} if told else {}
    return Drawn(lines, {**feed, PAGE: render_archive(lines, lang, look).encode()})


def _lines_of(store: Store, digests: Path) -> tuple[ArchiveLine, ...]:
    with store.read() as tx:
        return _in_order(_lines(tx, digests))


def _in_order(lines: Iterable[ArchiveLine]) -> tuple[ArchiveLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.edition.month, line.edition.revision)))


def feed_with(
    store: Store, digests: Path, lang: Lang, look: Look, *, page: Callable[[ArchiveLine], str]
) -> tuple[bytes, datetime] | None:
    """The feed with each edition's page where `page` says, and when it changed last, UTC.

    None where nothing is published. Raises WrongSettings when a template does not work.
    """
    with store.read() as tx:
        told = [Told(line.edition, page(line), line.since) for line in _lines(tx, digests)]
    return (render_feed(told, lang, look), updated(told)) if told else None


def _lines(tx: Tx, digests: Path) -> list[ArchiveLine]:
    rows = [row for row in editions.list_editions(tx) if row.state in PUBLISHED]
    told = [msgspec.json.decode(row.body, type=Edition) for row in rows]
    ids = {item.id for edition in told for item in edition.shown()}
    now = {entry.record.id: entry for entry in entries(tx, ids=ids)}
    return [_line(edition, digests, now) for edition in told]


def _line(edition: Edition, digests: Path, now: dict[str, Entry]) -> ArchiveLine:
    name = name_of(edition.month, edition.revision)
    folder = digests / name
    there = frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()
    since = tuple(
        NoticeLine(
            item=msgspec.structs.replace(item, state=entry.state),
            type=entry.state,
            seen=first_told(entry.state, entry.notices),
            used=True,
        )
        for item in edition.shown()
        if (entry := now.get(item.id)) and entry.state in _GRAVE and entry.state != item.state
    )
    return ArchiveLine(edition=edition, folder=name, files=there, since=since)
