"""The address of a mail server; its password is never repeated."""

from __future__ import annotations

import pytest

from litwatch.errors import WrongSettings
from litwatch.mailing.server import MailServer, read_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587)),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, tls=True)),
        ("smtp://127.0.0.1:2525/", MailServer("127.0.0.1", 2525)),
        ("smtp://[::1]:25", MailServer("::1", 25)),
        (
            "smtps://litt%40example.org:p%2Fss@mail.example.org:4650",
            MailServer("mail.example.org", 4650, True, "litt@example.org", "p/ss"),
        ),
    ],
)
def test_an_address_is_read(url: str, server: MailServer) -> None:
    assert read_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://me:s3cret@",
        "smtp://me:s3cret@mail.example.org:many",
        "smtp://me:s3cret@mail.example.org/inbox",
        "smtp://me:s3/cret@mail.example.org",
        "smtp://:s3cret@mail.example.org",
        "smtp://me@mail.example.org",
        "smtp://mail.example.org?tls=no",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(WrongSettings, match="LITWATCH_SMTP_URL") as refused:
        read_server(url)
    assert "cret" not in f"{refused.value} {refused.value.remedy}"


def test_a_server_shows_host_and_port_only() -> None:
    server = read_server("smtps://me:s3cret@mail.example.org")
    assert str(server) == "mail.example.org:465"
    assert "s3cret" not in repr(server)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("a.se", False)],
)
def test_loopback_is_this_machine_only(host: str, loopback: bool) -> None:
    assert MailServer(host, 25).loopback is loopback
