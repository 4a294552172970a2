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
from litwatch.store.tables.people import (
    account_event,
    api_token,
    decision_undo,
    fault_report,
    login_attempt,
    reading,
    record_note,
    resolution,
    saved_view,
    user_account,
    visit,
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
from litwatch.store.tables.teaching import (
    alert,
    deck,
    deck_slide,
    received_view,
    relation,
    seminar,
    statement_version,
    task,
)

metadata = Base.metadata

__all__ = [
    "ROLES",
    "PmidState",
    "Role",
    "UtcDateTime",
    "WindowState",
    "account_event",
    "alert",
    "api_token",
    "approval",
    "audit_sample",
    "decision",
    "decision_undo",
    "deck",
    "deck_slide",
    "delivery",
    "edition",
    "fault_report",
    "login_attempt",
    "metadata",
    "model_event",
    "outside_item",
    "prediction",
    "rating",
    "raw",
    "reading",
    "recall",
    "received_view",
    "record",
    "record_note",
    "record_notice",
    "record_revision",
    "record_source",
    "record_text",
    "record_topic",
    "relation",
    "resolution",
    "run",
    "same_work",
    "saved_view",
    "seminar",
    "statement_version",
    "strategy",
    "subscriber",
    "tag",
    "task",
    "usefulness",
    "user_account",
    "visit",
    "window",
    "window_pmid",
    "written_field",
]
