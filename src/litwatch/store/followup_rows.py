"""What has happened, as rows with their time: what a report on a period is counted from."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from litwatch.store.decisions import is_reading, stands
from litwatch.store.engine import Tx
from litwatch.store.tables import (
    decision,
    deck,
    record,
    record_source,
    record_topic,
    run,
    task,
    window,
)
from litwatch.store.windows import BACKGROUND

_FILES = "file:%"  # how imports name their source


class Found(NamedTuple):
    """When a topic's searches first gave a record; topic "" is for those of imported files."""

    record_id: str
    topic: str
    at: datetime


class Reading(NamedTuple):
    """When a person first decided on a record, and the day PubMed created it."""

    record_id: str
    created: date | None
    at: datetime


class Search(NamedTuple):
    """A search that was made for a topic."""

    topic: str
    at: datetime


class SlideTask(NamedTuple):
    """A slide that somebody was asked to update; `done_at` once they have."""

    opened_at: datetime
    done_at: datetime | None


class Followed(NamedTuple):
    """A deck since it is followed; `read_at` is when its slides were last read."""

    added_at: datetime
    removed_at: datetime | None
    read_at: datetime | None


def found(tx: Tx) -> list[Found]:
    """The first time each topic's searches, or any file, gave a record. Background is left out."""
    searched = (
        select(record_topic.c.record_id, record_topic.c.topic, func.min(record_topic.c.first_seen))
        .join(record, record.c.id == record_topic.c.record_id)
        .where(record.c.role != BACKGROUND, record_topic.c.topic != BACKGROUND)
        .group_by(record_topic.c.record_id, record_topic.c.topic)
        .order_by(record_topic.c.record_id, record_topic.c.topic)
    )
    brought = (
        select(record_source.c.record_id, func.min(record_source.c.first_seen))
        .join(record, record.c.id == record_source.c.record_id)
        .where(record.c.role != BACKGROUND, record_source.c.source.like(_FILES))
        .group_by(record_source.c.record_id)
        .order_by(record_source.c.record_id)
    )
    return [
        *(Found(*row) for row in tx.execute(searched)),
        *(Found(record_id, "", at) for record_id, at in tx.execute(brought)),
    ]


def readings(tx: Tx) -> list[Reading]:
    """The first own decision of a person on each record that still stands."""
    query = (
        select(record.c.id, record.c.created, func.min(decision.c.at))
        .join(decision, decision.c.record_id == record.c.id)
        .where(record.c.role != BACKGROUND, stands(), is_reading())
        .group_by(record.c.id, record.c.created)
        .order_by(record.c.id)
    )
    return [Reading(*row) for row in tx.execute(query)]


def reviewers(tx: Tx, since: datetime, before: datetime) -> set[str]:
    """The names under which people decided in the time, as they wrote them."""
    query = select(decision.c.reviewer).where(decision.c.at >= since, decision.c.at < before)
    return set(tx.scalars(query.where(stands()).distinct()))


def searches(tx: Tx) -> list[Search]:
    """Every search that a source has answered, by topic."""
    query = (
        select(window.c.topic, window.c.listed_at)
        .where(window.c.topic != BACKGROUND, window.c.listed_at.is_not(None))
        .distinct()
        .order_by(window.c.listed_at, window.c.topic)
    )
    return [Search(*row) for row in tx.execute(query)]


def status_checks(tx: Tx) -> list[datetime]:
    """When works were asked for again, to the end: a source that broke off is no check."""
    query = select(run.c.started_at).where(run.c.kind == "status", run.c.state == "complete")
    return list(tx.scalars(query.order_by(run.c.id)))


def slide_tasks(tx: Tx) -> list[SlideTask]:
    """All that people were asked to do with slides."""
    query = select(task.c.opened_at, task.c.done_at).where(task.c.kind == "slide")
    return [SlideTask(*row) for row in tx.execute(query.order_by(task.c.id))]


def followed_decks(tx: Tx) -> list[Followed]:
    """All decks that are or were followed."""
    query = select(deck.c.added_at, deck.c.removed_at, deck.c.read_at).order_by(deck.c.id)
    return [Followed(*row) for row in tx.execute(query)]
