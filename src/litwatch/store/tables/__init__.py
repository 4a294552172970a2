"""The tables. Their history is in db/migrations; db/schema.sql shows them as SQL.

Times are UTC, days are dates, `id` of a record is its PMID, `PPR…` or `doi:…`. A table that
people or machines add opinions to has its own rows; nothing is packed into a record's body.
"""

from litwatch.store.tables.base import Base, UtcDateTime
from litwatch.store.tables.ledgers import (
    PmidState,
    WindowState,
    recall,
    record_topic,
    run,
    strategy,
    window,
    window_pmid,
)
from litwatch.store.tables.opinions import (
    audit_sample,
    decision,
    model_event,
    prediction,
    tag,
    usefulness,
)
from litwatch.store.tables.publishing import (
    approval,
    delivery,
    edition,
    outside_item,
    rating,
    subscriber,
    written_field,
)
from litwatch.store.tables.records import (
    ROLES,
    Role,
    raw,
    record,
    record_notice,
    record_revision,
    record_source,
    record_text,
    same_work,
)

metadata = Base.metadata

__all__ = [
    "ROLES",
    "PmidState",
    "Role",
    "UtcDateTime",
    "WindowState",
    "approval",
    "audit_sample",
    "decision",
    "delivery",
    "edition",
    "metadata",
    "model_event",
    "outside_item",
    "prediction",
    "rating",
    "raw",
    "recall",
    "record",
    "record_notice",
    "record_revision",
    "record_source",
    "record_text",
    "record_topic",
    "run",
    "same_work",
    "strategy",
    "subscriber",
    "tag",
    "usefulness",
    "window",
    "window_pmid",
    "written_field",
]
