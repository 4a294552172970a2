"""Settings: environment before file before default, each with its source; secrets stay masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from litwatch import doors
from litwatch.errors import WrongSettings
from litwatch.sample.answers import Answer
from litwatch.sample.europepmc import EuropePmcServer
from litwatch.settings import read, shown

HITS = b'{"hitCount":3,"resultList":{"result":[{"id":"PPR1","source":"PPR"}]}}'


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LITWATCH_HOME", str(tmp_path / "home"))
    for name in (
        "NCBI_EMAIL",
        "NCBI_API_KEY",
        "LANG",
        "DATABASE_URL",
        "DIGESTS",
        "EUTILS_URL",
        "EUROPEPMC_URL",
    ):
        monkeypatch.delenv(f"LITWATCH_{name}", raising=False)


def test_environment_outranks_the_file_and_both_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "litwatch.toml"
    file.write_text('lang = "en"\nncbi_email = "a@example.org"\n', encoding="utf-8")
    monkeypatch.setenv("LITWATCH_LANG", "sv")
    settings, origin = read()
    assert (settings.lang, origin["lang"]) == ("sv", "environment")
    assert (settings.ncbi_email, origin["ncbi_email"]) == ("a@example.org", str(file))


def test_the_file_in_the_home_is_read_last(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "litwatch.toml").write_text('lang = "en"\nreviewer = "B"\n', encoding="utf-8")
    (tmp_path / "litwatch.toml").write_text('reviewer = "A"\n', encoding="utf-8")
    settings, _ = read()
    assert (settings.lang, settings.reviewer) == ("en", "A")


def test_the_database_lies_in_the_home_by_default(tmp_path: Path) -> None:
    assert read()[0].database == f"sqlite:///{tmp_path / 'home' / 'litwatch.db'}"


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "s3cret")
    monkeypatch.setenv("LITWATCH_DATABASE_URL", "postgresql://me:s3cret@127.0.0.1/litwatch")
    settings, origin = read()
    text = " ".join(row.value for row in shown(settings, origin)) + repr(settings)
    assert "s3cret" not in text.replace(repr(settings.database_url), "")
    assert "postgresql://***@127.0.0.1/litwatch" in text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('lang = "fi"', "LANG"),
        ('eutils_url = "eutils"', "an address begins with"),
        ('europepmc_url = "europepmc.org"', "an address begins with"),
        ('colour = "red"', "COLOUR"),
        ("lang = ", "is not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_setting(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "litwatch.toml").write_text(line, encoding="utf-8")
    with pytest.raises(WrongSettings, match=says):
        read()


def test_the_door_to_europepmc_opens_on_the_set_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with EuropePmcServer(lambda *_: Answer(200, "application/json", HITS)) as server:
        monkeypatch.setenv("LITWATCH_EUROPEPMC_URL", server.url.rstrip("/"))
        chosen, origin = read()
        assert origin["europepmc_url"] == "environment"
        assert doors.europepmc(chosen).count("fatigue") == 3
