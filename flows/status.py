"""Weekly status: ask PubMed again for the works we hold, before the week's seminars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from litwatch import doors
from litwatch.errors import SourceDown
from litwatch.pipeline.archive import renew_archive
from litwatch.pipeline.status import StatusReport, refresh
from litwatch.pipeline.watching import look_again


@task(name="refresh", cache_policy=NO_CACHE)
def refresh_stored(max_age_days: int) -> StatusReport:
    """The pipeline's status refresh with the settings of this machine."""
    settings = doors.settings()
    with doors.store(settings) as store:
        report = refresh(
            store,
            doors.eutils(settings),
            now=datetime.now(UTC),
            max_age=timedelta(days=max_age_days),
        )
        look_again(store, doors.watch(settings), datetime.now(UTC), settings.lang)
        renew_archive(store, settings.digests_folder, settings.lang, doors.look(settings))
    return report


@flow(name="status", log_prints=True)
def status(max_age_days: int = 6) -> dict[str, Any]:
    """Refresh what can have changed; alarming changes stand in the artifact and in the result.

    Fails when PubMed was down: what is known then stays as it was.
    """
    report = refresh_stored(max_age_days)
    create_table_artifact(
        key="status-changes",
        table=[
            {"id": c.record_id, "before": c.before, "after": c.after, "title": c.title}
            for c in report.changes
        ],
        description="Works whose state has changed, gravest first.",
    )
    create_markdown_artifact(
        key="status-summary",
        markdown=(
            f"{report.checked} works asked again, {report.updated} updated, "
            f"**{len(report.alarms)} alarming changes**, {len(report.gone)} gone."
        ),
    )
    print(f"{report.checked} asked, {len(report.changes)} changed, {len(report.alarms)} alarming")
    if report.source_down:
        raise SourceDown(
            f"{report.source_down}; {len(report.unchecked)} works were not asked",
            "What is known stays; the next run goes on.",
        )
    return {
        "checked": report.checked,
        "alarms": [change.record_id for change in report.alarms],
        "gone": list(report.gone),
    }
