"""Status watch: every working day for the works we use, once a month for all that is stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from litwatch import doors
from litwatch.errors import SourceDown
from litwatch.mailing.connection import Connection
from litwatch.pipeline.archive import renew_archive
from litwatch.pipeline.escalating import Escalation, escalate, to_send
from litwatch.pipeline.owner_mail import Told, owner_mails, tell_owners
from litwatch.pipeline.watching import WatchReport, watch_status


@task(name="watch", cache_policy=NO_CACHE)
def ask_sources(everything: bool) -> WatchReport:
    """The pipeline's status watch with the settings of this machine."""
    settings = doors.settings()
    with doors.store(settings) as store:
        report = watch_status(
            store,
            doors.watch(settings),
            doors.eutils(settings),
            doors.crossref(settings),
            doors.europepmc(settings),
            now=datetime.now(UTC),
            lang=settings.lang,
            everything=everything,
        )
        renew_archive(store, settings.digests_folder, settings.lang, doors.look(settings))
    return report


@task(name="escalate", cache_policy=NO_CACHE)
def write_to_people(send: bool) -> Escalation:
    """Mail about alarms that nobody has acknowledged; without `send` only what would go out."""
    settings, now = doors.settings(), datetime.now(UTC)
    page = f"{settings.web_origin}/alerts" if settings.web_origin else ""
    with doors.store(settings) as store:
        wanted = to_send(store, mailbox=settings.alert_mail, lang=settings.lang, page=page, now=now)
        if send and wanted.mails:
            connection = Connection(doors.mail_server(settings))
            head = doors.letterhead(settings)
            escalate(store, wanted, head, connection, lang=settings.lang, now=now)
    return wanted


@task(name="tell-owners", cache_policy=NO_CACHE)
def tell_deck_owners(send: bool) -> tuple[int, Told]:
    """Mail the owners of decks about their new tasks: how many mails were due, and who got one."""
    settings = doors.settings()
    page = f"{settings.web_origin}/decks" if settings.web_origin else ""
    told = Told()
    with doors.store(settings) as store:
        mails = owner_mails(store, lang=settings.lang, page=page)
        if send and mails:
            connection = Connection(doors.mail_server(settings))
            head = doors.letterhead(settings)
            now = datetime.now(UTC)
            told = tell_owners(store, mails, head, connection, lang=settings.lang, now=now)
    return len(mails), told


@flow(name="watch", log_prints=True)
def watch(everything: bool = False, send: bool = False) -> dict[str, Any]:
    """Ask all sources, raise alerts, and with `send` write about those that wait too long.

    Fails when a source was down, after the others have been asked: what is known stays.
    """
    report = ask_sources(everything)
    mails = write_to_people(send)
    owners, told = tell_deck_owners(send)
    create_table_artifact(
        key="watch-alerts",
        table=[
            {"alert": one.id, "record": one.record_id, "state": one.state, "says": one.source}
            for one in report.raised.waiting
        ],
        description="Alerts that wait for a person, newest first.",
    )
    create_markdown_artifact(
        key="watch-summary",
        markdown=(
            f"{report.used} works are used. **{len(report.raised.new)} new alerts**, "
            f"{len(report.raised.waiting)} wait. {len(mails.mails)} mails "
            f"{'were due' if send else 'would be due'}, {len(mails.sent)} sent. Without an alarm's "
            f"recipient: {len(mails.nobody)}. Owners of decks to write to: {owners}, "
            f"written to: {len(told.sent)}, not taken: {len(told.failed)} (`litwatch deck tell` names them)."
        ),
    )
    print(f"{report.used} used, {len(report.raised.new)} new alerts")
    if report.silent:
        raise SourceDown(
            "; ".join(f"{name}: {why}" for name, why in report.silent.items()),
            "What is known stays, and the next run goes on.",
        )
    return {
        "used": report.used,
        "new": [one.record_id for one in report.raised.new],
        "waiting": len(report.raised.waiting),
        "mails": len(mails.mails),
        "sent": len(mails.sent),
        "owners": owners,
        "owners_sent": len(told.sent),
        "owners_failed": len(told.failed),
    }
