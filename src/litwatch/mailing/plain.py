"""A mail in plain text to somebody who has a task: no list, and no way to leave it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from litwatch.mailing.address import mail_address
from litwatch.mailing.message import Letterhead


def plain_mail(
    head: Letterhead, to: str, subject: str, text: str, *, lang: str, now: datetime
) -> bytes:
    """The mail with its headers. Raises WrongUse for an address that is none.

    The same mail to the same person on the same day has the same Message-ID.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(now)
    mail["From"] = Address(head.name, addr_spec=head.address)
    mail["To"] = Address(addr_spec=mail_address(to))
    mail["Subject"] = " ".join(subject.split())
    whose = hashlib.sha256(f"{now.date()} {to} {text}".encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<alarm.{whose}@{head.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday replies stay away
    mail["Content-Language"] = lang
    mail.set_content(text, cte="quoted-printable")
    return mail.as_bytes()
