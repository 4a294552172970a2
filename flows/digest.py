"""Monthly digest: draft last month's edition, wait for a person, publish what they approved."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, suspend_flow_run, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.input import RunInput

from litwatch import doors
from litwatch.pipeline.editions import draft
from litwatch.pipeline.months import month_before
from litwatch.pipeline.publishing import publish_edition

APPROVAL_DAYS = 21


class Approval(RunInput):
    """What a curator answers: their name, and the hash of the draft they read."""

    reviewer: str
    sha256: str


@task(name="draft", cache_policy=NO_CACHE)
def draft_month(month: str) -> tuple[str, str, int]:
    """Draft a month: the folder of its files, the draft's hash, the number of closed gates."""
    settings = doors.settings()
    with doors.store(settings) as store:
        made = draft(
            store,
            doors.watch(settings),
            month,
            digests=settings.digests_folder,
            lang=settings.lang,
            now=datetime.now(UTC),
        )
    return str(made.folder), made.sha256, len(made.gates)


@task(name="publish", cache_policy=NO_CACHE)
def publish_month(month: str, reviewer: str, sha256: str) -> str:
    """Publish the approved draft; refused while a gate is closed or if it has changed since."""
    settings = doors.settings()
    with doors.store(settings) as store:
        folder = publish_edition(
            store,
            doors.watch(settings),
            month,
            reviewer=reviewer,
            approved=sha256,
            digests=settings.digests_folder,
            lang=settings.lang,
            now=datetime.now(UTC),
        )
    return str(folder)


@flow(name="digest", log_prints=True)
def digest(month: str | None = None) -> str:
    """Draft, suspend until a curator approves, publish. Returns the folder of the edition.

    A resumed run starts from its first line again and drafts again; the hash is that of the
    content, so an approval holds exactly as long as the draft says what was read.
    """
    month = month or month_before(datetime.now(UTC).date())
    folder, sha256, gates = draft_month(month)
    create_markdown_artifact(
        key="digest-draft",
        markdown=(
            f"Draft of **{month}** in `{folder}`, {gates} closed gates.\n\n"
            f"To approve, resume this run with your name and the hash\n\n`{sha256}`"
        ),
    )
    approval = suspend_flow_run(
        wait_for_input=Approval.with_initial_data(
            description=f"Read the draft of {month}; approve it with its hash.", sha256=sha256
        ),
        timeout=APPROVAL_DAYS * 86_400,
        key=f"approval-{month}",
    )
    folder = publish_month(month, approval.reviewer, approval.sha256)
    print(f"Published in {folder}")
    return folder
