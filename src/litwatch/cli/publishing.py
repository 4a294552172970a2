"""Commands from a draft to what readers have: submit, approve, publish, correct, list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, edition, now
from litwatch.cli.editing import Month, gate_json, say_closed, say_draft, say_what_is_left_out

if TYPE_CHECKING:
    from litwatch.store import StoredEdition
    from litwatch.store.approvals import Approval

Role = Annotated[str, typer.Option(help="Your role, such as allmänläkare.")]


@edition.command("submit")
def edition_submit(month: Month, json: Json = False) -> None:
    """Ask for a review of the newest draft; prints the hash that an approval names.

    Example: litwatch edition submit 2026-10
    """
    from litwatch.pipeline.approving import submit

    chosen = doors.settings()
    with doors.store(chosen) as store:
        asked = submit(store, doors.watch(chosen), month, now=now())
    folder = chosen.digests_folder / asked.folder
    if json:
        show.as_json(
            {
                "month": month,
                "folder": str(folder),
                "sha256": asked.sha256,
                "gates": [gate_json(gate) for gate in asked.gates],
            }
        )
        return
    print(asked.sha256)
    show.say(f"In review: {folder}. It may still change; an approval names the hash above.")
    say_closed(asked.gates, month)


@edition.command("approve")
def edition_approve(
    month: Month,
    sha256: Annotated[str, typer.Option("--sha256", help="The hash of the draft you have read.")],
    role: Role = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Say that the draft you have read may be published; refused when it has changed since.

    Example: litwatch edition approve 2026-10 --sha256 3f9a0c1b77de --reviewer "B. Granskare"
    """
    from litwatch.pipeline.approving import approve

    chosen = doors.settings()
    with doors.store(chosen) as store:
        done = approve(
            store,
            doors.watch(chosen),
            month,
            sha256=sha256,
            reviewer=reviewer or chosen.reviewer,
            role=role,
            two_persons=chosen.two_persons,
            now=now(),
        )
    if json:
        show.as_json(
            {
                "month": month,
                "revision": done.approval.revision,
                "sha256": done.approval.sha256,
                "reviewer": done.approval.reviewer,
                "lacks": done.lacks,
            }
        )
        return
    print(f"{month}: approved by {done.approval.reviewer}.")
    if done.lacks:
        show.say(f"Before it can be published it needs {done.lacks}.")


@edition.command("publish")
def edition_publish(
    month: Month, role: Role = "", reviewer: Reviewer = "", json: Json = False
) -> None:
    """Publish the newest draft; PubMed is asked first whether every cited work still stands.

    Refused while a gate is closed, an approval is missing or the content has changed. A draft
    that nobody has approved is approved by whoever publishes it.

    Example: litwatch edition publish 2026-10 --reviewer "A. Kurator"
    """
    from litwatch.pipeline.publishing import publish_edition

    say_what_is_left_out()
    chosen = doors.settings()
    with doors.store(chosen) as store:
        done = publish_edition(
            store,
            partial(doors.eutils, chosen),
            doors.watch(chosen),
            month,
            reviewer=reviewer or chosen.reviewer,
            role=role,
            two_persons=chosen.two_persons,
            digests=chosen.digests_folder,
            lang=chosen.lang,
            look=doors.look(chosen),
            now=now(),
        )
    if done.resumed:
        show.say(f"{month} was signed by {done.by} earlier; its files were missing and lie there.")
    if done.beyond_pubmed:
        ids = ", ".join(done.beyond_pubmed)
        show.say(f"PubMed cannot be asked what has become of these, which have no PMID: {ids}")
    if json:
        show.as_json(
            {
                "month": month,
                "revision": done.revision,
                "folder": str(done.folder),
                "published_by": done.by,
                "beyond_pubmed": done.beyond_pubmed,
            }
        )
    else:
        print(done.folder)


@edition.command("correct")
def edition_correct(
    month: Month,
    reason: Annotated[str, typer.Option(help="For readers: what was wrong, what stands now.")],
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Draft a correction of a published month; what was published stays as it is.

    The correction goes through the same gates and approvals, and is published beside it.

    Example: litwatch edition correct 2026-10 --reason "Fel antal deltagare i post 3; nu rätt."
    """
    from litwatch.pipeline.editions import correct

    chosen = doors.settings()
    with doors.store(chosen) as store:
        made = correct(
            store,
            doors.watch(chosen),
            month,
            reason=reason,
            reviewer=reviewer or chosen.reviewer,
            digests=chosen.digests_folder,
            lang=chosen.lang,
            look=doors.look(chosen),
            now=now(),
        )
    if json:
        show.as_json(
            {
                "month": month,
                "revision": made.edition.revision,
                "folder": str(made.folder),
                "sha256": made.sha256,
                "gates": [gate_json(gate) for gate in made.gates],
            }
        )
        return
    say_draft(made, month)


@edition.command("list")
def edition_list(json: Json = False) -> None:
    """List every draft, published edition and correction, and who has approved it.

    Example: litwatch edition list
    """
    from litwatch.store import approvals, editions

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        rows = [
            (row, approvals.given(tx, row.month, row.revision, row.sha256))
            for row in editions.list_editions(tx)
        ]
    if json:
        show.as_json([_edition_json(row, given) for row, given in rows])
        return
    show.table(
        ("month", "revision", "state", "made", "approved by", "published", "by", "hash", "reason"),
        [
            (
                row.month,
                row.revision,
                row.state,
                f"{row.made_at:%Y-%m-%d %H:%M}",
                ", ".join(one.reviewer for one in given),
                f"{row.published_at:%Y-%m-%d %H:%M}" if row.published_at else "",
                row.published_by or "",
                row.sha256[:12],
                row.note,
            )
            for row, given in rows
        ],
    )


def _edition_json(row: StoredEdition, given: tuple[Approval, ...]) -> dict[str, object]:
    return {
        "month": row.month,
        "revision": row.revision,
        "state": row.state,
        "sha256": row.sha256,
        "made_at": row.made_at,
        "approvals": [{"reviewer": one.reviewer, "role": one.role, "at": one.at} for one in given],
        "published_at": row.published_at,
        "published_by": row.published_by,
        "correction": row.note,
    }
