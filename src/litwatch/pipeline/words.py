"""People's words and tags on a record: appended, signed, checked at the door."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from litwatch.digest.edition import AUDIENCES, Field
from litwatch.errors import WrongUse
from litwatch.pipeline.months import check_month
from litwatch.records import Tag
from litwatch.review.screening import check_free_text
from litwatch.store import Store, catalog, editions, opinions
from litwatch.watch import Watch


def write_text(
    store: Store,
    month: str,
    record_id: str,
    field: str,
    text: str,
    *,
    audience: str | None,
    reviewer: str,
    role: str,
    now: datetime,
) -> None:
    """Append a person's words for one field of an item. Raises WrongUse for what is unknown."""
    check_text(month, field, text, audience=audience, reviewer=reviewer)
    with store.write() as tx:
        if catalog.get(tx, record_id) is None:
            raise WrongUse(
                f"no record {record_id} is stored",
                "Harvest or import it first.",
                common="unknown_record",
                about=record_id,
            )
        editions.write_field(
            tx, month, record_id, field, audience, text.strip(), reviewer.strip(), role, now
        )


def check_text(month: str, field: str, text: str, *, audience: str | None, reviewer: str) -> None:
    """Raise WrongUse for a text that may not be kept: whose field, audience or writer is
    unknown, or that seems to hold patient data."""
    check_month(month)
    if field not in get_args(Field):
        raise WrongUse(
            f"{field!r} is no field of an item",
            f"Fields: {', '.join(get_args(Field))}.",
            common="unknown_choice",
        )
    if audience is not None and audience not in AUDIENCES:
        raise WrongUse(
            f"{audience!r} is no audience",
            f"Audiences: {', '.join(AUDIENCES)}.",
            common="unknown_choice",
        )
    if not reviewer.strip():
        raise WrongUse(
            "a text needs its writer's name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
            common="no_name",
        )
    check_free_text(text, "the text")
    if (field == "meaning") != (audience is not None):
        raise WrongUse(
            f"{field} is written {'for one audience' if field == 'meaning' else 'for all'}",
            f"Give --audience {' or '.join(AUDIENCES)}."
            if field == "meaning"
            else "Leave --audience out.",
        )


def tag_record(
    store: Store,
    watch: Watch,
    record_id: str,
    facet_id: str,
    value_id: str,
    *,
    reviewer: str,
    now: datetime,
    wrong: bool = False,
) -> Tag:
    """Set a facet's value on a record in a person's name; it stands before the machine's.

    With `wrong` the person says that the value does not hold, and the machine's proposal of it
    counts for nothing. Raises WrongUse for an unknown facet, value or record, and for a missing name.
    """
    facet = watch.facet(facet_id)
    if facet.value(value_id) is None:
        raise WrongUse(
            f"{value_id!r} is no value of the facet {facet_id}",
            f"Values: {', '.join(value.id for value in facet.values)}.",
            common="unknown_choice",
        )
    if not reviewer.strip():
        raise WrongUse(
            "a tag needs a reviewer's name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
            common="no_name",
        )
    said = Tag(
        facet=facet_id,
        value=value_id,
        by=reviewer.strip(),
        state="rejected" if wrong else "accepted",
    )
    with store.write() as tx:
        opinions.tag_by_person(tx, record_id, said, single=not facet.multi, now=now)
    return said
