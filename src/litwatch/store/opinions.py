"""What machines say of records: predictions and proposed tags."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import and_, delete, exists, func, or_, select

from litwatch.errors import WrongUse
from litwatch.records import Band, Prediction, Tag, Usefulness
from litwatch.store.bulk import batches, put
from litwatch.store.engine import Tx
from litwatch.store.tables import Role, prediction, record, record_topic, tag, usefulness

MACHINE = "machine"


def save_predictions(tx: Tx, predictions: Iterable[Prediction], now: datetime) -> None:
    """Keep predictions; what a model says again replaces what it said, other models' stay."""
    for some in batches(predictions):
        rows = [
            {
                "record_id": each.record_id,
                "model": each.model,
                "score": each.score,
                "band": each.band,
                "known": each.known,
                "why": None if each.why is None else msgspec.to_builtins(each.why),
                "at": now,
            }
            for each in some
        ]
        put(tx, prediction, rows, replace=("score", "band", "known", "why", "at"))


def save_usefulness(tx: Tx, said: Mapping[str, Usefulness], now: datetime) -> None:
    """Keep how useful records seem, by record id; what was said before is replaced."""
    for some in batches(said.items()):
        rows = [
            {
                "record_id": record_id,
                "by": each.by,
                "score": each.score,
                "points": [list(point) for point in each.points],
                "at": now,
            }
            for record_id, each in some
        ]
        put(tx, usefulness, rows, replace=("by", "score", "points", "at"))


def unscored(tx: Tx, model: str, *, roles: Collection[Role] = ("watched", "imported")) -> list[str]:
    """The ids that this model has not scored since their record last changed."""
    scored = and_(
        prediction.c.record_id == record.c.id,
        prediction.c.model == model,
        prediction.c.at >= record.c.updated_at,
    )
    query = (
        select(record.c.id)
        .outerjoin(prediction, scored)
        .where(prediction.c.record_id.is_(None), record.c.role.in_(roles))
        .order_by(record.c.id)
    )
    return list(tx.scalars(query))


def untagged(tx: Tx, taxonomy_version: str) -> list[str]:
    """The watched and imported ids whose machine tags are missing, older, or by other rules.

    A record that a strategy has hit since it was tagged counts too: its flags may change.
    """
    lately_hit = (
        select(func.max(record_topic.c.first_seen))
        .where(record_topic.c.record_id == record.c.id)
        .scalar_subquery()
    )
    current = exists().where(
        tag.c.record_id == record.c.id,
        tag.c.by == MACHINE,
        tag.c.taxonomy_version == taxonomy_version,
        tag.c.at >= record.c.updated_at,
        or_(lately_hit.is_(None), tag.c.at >= lately_hit),
    )
    query = select(record.c.id).where(record.c.role != "background", ~current)
    return list(tx.scalars(query.order_by(record.c.id)))


def unjudged(tx: Tx, by: str) -> list[str]:
    """The watched and imported ids whose usefulness this rule or model has not told.

    Also those with a tag, a person's or a machine's, that is newer than what was told.
    """
    newest = select(func.max(tag.c.at)).where(tag.c.record_id == record.c.id).scalar_subquery()
    query = (
        select(record.c.id)
        .outerjoin(usefulness, usefulness.c.record_id == record.c.id)
        .where(
            record.c.role != "background",
            or_(usefulness.c.by.is_(None), usefulness.c.by != by, usefulness.c.at < newest),
        )
    )
    return list(tx.scalars(query.order_by(record.c.id)))


def tag_by_person(tx: Tx, record_id: str, said: Tag, *, single: bool, now: datetime) -> None:
    """Keep a person's tag. In a facet of one value it takes the place of people's earlier one.

    The machine's tags stay as they are: a person's stands before them. Raises WrongUse for
    an unknown record.
    """
    if tx.scalar(select(record.c.id).where(record.c.id == record_id)) is None:
        raise WrongUse(
            f"no record {record_id} is stored",
            "Harvest or import it first.",
            common="unknown_record",
            about=record_id,
        )
    if single:
        mine = (tag.c.record_id == record_id, tag.c.facet == said.facet, tag.c.by != MACHINE)
        tx.execute(delete(tag).where(*mine))
    row = {
        "record_id": record_id,
        "facet": said.facet,
        "value": said.value,
        "by": said.by,
        "state": said.state,
        "evidence": list(said.evidence),
        "taxonomy_version": "",
        "at": now,
    }
    put(tx, tag, [row], replace=("state", "evidence", "taxonomy_version", "at"))


def latest_bands(tx: Tx, ids: Iterable[str]) -> dict[str, Band]:
    """The band that the newest prediction gives each of these records that has one."""
    found: dict[str, Band] = {}
    for some in batches(ids):
        query = select(prediction.c.record_id, prediction.c.band)
        query = query.where(prediction.c.record_id.in_(some))
        for key, band in tx.execute(query.order_by(prediction.c.at, prediction.c.model)).tuples():
            found[key] = band  # the last one said wins
    return found


def latest_model(tx: Tx) -> str:
    """The model that spoke last; an empty string when none has."""
    query = select(prediction.c.model).order_by(prediction.c.at.desc(), prediction.c.model.desc())
    return tx.scalar(query.limit(1)) or ""


def save_tags(
    tx: Tx, tags: Mapping[str, Sequence[Tag]], taxonomy_version: str, now: datetime
) -> None:
    """Replace the machine's tags of each record by these; people's tags are never touched.

    An empty sequence takes the machine's tags away. Raises WrongUse for a person's tag.
    """
    for some in batches(tags.items()):
        rows = [
            {
                "record_id": record_id,
                "facet": each.facet,
                "value": each.value,
                "by": each.by,
                "state": each.state,
                "evidence": list(each.evidence),
                "confidence": each.confidence,
                "taxonomy_version": taxonomy_version,
                "at": now,
            }
            for record_id, proposed in some
            for each in proposed
        ]
        if any(row["by"] != MACHINE for row in rows):
            raise WrongUse("a person's tag came among the machine's", "Save them apart.")
        ids = [record_id for record_id, _ in some]
        tx.execute(delete(tag).where(tag.c.record_id.in_(ids), tag.c.by == MACHINE))
        put(tx, tag, rows, replace=("state", "evidence", "confidence", "taxonomy_version", "at"))
