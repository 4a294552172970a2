"""Each bad input gets one sentence that names the thing, the remedy, and the right exit code."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

SET = "<PubmedArticleSet>{}</PubmedArticleSet>"
BOMB = (
    '<!DOCTYPE PubmedArticleSet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<PubmedArticleSet><PubmedArticle>&b;</PubmedArticle></PubmedArticleSet>"
)
OUTSIDE = (
    '<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<PubmedArticleSet><PubmedArticle>&x;</PubmedArticle></PubmedArticleSet>"
)
HTML = "<!DOCTYPE html><html><head><title>Service unavailable</title></head></html>"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"<PubmedArticleSet><PubmedArticle><MedlineCitation>", "set.xml"),
        (BOMB.encode(), "set.xml"),
        (OUTSIDE.encode(), "set.xml"),
        (HTML.encode(), "set.xml"),
        (b"\x00\x01\x02 not a text", "set.xml"),
        (lambda: gzip.compress(b"<PubmedArticleSet>" + b" " * 300_000_000), "set.xml"),
    ],
    ids=["empty", "cut", "entity bomb", "external entity", "web page", "binary", "gzip bomb"],
)
def test_hostile_files_are_refused_and_nothing_is_stored(
    cli: Cli, tmp_path: Path, content: bytes | Callable[[], bytes], says: str
) -> None:
    file = tmp_path / "set.xml"
    file.write_bytes(content() if callable(content) else content)
    done = cli("import", str(file))
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert "Traceback" not in done.err
    assert cli("export").out == ""


def test_a_file_that_breaks_late_is_not_half_imported(
    cli: Cli, tmp_path: Path, june: list[str]
) -> None:
    file = tmp_path / "set.xml"
    file.write_text(SET.format("".join(june))[:-400], encoding="utf-8")
    assert cli("import", str(file)).code == 2
    assert cli("export").out == ""


def test_a_missing_file_is_named(cli: Cli) -> None:
    done = cli("import", "nowhere.xml")
    assert done.code == 2
    assert "nowhere.xml" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("edition", "draft", "2021-13"),
        ("edition", "check", "June"),
        ("edition", "publish", "21-06", "--reviewer", "A"),
        ("export", "--month", "2021-6"),
        ("run", "--month", "2021/06"),
        ("slides", "build", "202106"),
    ],
)
def test_a_wrong_month_is_named(
    cli: Cli, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITWATCH_EUTILS_URL", "http://127.0.0.1:9/")
    done = cli(*arguments)
    assert done.code == 2
    assert "is no month" in done.err
    assert "2026-10" in done.err


def test_an_unknown_topic_is_named_with_its_neighbours(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITWATCH_EUTILS_URL", "http://127.0.0.1:9/")
    done = cli("harvest", "--topic", "mecfs")
    assert done.code == 2
    assert "mecfs" in done.err
    assert "me_cfs" in done.err


def test_ncbi_is_not_asked_without_an_email(cli: Cli) -> None:
    done = cli("harvest", "--topic", "me_cfs")
    assert done.code == 2
    assert "LITWATCH_NCBI_EMAIL" in done.err or "email" in done.err


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_wrong_date_is_named(cli: Cli, option: str) -> None:
    done = cli("harvest", option, "yesterday")
    assert done.code == 2
    assert f"{option} 'yesterday' is no date" in done.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("decide", "0123", "include", "--reviewer", "A"), "is not a record id"),
        (("decide", "123", "include", "--reviewer", "A"), "no record 123"),
        (("decide", "123", "yes", "--reviewer", "A"), "'yes' is no verdict"),
        (("decide", "123", "include"), "needs a reviewer's name"),
        (("decide", "123", "exclude", "--reviewer", "A"), "needs a reason"),
        (("export", "--format", "xls"), "'xls' is no export format"),
        (("export", "--decision", "perhaps"), "'perhaps' is no decision"),
        (("query", "explain", "123"), "no record 123"),
        (("edition", "publish", "2021-06", "--reviewer", "A"), "there is no draft of 2021-06"),
        (("db", "restore", "nowhere.db"), "nowhere.db"),
    ],
)
def test_wrong_use_is_named(cli: Cli, arguments: tuple[str, ...], says: str) -> None:
    done = cli(*arguments)
    assert done.code == 2
    assert says in done.err
    assert done.out == ""


def test_an_old_schema_asks_for_an_upgrade(cli: Cli, home: Path) -> None:
    cli("db", "upgrade")
    with sqlite3.connect(home / "litwatch.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    done = cli("queue")
    assert done.code == 4
    assert "schema" in done.err


def test_a_file_that_is_no_database_is_named(cli: Cli, home: Path) -> None:
    home.mkdir(parents=True)
    (home / "litwatch.db").write_bytes(b"this is no database" * 100)
    done = cli("queue")
    assert done.code == 4
    assert "litwatch.db" in done.err


def test_a_source_that_answers_with_a_web_page_loses_nothing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, httpserver: Any
) -> None:
    from litwatch.sources import eutils

    monkeypatch.setattr(eutils.Eutils.__init__, "__kwdefaults__", _hurried(eutils.Eutils.__init__))
    httpserver.expect_request("/esearch.fcgi").respond_with_data(HTML, content_type="text/html")
    monkeypatch.setenv("LITWATCH_EUTILS_URL", httpserver.url_for("/"))
    done = cli("harvest", "--topic", "me_cfs", "--json")
    assert done.code == 3
    assert '"complete": false' in done.out
    assert "Nothing is lost" in done.err
    assert cli("export").out == ""


def _hurried(init: Any) -> dict[str, Any]:
    """The client's defaults without its pauses."""
    return {**init.__kwdefaults__, "sleep": lambda _: None, "tries": 2}


def test_a_full_disk_leaves_no_half_export(
    cli: Cli, tmp_path: Path, june: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from litwatch import exchange

    file = tmp_path / "set.xml"
    file.write_text(SET.format("".join(june)), encoding="utf-8")
    assert cli("import", str(file)).code == 0

    def full(name: str, found: Any, out: Any) -> None:
        out.write("half")
        raise OSError(errno.ENOSPC, "No space left on device", "out.jsonl")

    monkeypatch.setattr(exchange, "write", full)
    done = cli("export", "-o", str(tmp_path / "out.jsonl"))
    assert done.code == 3
    assert "No space left on device" in done.err
    assert not list(tmp_path.glob("*out.jsonl*"))


def test_a_locked_database_says_who_to_look_for(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, june: list[str], tmp_path: Path
) -> None:
    from litwatch.store import engine

    monkeypatch.setattr(engine, "_BUSY_MS", 100)
    cli("db", "upgrade")
    file = tmp_path / "set.xml"
    file.write_text(SET.format(june[0]), encoding="utf-8")
    with sqlite3.connect(home / "litwatch.db") as other:
        other.execute("BEGIN IMMEDIATE")
        done = cli("import", str(file))
    assert done.code == 3
    assert "run again" in done.err
