"""Subscribers come one by one or from a file, leave by their own word, and can be forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from litwatch.errors import BadInput, WrongUse
from litwatch.pipeline.subscribers import erase, import_subscribers, subscribe, unsubscribe
from litwatch.store import Store, deliveries, subscribers


def mails(store: Store) -> list[str]:
    with store.read() as tx:
        return [each.mail for each in subscribers.listed(tx)]


def test_an_address_is_kept_once_however_it_is_written(store: Store, now: datetime) -> None:
    subscribe(store, "Anna.Ek@EXAMPLE.org", lang="sv", audience="vardcentral", now=now)
    with pytest.raises(WrongUse, match=r"Anna\.Ek@example\.org is a subscriber already"):
        subscribe(store, "anna.ek@example.org", lang="sv", now=now)
    assert mails(store) == ["Anna.Ek@example.org"]


@pytest.mark.parametrize(
    ("mail", "lang", "audience", "says"),
    [
        ("anna", "sv", "", "no mail address"),
        ("anna@example.org", "fi", "", "'fi' is no language"),
        ("anna@example.org", "sv", "doctors", "'doctors' is no audience"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    store: Store, now: datetime, mail: str, lang: str, audience: str, says: str
) -> None:
    with pytest.raises(WrongUse, match=says):
        subscribe(store, mail, lang=lang, audience=audience, now=now)
    assert mails(store) == []


def test_who_left_comes_back_only_on_their_own_word(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    first, _ = subscribe(store, "anna@example.org", lang="sv", now=now)
    unsubscribe(store, first.token, now=now)  # as their link says it
    assert mails(store) == []
    with pytest.raises(WrongUse, match="left on 2026-11-03"):
        unsubscribe(store, "anna@example.org", now=now)

    old_list = tmp_path / "list.txt"
    old_list.write_text("anna@example.org\nbo@example.org\n", encoding="utf-8")
    report = import_subscribers(store, old_list, lang="sv", now=now)
    assert report.added == ["bo@example.org"]
    assert [problem.line for problem in report.problems] == [1]
    assert "left on 2026-11-03" in report.problems[0].reason

    again, is_back = subscribe(store, "anna@example.org", lang="en", now=now + timedelta(days=9))
    assert (is_back, again.lang, again.token) == (True, "en", first.token)
    assert mails(store) == ["anna@example.org", "bo@example.org"]


def test_a_file_gives_its_good_rows_and_names_the_bad_ones(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "\ufeffNamn;E-post;Språk;Målgrupp\n"
        "Anna Ek;anna@example.org;;vardcentral\n"
        "\n"
        "Bo;bo.example.org;sv;\n"
        '"Ek; Cia";cia@example.org;en;\n'
        "Dan;dan@example.org;sv;läkare\n"
        "Anna igen;ANNA@example.org;sv;\n"
        "Eva;eva@example.org;fi;\n",
        encoding="utf-8",
    )
    report = import_subscribers(store, file, lang="sv", now=now)
    assert report.added == ["anna@example.org", "cia@example.org"]
    assert report.known == ["anna@example.org"]
    assert [(problem.line, problem.reason) for problem in report.problems] == [
        (4, "'bo.example.org' is no mail address: there is no @ in it"),
        (6, "'läkare' is no audience"),
        (8, "'fi' is no language"),
    ]
    with store.read() as tx:
        anna, cia = subscribers.listed(tx)
    assert (anna.lang, anna.audience) == ("sv", "vardcentral")
    assert (cia.lang, cia.audience) == ("en", "")


def test_a_plain_list_is_one_address_a_line(store: Store, now: datetime, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("# from 2026\n\nAnna Ek <anna@example.org>\r\nbo@example.org\n", "utf-8")
    assert import_subscribers(store, file, lang="en", now=now).problems == []
    assert mails(store) == ["anna@example.org", "bo@example.org"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name,place\nAnna,Lund\n", "no column `mail`"),
        ("mail\nåsa@example.org\n".encode("latin-1"), "not UTF-8"),
        (b"PK\x03\x04\x00\x00a@example.org", "no text"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(
    store: Store, now: datetime, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=says):
        import_subscribers(store, file, lang="sv", now=now)
    assert mails(store) == []


def test_who_is_erased_leaves_no_address_behind(store: Store, now: datetime) -> None:
    anna, _ = subscribe(store, "anna@example.org", lang="sv", now=now)
    with store.write() as tx:
        for month, answer in (
            ("2026-09", "250 taken"),
            ("2026-10", "550 <anna@example.org> moved"),
        ):
            deliveries.begin(tx, None, month, 1, anna.mail, f"<{month}@example.org>", now)
            deliveries.settle(tx, month, 1, anna.mail, "sent", answer, now)

    pseudonym, count = erase(store, "Anna@example.org")

    assert count == 2
    with store.read() as tx:
        assert subscribers.listed(tx, left=True) == ()
        (october,) = deliveries.deliveries(tx, "2026-10", 1).values()
        (september,) = deliveries.deliveries(tx, "2026-09", 1).values()
    assert october.mail == september.mail == pseudonym
    assert (october.answer, september.answer) == ("550", "250")
    assert "anna" not in f"{october} {september}"
    with pytest.raises(WrongUse, match="is no subscriber"):
        erase(store, "anna@example.org")
