"""How far each mail came, whatever the server does."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from litwatch.errors import SourceDown, SourceRefused, WrongSettings
from litwatch.mailing.connection import Connection, Outcome
from litwatch.mailing.server import MailServer, read_server

MAIL = b"Subject: x\r\n\r\n.dotted\r\nand more\r\n"
Postboxes = Callable[..., Any]


def sent_to(connection: Connection, recipient: str) -> Outcome:
    return connection.send("litteratur@example.org", recipient, MAIL)


def test_one_connection_takes_many_mails_unchanged(postbox: Postboxes) -> None:
    box = postbox()
    with Connection(read_server(box.url)) as connection:
        outcomes = [sent_to(connection, f"{name}@example.org") for name in "abc"]
    assert [outcome.state for outcome in outcomes] == ["sent"] * 3
    assert outcomes[0].answer == "250 taken"
    assert box.taken == [(f"{name}@example.org", MAIL) for name in "abc"]
    assert box.connections == 1


@pytest.mark.parametrize(
    ("fault", "state", "taken"),
    [
        ("550 no such user", "refused", 0),
        ("452 4.2.2 mailbox full", "failed", 0),
        ("data: 554 this looks like spam", "refused", 0),
        ("data: 452 no space", "failed", 0),
        ("data: 421 going down", "failed", 0),
        ("data: 999 what", "unsure", 0),
        ("hang up at RCPT", "failed", 0),
        ("hang up unanswered", "unsure", 1),
    ],
)
def test_a_trouble_says_how_far_the_mail_came_and_the_next_one_goes(
    postbox: Postboxes, fault: str, state: str, taken: int
) -> None:
    box = postbox(lambda recipient: fault if recipient.startswith("a@") else "take")
    with Connection(read_server(box.url)) as connection:
        first = sent_to(connection, "a@example.org")
        assert sent_to(connection, "b@example.org").state == "sent"
    assert first.state == state
    assert fault.removeprefix("data: ") in first.answer or "hang up" in fault
    assert [to for to, _ in box.taken] == ["a@example.org"] * taken + ["b@example.org"]


def test_a_server_that_hangs_up_while_it_reads_is_never_called_sent(postbox: Postboxes) -> None:
    box = postbox(lambda recipient: "hang up at DATA")
    with Connection(read_server(box.url)) as connection:
        assert sent_to(connection, "a@example.org").state in ("failed", "unsure")
    assert box.taken == []


def test_a_server_that_never_answers_leaves_the_mail_unsure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            accepted, _ = listener.accept()
            with accepted:
                accepted.sendall(b"220 hi\r\n250 hi\r\n250 ok\r\n250 ok\r\n354 go on\r\n")
                while accepted.recv(4096):
                    pass

        listening = threading.Thread(target=listen)
        listening.start()
        server = MailServer("127.0.0.1", listener.getsockname()[1])
        with Connection(server, answer_seconds=0.05) as connection:
            assert sent_to(connection, "a@example.org").state == "unsure"
        listening.join()


def test_a_server_that_is_down_is_named(postbox: Postboxes) -> None:
    box = postbox()
    box.close()
    with pytest.raises(SourceDown, match=f"127.0.0.1:{box.port} does not answer"):
        Connection(read_server(box.url)).open()


@pytest.mark.parametrize(
    ("answer", "error"), [("452 4.3.1 quota", SourceDown), ("550 not you", SourceRefused)]
)
def test_what_is_said_to_the_sender_is_no_recipients_fault(
    postbox: Postboxes, answer: str, error: type[Exception]
) -> None:
    box = postbox()
    box.to_sender = answer
    with Connection(read_server(box.url)) as connection:
        with pytest.raises(error, match=answer):
            sent_to(connection, "a@example.org")
        box.to_sender = ""
        assert sent_to(connection, "a@example.org").state == "sent"


def only(user: str, password: str) -> Callable[..., AuthResult]:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return check


def test_a_wrong_password_ends_it_before_any_mail(postbox: Postboxes) -> None:
    box = postbox(authenticator=only("me", "right"), auth_required=True, auth_require_tls=False)
    right = MailServer("127.0.0.1", box.port, user="me", password="right")
    with Connection(right) as connection:
        assert sent_to(connection, "a@example.org").state == "sent"
    wrong = MailServer("127.0.0.1", box.port, user="me", password="s3cret")
    with pytest.raises(SourceRefused, match="refused our log-in: 535") as refused:
        Connection(wrong).open()
    assert "s3cret" not in str(refused.value)


def test_a_server_without_log_in_is_named(postbox: Postboxes) -> None:
    server = MailServer("127.0.0.1", postbox().port, user="me", password="x")
    with pytest.raises(SourceRefused, match="no log-in"):
        Connection(server).open()


def test_a_password_does_not_travel_in_the_open(
    postbox: Postboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = postbox(authenticator=only("me", "right"), auth_require_tls=False)
    monkeypatch.setattr(MailServer, "loopback", property(lambda self: False))
    server = MailServer("127.0.0.1", box.port, user="me", password="right")
    with pytest.raises(WrongSettings, match="in the open"):
        Connection(server).open()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for 127.0.0.1, and the trust of a client that knows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "server.pem").write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
def test_encryption_is_used_and_its_certificate_checked(
    postbox: Postboxes, certificate: tuple[ssl.SSLContext, ssl.SSLContext], tls: bool
) -> None:
    context, trust = certificate
    how = (
        {"ssl_context": context}
        if tls
        else {"tls_context": context, "require_starttls": True, "auth_required": True}
    )
    box = postbox(authenticator=only("me", "right"), auth_require_tls=not tls, **how)
    server = MailServer("127.0.0.1", box.port, tls, "me", "right")
    with Connection(server, trust=trust) as connection:
        assert sent_to(connection, "a@example.org").state == "sent"
    with pytest.raises(SourceRefused, match="no trusted encryption"):
        Connection(server).open()


def test_tls_to_a_plain_port_says_which_port_is_which(postbox: Postboxes) -> None:
    server = MailServer("127.0.0.1", postbox().port, tls=True)
    with pytest.raises(SourceRefused) as refused:
        Connection(server).open()
    assert "smtp://" in refused.value.remedy
