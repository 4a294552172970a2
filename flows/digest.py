"""Monthly digest: draft last month's edition, wait for people, publish what they approved."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from prefect import flow, suspend_flow_run, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from litwatch import doors
from litwatch.errors import NeedsPerson, SourceDown
from litwatch.pipeline.editions import draft
from litwatch.pipeline.months import month_before
from litwatch.pipeline.publishing import publish_edition
from litwatch.pipeline.revisions import published_folder

WAIT_DAYS = 21


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
            look=doors.look(settings),
            now=datetime.now(UTC),
        )
    return str(made.folder), made.sha256, len(made.gates)


@task(name="published", cache_policy=NO_CACHE)
def already_published(month: str) -> str:
    """The folder of what is published of a month, by whomever; empty when nothing is."""
    settings = doors.settings()
    with doors.store(settings) as store:
        folder = published_folder(store, month, settings.digests_folder)
    return str(folder or "")


@task(name="publish", cache_policy=NO_CACHE)
def publish_month(month: str) -> tuple[str, str]:
    """Publish the draft if the store has its approval: the folder, or else what is missing."""
    settings = doors.settings()
    try:
        with doors.store(settings) as store:
            done = publish_edition(
                store,
                partial(doors.eutils, settings),
                doors.watch(settings),
                month,
                reviewer=None,
                two_persons=settings.two_persons,
                digests=settings.digests_folder,
                lang=settings.lang,
                look=doors.look(settings),
                now=datetime.now(UTC),
            )
    except (NeedsPerson, SourceDown) as lacking:
        return "", f"{lacking}. {lacking.remedy}"
    return str(done.folder), ""


@flow(name="digest", log_prints=True)
def digest(month: str | None = None) -> str:
    """Draft, suspend until people have approved, publish. Returns the folder of the edition.

    A resumed run starts from its first line again. Resuming says nothing but "look again":
    who approved which draft stands in the store, by `litwatch edition approve`. While that is
    not so, the run says what is missing and waits anew.
    """
    month = month or month_before(datetime.now(UTC).date())
    if folder := already_published(month):
        print(f"Published already in {folder}")
        return folder
    draft_folder, sha256, gates = draft_month(month)
    folder, missing = publish_month(month)
    if missing:
        print(missing)
        create_markdown_artifact(
            key="digest-draft",
            markdown=(
                f"Draft of **{month}** in `{draft_folder}`, {gates} closed gates.\n\n"
                f"Not published: {missing}\n\n"
                f"Read it, then run `litwatch edition submit {month}` and\n\n"
                f"`litwatch edition approve {month} --sha256 {sha256} --reviewer NAME`\n\n"
                "and resume this run, which looks for that approval."
            ),
        )
        # A key that was resumed once never suspends again, so each wait has its own.
        suspend_flow_run(timeout=WAIT_DAYS * 86_400, key=f"approval-{month}-{uuid4()}")
        raise NeedsPerson(f"{month} is not published", missing)  # if Prefect does not wait
    print(f"Published in {folder}")
    return folder
