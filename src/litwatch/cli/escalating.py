"""The command that writes to people about alarms nobody has acknowledged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, now, status
from litwatch.errors import NeedsPerson

if TYPE_CHECKING:
    from litwatch.pipeline.escalating import Escalation


@status.command("escalate")
def status_escalate(
    after: Annotated[int, typer.Option(min=0, help="Days that an alarm may wait.")] = 2,
    send: Annotated[bool, typer.Option("--send", help="Really send; else only say what.")] = False,
    json: Json = False,
) -> None:
    """Write to deck owners and ALERT_MAIL about alarms that nobody has acknowledged.

    Example: litwatch status escalate --send
    """
    from litwatch.mailing.connection import Connection
    from litwatch.pipeline.escalating import escalate, to_send

    chosen, at = doors.settings(), now()
    page = f"{chosen.web_origin}/alerts" if chosen.web_origin else ""
    with doors.store(chosen) as store:
        wanted = to_send(
            store,
            mailbox=chosen.alert_mail,
            lang=chosen.lang,
            page=page,
            now=at,
            after=timedelta(days=after),
        )
        try:
            if send and wanted.mails:
                connection = Connection(doors.mail_server(chosen))
                escalate(
                    store, wanted, doors.letterhead(chosen), connection, lang=chosen.lang, now=at
                )
        finally:
            _say_escalation(wanted, send, json)
    if wanted.nobody or wanted.failed:
        raise NeedsPerson(
            f"nobody could be told of {len(wanted.nobody)} alarm(s), and {len(wanted.failed)} "
            "mail(s) were not taken",
            "Set LITWATCH_ALERT_MAIL to a functional mailbox, and run it again.",
        )


def _say_escalation(wanted: Escalation, send: bool, json: bool) -> None:
    if json:
        show.as_json(
            {
                "dry_run": not send,
                "mails": [
                    {"to": mail.to, "alerts": list(mail.alerts), "subject": mail.subject}
                    for mail in wanted.mails
                ],
                "sent": wanted.sent,
                "failed": wanted.failed,
                "nobody": list(wanted.nobody),
            }
        )
        return
    for mail in wanted.mails:
        said = "sent" if mail.to in wanted.sent else wanted.failed.get(mail.to, "not sent")
        print(f"{mail.to}: {mail.subject} ({said})")
    if not send:
        print(f"Dry run: --send would send {len(wanted.mails)} mail(s).")
