"""Subscribers and mail as a person at the terminal meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from litwatch.store import create_or_upgrade, open_store

Cli = Callable[..., Any]
Postboxes = Callable[..., Any]
NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def published(home: Path, cli: Cli, put_published: Callable[..., None]) -> None:
    """October is published, and two subscribe to it."""
    home.mkdir()
    url = f"sqlite:///{home / 'litwatch.db'}"
    create_or_upgrade(url)
    with open_store(url) as store:
        put_published(store, "2026-10", NOW)
    assert cli("subscriber", "add", "anna@example.org").code == 0
    assert cli("subscriber", "add", "bo@example.org", "--lang", "en").code == 0


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITWATCH_MAIL_FROM", "Litteratur <litteratur@example.org>")


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(
    cli: Cli, published: None, sender: None, postbox: Postboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = postbox()
    monkeypatch.setenv("LITWATCH_SMTP_URL", box.url)
    done = cli("mail", "send", "2026-10")
    assert done.code == 0
    assert "2026-10: 2 subscriber(s): 2 waiting." in done.out
    assert "--send would send 2 mail(s) from litteratur@example.org" in done.out
    assert "to anna@example.org, “Månadens läsning, oktober 2026”" in done.out
    said = json.loads(cli("mail", "send", "2026-10", "--json").out)
    assert (said["would_send"], said["lacking"]) == (2, [])
    assert 1000 < said["first"]["mail_bytes"] < 100_000
    assert box.taken == []


def test_a_dry_run_names_what_sending_lacks(cli: Cli, published: None) -> None:
    done = cli("mail", "send", "2026-10")
    assert done.code == 0
    assert "LITWATCH_SMTP_URL" in done.err
    assert "LITWATCH_MAIL_FROM" in done.err


def test_sent_is_said_and_stays_said(
    cli: Cli, published: None, sender: None, postbox: Postboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = postbox(lambda to: "550 no such user" if to.startswith("bo@") else "take")
    monkeypatch.setenv("LITWATCH_SMTP_URL", box.url)
    done = cli("mail", "send", "2026-10", "--send", "--json")
    assert done.code == 1
    assert json.loads(done.out)["counts"] == {
        "sent": 1,
        "waiting": 0,
        "failed": 0,
        "given_up": 0,
        "refused": 1,
        "unsure": 0,
    }
    assert "1 of 2 subscribers have not surely got the mail" in done.err
    status = cli("mail", "status", "2026-10")
    assert status.code == 0
    assert "bo@example.org\trefused\t1\t550 no such user" in status.out

    assert cli("subscriber", "remove", "bo@example.org").code == 0
    again = cli("mail", "send", "2026-10", "--send")
    assert (again.code, len(box.taken)) == (0, 1)


def test_a_wrong_password_is_no_ones_refusal(
    cli: Cli, published: None, sender: None, postbox: Postboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiosmtpd.smtp import AuthResult

    box = postbox(
        authenticator=lambda *_: AuthResult(success=False, handled=False), auth_require_tls=False
    )
    monkeypatch.setenv("LITWATCH_SMTP_URL", box.url.replace("//", "//me:s3cret@"))
    done = cli("mail", "send", "2026-10", "--send")
    assert done.code == 2
    assert "refused our log-in: 535" in done.err
    assert "2 waiting" in done.out
    assert "s3cret" not in done.out + done.err

    doctor = cli("doctor")
    assert doctor.code == 2
    assert "mail\t!\tthe mail server 127.0.0.1" in doctor.out
    assert "s3cret" not in doctor.out + doctor.err


@pytest.mark.parametrize(
    ("command", "settings", "code", "says"),
    [
        (["2026-10", "--send"], {"MAIL_FROM": ""}, 2, "without a sender"),
        (["2026-10", "--send"], {"SMTP_URL": ""}, 2, "without a mail server"),
        (["2026-10", "--send"], {"SMTP_URL": "mail.example.org"}, 2, "smtp:// or smtps://"),
        (["2026-10"], {"MAIL_FROM": "litteratur"}, 2, "LITWATCH_MAIL_FROM cannot be used"),
        (["2026-10"], {"LEAVE": "https://example.org"}, 2, "LITWATCH_LEAVE"),
        (["2026-10"], {"PUBLIC_URL": "example.org"}, 2, "PUBLIC_URL"),
        (["2026-10"], {"MAIL_PACE": "-1"}, 2, "MAIL_PACE"),
        (["2026-09"], {}, 2, "2026-09 is not published"),
        (["october"], {}, 2, "is no month"),
    ],
)
def test_each_bad_input_is_one_sentence_and_its_code(
    cli: Cli,
    published: None,
    sender: None,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    settings: dict[str, str],
    code: int,
    says: str,
) -> None:
    monkeypatch.setenv("LITWATCH_SMTP_URL", "smtp://127.0.0.1:1")
    for name, value in settings.items():
        monkeypatch.setenv(f"LITWATCH_{name}", value)
    done = cli("mail", "send", *command)
    assert done.code == code
    assert says in done.err
    assert "Traceback" not in done.err


def test_a_list_is_imported_but_for_its_bad_rows(cli: Cli, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail,lang\nanna@example.org,en\nbo,sv\n", encoding="utf-8")
    done = cli("subscriber", "import", str(file))
    assert done.code == 1
    assert "1 added" in done.out
    assert "line 3: 'bo' is no mail address" in done.err
    assert cli("subscriber", "list").out.splitlines()[1].startswith("anna@example.org\ten")


def test_a_subscriber_leaves_and_is_forgotten(cli: Cli, home: Path) -> None:
    cli("subscriber", "add", "anna@example.org")
    assert cli("subscriber", "remove", "anna@example.org").code == 0
    assert json.loads(cli("subscriber", "list", "--json").out) == []
    assert len(json.loads(cli("subscriber", "list", "--all", "--json").out)) == 1
    assert cli("subscriber", "erase", "anna@example.org").code == 0
    assert json.loads(cli("subscriber", "list", "--all", "--json").out) == []
    assert cli("subscriber", "erase", "anna@example.org").code == 2


def test_doctor_asks_the_mail_server_only_if_one_is_set(
    cli: Cli, home: Path, sender: None, postbox: Postboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITWATCH_NCBI_EMAIL", "watch@example.org")
    assert "mail" not in {c["what"] for c in json.loads(cli("doctor", "--json").out)["checks"]}
    box = postbox()
    monkeypatch.setenv("LITWATCH_SMTP_URL", box.url)
    done = cli("doctor")
    assert done.code == 0
    assert f"127.0.0.1:{box.port} answers without log-in" in done.out
    assert "SMTP_URL\tset (hidden)" in done.out
    assert box.taken == []
