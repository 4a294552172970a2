"""What one mail looks like on its way."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from litwatch.errors import WrongSettings, WrongUse
from litwatch.mailing.message import (
    LARGEST,
    Letter,
    Letterhead,
    letterhead,
    message,
    message_id,
)

HEAD = letterhead(
    "Litteraturbevakningen i Åre <litteratur@example.org>",
    "https://example.org/leave?t={token}",
)
LETTER = Letter(
    subject="Månadens läsning, oktober 2026",
    html="<html><body><p>Trötthet kvarstod.</p></body></html>\n",
    text="Trötthet kvarstod.\n",
    lang="sv",
    to="anna@example.org",
    token="t0k-n",
)
ITS_ID = message_id(HEAD, "2026-10", 1, LETTER.token)


def changed(**fields: str) -> Letter:
    return Letter(**{**LETTER.__dict__, **fields})


def made(letter: Letter, now: datetime, head: Letterhead = HEAD) -> bytes:
    return message(head, letter, message_id=ITS_ID, now=now)


def read(mail: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(mail, policy=default))


def parts(mail: bytes) -> list[str]:
    return [part.get_content().replace("\r\n", "\n") for part in read(mail).iter_parts()]


def test_a_mail_says_who_what_when_and_how_to_stop_it(now: datetime) -> None:
    mail = read(made(LETTER, now))
    assert mail["From"] == "Litteraturbevakningen i Åre <litteratur@example.org>"
    assert mail["To"] == "anna@example.org"
    assert mail["Subject"] == LETTER.subject
    assert mail["Date"].datetime == now
    assert mail["Message-ID"] == ITS_ID
    assert mail["List-Id"] == "<litwatch.example.org>"
    assert mail["List-Unsubscribe"] == "<https://example.org/leave?t=t0k-n>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "sv"
    assert not mail.defects


def test_text_comes_first_and_both_parts_say_the_same(now: datetime) -> None:
    mail = read(made(LETTER, now))
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert parts(made(LETTER, now)) == [LETTER.text, LETTER.html]


def test_the_same_mail_is_the_same_bytes(now: datetime) -> None:
    assert made(LETTER, now) == made(LETTER, now)


@pytest.mark.parametrize(
    "sign", ["å", "x", "=", "病", "\N{ZERO WIDTH JOINER}"], ids=["å", "x", "equals", "病", "joiner"]
)
def test_every_line_is_plain_ascii_and_short(now: datetime, sign: str) -> None:
    long = changed(text=sign * 5000 + "\n.\n", html=f"<p>{sign * 5000}</p>\n", subject=sign * 900)
    mail = made(long, now)
    assert mail.isascii()
    assert max(len(line) for line in mail.split(b"\r\n")) < 998
    assert b"\n" not in mail.replace(b"\r\n", b"")
    assert parts(mail) == [long.text, long.html]


def test_swedish_can_be_read_in_the_source(now: datetime) -> None:
    assert b"quoted-printable" in made(LETTER, now)
    assert b"base64" not in made(LETTER, now).replace(b"utf-8?b?", b"")


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\x00", "\u2028"])
def test_a_subject_cannot_begin_another_header(now: datetime, sign: str) -> None:
    with pytest.raises(WrongUse, match="line break or a control sign"):
        made(changed(subject=f"Läsning{sign}Bcc: all@example.org"), now)


def test_an_address_cannot_begin_another_header(now: datetime) -> None:
    with pytest.raises(WrongUse, match="no mail address"):
        made(changed(to="anna@example.org\nBcc: all@example.org"), now)


def test_a_mail_that_programs_would_cut_is_refused(now: datetime) -> None:
    largest = LARGEST * 95 // 100
    assert len(made(changed(html="x" * largest), now)) <= LARGEST
    with pytest.raises(WrongUse, match="100,000"):
        made(changed(html="x" * LARGEST), now)


def test_a_message_id_is_the_persons_and_the_revisions() -> None:
    ids = {
        message_id(HEAD, month, revision, token)
        for month in ("2026-09", "2026-10")
        for revision in (1, 2)
        for token in ("a", "b")
    }
    assert len(ids) == 8
    assert message_id(HEAD, "2026-10", 1, "a") in ids
    assert all(each.endswith("@example.org>") for each in ids)


def test_without_a_place_to_leave_the_sender_is_written_to(now: datetime) -> None:
    mail = read(made(LETTER, now, letterhead("litteratur@example.org")))
    assert mail["List-Unsubscribe"] == "<mailto:litteratur@example.org?subject=unsubscribe%20t0k-n>"
    assert mail["List-Unsubscribe-Post"] is None
    assert mail["From"] == "litteratur@example.org"


@pytest.mark.parametrize(
    ("sender", "leave", "says"),
    [
        ("litteratur", "", "MAIL_FROM"),
        ("A\nBcc: b@example.org <a@example.org>", "", "line break"),
        ("a@example.org", "https://example.org/{token}\nX: y", "line break"),
        ("a@example.org", "https://example.org/leave", "{token}"),
        ("a@example.org", "http://example.org/{token}", "LEAVE"),
        ("a@example.org", "https:///{token}", "LEAVE"),
        ("a@example.org", "https://example.org/>,<{token}", "LEAVE"),
        ("a@example.org", "leave@example.org?subject={token}", "LEAVE"),
    ],
)
def test_a_letterhead_that_cannot_be_used_is_named(sender: str, leave: str, says: str) -> None:
    with pytest.raises(WrongSettings, match=says):
        letterhead(sender, leave)
