"""What machines say of records: predictions and proposed tags."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, select

from litwatch.errors import WrongUse
from litwatch.records import Prediction, Tag
from litwatch.store.bulk import batches, put
from litwatch.store.engine import Tx
from litwatch.store.tables import Role, prediction, record, tag

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
                "at": now,
            }
            for each in some
        ]
        put(tx, prediction, rows, replace=("score", "band", "at"))


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
        put(tx, tag, rows, replace=("state", "evidence", "taxonomy_version", "at"))
