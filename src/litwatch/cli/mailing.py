"""Commands that send a published edition by mail, and say what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import InOrder, Json, app, now
from litwatch.errors import NeedsPerson, WrongSettings

if TYPE_CHECKING:
    from litwatch.pipeline.mailing import Mailing
    from litwatch.pipeline.standings import Chosen, MailReport
    from litwatch.settings import Settings
    from litwatch.store import Store

mail = typer.Typer(
    cls=InOrder,
    help="The published edition by mail: send it, see what became of it.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(mail, name="mail")

_NOBODY = "nobody@example.invalid"  # a dry run needs no sender
Month = Annotated[str, typer.Argument(help="The month, as 2026-10.")]


@mail.command("send")
def mail_send(
    month: Month,
    send: Annotated[bool, typer.Option("--send", help="Really send; else only say what.")] = False,
    resend_unsure: Annotated[
        bool, typer.Option("--resend-unsure", help="Also what may have arrived already.")
    ] = False,
    retry_refused: Annotated[
        bool, typer.Option("--retry-refused", help="Also what was refused or given up.")
    ] = False,
    json: Json = False,
) -> None:
    """Send a published month to its subscribers, each mail once. Without --send nothing is sent.

    Example: litwatch mail send 2026-10 --send
    """
    from litwatch.mailing.message import letterhead
    from litwatch.pipeline.mailing import published_mailing
    from litwatch.pipeline.standings import Chosen

    chosen = doors.settings()
    wanted = Chosen(resend_unsure, retry_refused)
    head = doors.letterhead(chosen) if send or chosen.mail_from else letterhead(_NOBODY)
    with doors.store(chosen) as store:
        mailing = published_mailing(
            store, month, head=head, public_url=chosen.public_url, look=doors.look(chosen)
        )
        if send:
            _send(store, chosen, mailing, wanted, json)
        else:
            _foretell(store, chosen, mailing, wanted, json)


def _send(store: Store, chosen: Settings, mailing: Mailing, wanted: Chosen, json: bool) -> None:
    from litwatch.mailing.connection import Connection
    from litwatch.pipeline.mailing import send_mailing
    from litwatch.pipeline.standings import mail_report

    connection = Connection(doors.mail_server(chosen))
    try:
        with show.Bar("mail") as bar:
            send_mailing(
                store,
                mailing,
                connection,
                chosen=wanted,
                pace=chosen.mail_pace,
                clock=now,
                progress=bar.step,
            )
    finally:  # whatever ended it, what was sent is said
        report = mail_report(store, *mailing.key)
        if json:
            show.as_json(report_json(report))
        else:
            say_report(report)
    if report.rest:
        raise NeedsPerson(
            f"{len(report.rest)} of {len(report.lines)} subscribers have not surely got the mail; "
            "they are named above",
            "Run the command again for what failed; see `litwatch mail send --help` for the rest.",
        )


def _foretell(store: Store, chosen: Settings, mailing: Mailing, wanted: Chosen, json: bool) -> None:
    """Say what --send would do, with the first mail made as it would be sent."""
    from litwatch.pipeline.mailing import letter_to, mail_to, recipients
    from litwatch.pipeline.standings import mail_report

    at = now()
    report = mail_report(store, *mailing.key)
    to_send = recipients(store, mailing, wanted, at)
    first = None
    if to_send:
        letter = letter_to(mailing, to_send[0])
        first = {
            "to": letter.to,
            "subject": letter.subject,
            "html_bytes": len(letter.html.encode()),
            "text_bytes": len(letter.text.encode()),
            "mail_bytes": len(mail_to(mailing, letter, at)),
        }
    lacking = _lacking(chosen)
    if json:
        show.as_json(
            {
                **report_json(report),
                "dry_run": True,
                "would_send": len(to_send),
                "first": first,
                "archive": mailing.archive or None,
                "lacking": lacking,
            }
        )
        return
    say_report(report)
    print(f"Dry run: --send would send {len(to_send)} mail(s) from {mailing.head.address}.")
    if first:
        print(
            f"First: to {first['to']}, “{first['subject']}”, {first['mail_bytes']} bytes as sent "
            f"({first['html_bytes']} HTML, {first['text_bytes']} text)."
        )
    print(f"Link to the page: {mailing.archive or 'none, LITWATCH_PUBLIC_URL is not set'}.")
    for each in lacking:
        show.say(each)


def _lacking(chosen: Settings) -> list[str]:
    """What the settings lack before mail can be sent."""
    lacking = []
    for needed in (doors.mail_server, doors.letterhead):
        try:
            needed(chosen)
        except WrongSettings as error:
            lacking.append(f"{error}. {error.remedy}")
    return lacking


@mail.command("status")
def mail_status(
    month: Month,
    revision: Annotated[
        int, typer.Option(min=0, help="An earlier revision; default: what readers have now.")
    ] = 0,
    json: Json = False,
) -> None:
    """Say what became of a month's mail to each subscriber.

    Example: litwatch mail status 2026-10
    """
    from litwatch.pipeline.standings import mail_report

    with doors.store(doors.settings()) as store:
        report = mail_report(store, month, revision or None)
    if json:
        show.as_json(report_json(report))
    else:
        say_report(report)


def report_json(report: MailReport) -> dict[str, object]:
    """A mailing for machines: the counts add up to `subscribers`, and each mail is there."""
    return {
        "month": report.month,
        "revision": report.revision,
        "subscribers": len(report.lines),
        "counts": report.counts,
        "sent_and_left": report.sent_and_left,
        "mails": [
            {
                "mail": line.mail,
                "lang": line.lang,
                "state": line.state,
                "attempts": line.attempts,
                "answer": line.answer or None,
                "message_id": line.message_id or None,
                "at": line.at,
            }
            for line in report.lines
        ],
    }


def say_report(report: MailReport) -> None:
    """Tell a person how many stand where, and name those who have not surely got the mail."""
    name = report.month if report.revision == 1 else f"{report.month} revision {report.revision}"
    counts = ", ".join(
        f"{count} {state.replace('_', ' ')}" for state, count in report.counts.items() if count
    )
    print(f"{name}: {len(report.lines)} subscriber(s): {counts or 'nobody yet'}.")
    if report.sent_and_left:
        print(f"{report.sent_and_left} more got it and have left since.")
    named = [line for line in report.rest if line.state != "waiting"]
    if named:
        show.table(
            ("mail", "state", "attempts", "answer"),
            [
                (line.mail, line.state.replace("_", " "), line.attempts, line.answer or "none")
                for line in named
            ],
        )
    if report.counts["unsure"]:
        show.say(
            "Unsure: begun and not known to have arrived, or being sent by another process now. "
            "Sent again only with --resend-unsure."
        )
