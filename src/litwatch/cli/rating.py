"""The command by which people rate what they included."""

from __future__ import annotations

from typing import Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, app, now


@app.command()
def rate(
    record: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    audience: Annotated[str, typer.Option(help="vardcentral or primarvardsrehab.")],
    relevance: Annotated[int, typer.Option(help="1 (not relevant) to 7 (to all of them).")],
    newsworthiness: Annotated[int, typer.Option(help="1 (known to all) to 7 (new to all).")],
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Rate a record for an audience. Your last rating counts; earlier ones are kept.

    Example: litwatch rate 34107557 --audience vardcentral --relevance 6 --newsworthiness 5
    """
    from litwatch.digest.edition import AUDIENCES
    from litwatch.digest.rating import for_audiences, means
    from litwatch.records import record_id
    from litwatch.review import rating
    from litwatch.store.ratings import ratings_of

    chosen = doors.settings()
    key = record_id(record)
    with doors.store(chosen) as store, store.write() as tx:
        rating.rate(
            tx,
            key,
            audience,
            audiences=AUDIENCES,
            relevance=relevance,
            newsworthiness=newsworthiness,
            reviewer=reviewer or chosen.reviewer,
            now=now(),
        )
        rows = [row for row in ratings_of(tx, [key]) if row.audience == audience]
    mean = means(rows)[key]
    released = bool(for_audiences((), mean))
    raters = sum(row.scale == "relevance" for row in rows)
    ((_, said),) = mean.items()
    if json:
        show.as_json(
            {
                "id": key,
                "audience": audience,
                "raters": raters,
                "relevance": float(said.relevance),
                "newsworthiness": float(said.newsworthiness),
                "released": released,
            }
        )
        return
    print(
        f"{key}, {audience}: relevance {float(said.relevance):.1f}, newsworthiness "
        f"{float(said.newsworthiness):.1f} by {raters}; "
        f"{'stands in' if released else 'too low for'} the section."
    )
