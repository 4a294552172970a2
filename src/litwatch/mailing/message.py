"""One mail to one person, as the bytes that are sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote, urlsplit

from litwatch.errors import WrongSettings, WrongUse
from litwatch.mailing.address import mail_address

LARGEST = 100_000  # bytes as sent; mail programs cut what comes after 102 kB
_TOKEN = "{token}"  # noqa: S105 (a place in a text)


@dataclass(frozen=True)
class Letterhead:
    """Who sends, and where one leaves. `leave` is a mailto: or https: address with `{token}`.

    Without `leave` a mail to the sender, with the token as its subject, is the way out.
    """

    name: str
    address: str
    leave: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def leave_address(self, token: str) -> str:
        """Where the person with this token leaves."""
        return self.leave.replace(_TOKEN, quote(token, safe=""))


@dataclass(frozen=True)
class Letter:
    """What one person is sent: `html` and `text` say the same."""

    subject: str
    html: str
    text: str
    lang: str
    to: str
    token: str


def letterhead(sender: str, leave: str = "") -> Letterhead:
    """The letterhead of the settings MAIL_FROM (`Name <address>` or an address) and LEAVE.

    Raises WrongSettings for what would make a header that others cannot read, or write more
    than one.
    """
    if _controls(sender) or _controls(leave):
        raise WrongSettings(
            "LITWATCH_MAIL_FROM or LITWATCH_LEAVE holds a line break or a control sign",
            "Write each on one line.",
        )
    try:
        address = mail_address(sender)
    except WrongUse as error:
        raise WrongSettings(
            f"LITWATCH_MAIL_FROM cannot be used: {error}",
            'Write it as "Litteraturbevakningen <litteratur@example.org>".',
        ) from None
    name = sender.partition("<")[0].strip().strip('"') if "<" in sender else ""
    place = leave.strip() or f"mailto:{address}?subject=unsubscribe%20{_TOKEN}"
    if not _leads_somewhere(place):
        raise WrongSettings(
            "LITWATCH_LEAVE is no mailto: or https: address with {token} in it",
            "Write it as https://example.org/leave?t={token} or "
            "mailto:leave@example.org?subject={token}.",
        )
    return Letterhead(name=name, address=address, leave=place)


def message_id(head: Letterhead, month: str, revision: int, token: str) -> str:
    """The same for the same revision and person: a server that gets a mail twice can tell.

    It is made from the token, not the address, so that who has been erased cannot be found by it.
    """
    whose = hashlib.sha256(f"{month}.r{revision}.{token}".encode()).hexdigest()[:32]
    return f"<{month}.r{revision}.{whose}@{head.domain}>"


def message(head: Letterhead, letter: Letter, *, message_id: str, now: datetime) -> bytes:
    """The mail with its headers: multipart/alternative, text first, lines under 998 bytes.

    Raises WrongUse for a subject or an address that would begin another header, and for a
    mail above 100 kB.
    """
    if _controls(letter.subject):
        raise WrongUse(
            f"the subject {letter.subject!r} holds a line break or a control sign",
            "Correct the edition's texts.",
        )
    leave = head.leave_address(letter.token)
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(now)
    mail["From"] = Address(head.name, addr_spec=head.address)
    mail["To"] = Address(addr_spec=mail_address(letter.to))
    mail["Subject"] = letter.subject
    mail["Message-ID"] = message_id
    mail["List-Id"] = f"<litwatch.{head.domain}>"
    mail["List-Unsubscribe"] = f"<{leave}>"
    if leave.startswith("https:"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058 §3.1
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday replies stay away
    mail.set_content(letter.text, cte=_shortest(letter.text))
    mail.add_alternative(letter.html, subtype="html", cte=_shortest(letter.html))
    # Last: add_alternative() would move it into the first part.
    mail["Content-Language"] = letter.lang
    # A boundary that is not drawn by lot: the same mail is the same bytes.
    mail.set_boundary(f"litwatch={hashlib.sha256(message_id.encode()).hexdigest()[:24]}")
    made = mail.as_bytes()
    if len(made) > LARGEST:
        raise WrongUse(
            f"the mail “{letter.subject}” is {len(made):,} bytes; mail programs cut what is over "
            f"{LARGEST:,}",
            "Shorten the texts of the edition; nothing was sent.",
        )
    return made


def _shortest(text: str) -> str:
    """Quoted-printable, which people can read in the source, unless base64 is shorter."""
    data = text.encode()
    # Three bytes for each that is not plain ASCII or an equals sign; base64 takes 4 for 3.
    plain = sum(32 <= byte < 127 and byte != ord("=") for byte in data)
    return "quoted-printable" if (len(data) - plain) * 6 < len(data) else "base64"


def _controls(text: str) -> bool:
    return any(ord(sign) < 32 or ord(sign) == 127 or sign in "\u0085\u2028\u2029" for sign in text)


def _leads_somewhere(leave: str) -> bool:
    if _TOKEN not in leave or not leave.isascii() or any(sign in leave for sign in " <>"):
        return False
    parts = urlsplit(leave)
    return bool(parts.netloc) if parts.scheme == "https" else parts.scheme == "mailto"
