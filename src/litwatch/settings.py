"""Settings: environment (`LITWATCH_…`) before `litwatch.toml` before defaults, read once at the door.

`read()` is called by the command line, the demo and the flows only; below them, values are
passed in.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from litwatch.errors import WrongSettings
from litwatch.language import Lang

FILE = "litwatch.toml"
PREFIX = "LITWATCH_"
Auth = Literal["none", "password", "proxy"]


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("litwatch"))


class Settings(BaseSettings):
    """Every setting with its meaning; frozen. Addresses are checked, secrets stay masked."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(
        default_factory=_default_home,
        description="Folder for the database, raw records, models and backups.",
    )
    database_url: str = Field(
        default="", description="SQLAlchemy address of the database; empty: SQLite file in HOME."
    )
    digests: Path | None = Field(
        default=None,
        description="Folder of published editions; empty: digests/ in a checkout, else in HOME.",
    )
    watch: Path | None = Field(
        default=None, description="Folder with topics.yaml, facets.yaml, modules.yaml; empty: ours."
    )
    templates: Path | None = Field(
        default=None,
        description="Folder of templates and style sheets that win over ours; empty: ours.",
    )
    ncbi_email: str = Field(default="", description="Functional mailbox that NCBI may write to.")
    ncbi_api_key: SecretStr | None = Field(
        default=None, description="NCBI key for 10 instead of 3 requests a second."
    )
    eutils_url: str = Field(
        default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils/",
        description="Base address of the E-utilities; a loopback address needs no email.",
    )
    europepmc_url: str = Field(
        default="https://www.ebi.ac.uk/europepmc/webservices/rest/",
        description="Base address of Europe PMC, where preprints are searched.",
    )
    crossref_url: str = Field(
        default="https://api.crossref.org/",
        description="Base address of Crossref, which is asked what has become of works.",
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="Mail server: smtp://HOST:587 or smtps://USER:PASSWORD@HOST."
    )
    mail_from: str = Field(
        default="", description="Who the edition's mail is from: Name <address>."
    )
    alert_mail: str = Field(
        default="",
        description="Functional mailbox that is written to about alarms nobody has acknowledged.",
    )
    mail_pace: int = Field(
        default=0, ge=0, description="At most so many mails a minute; 0: as fast as they are taken."
    )
    leave: str = Field(
        default="",
        description="Where one stops the mail: https: or mailto: with {token}; empty: MAIL_FROM.",
    )
    public_url: str = Field(
        default="", description="Address of the published editions' folder, for links in mail."
    )
    lang: Lang = Field(default="sv", description="Language of pages and editions: sv or en.")
    reviewer: str = Field(
        default="", description="Name that decisions, texts, approvals and publishing sign with."
    )

    two_persons: bool = Field(
        default=False,
        description="Publish only what somebody has approved who wrote and decided nothing in it.",
    )

    auth: Auth = Field(
        default="none",
        description="Who may open the pages: none (this machine only), password or proxy.",
    )
    web_origin: str = Field(
        default="",
        description="Address at which people open the pages, https://HOST; needed off loopback.",
    )
    proxies: str = Field(
        default="",
        description="With AUTH=proxy: addresses of the proxies that are believed, by commas.",
    )
    proxy_header: str = Field(
        default="X-Forwarded-User", description="With AUTH=proxy: the header with the user's name."
    )

    @field_validator("eutils_url", "europepmc_url", "crossref_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("an address begins with https:// or http://")
        return value.rstrip("/") + "/"

    @field_validator("public_url")
    @classmethod
    def _public(cls, value: str) -> str:
        return cls._address(value) if value else ""

    @field_validator("web_origin")
    @classmethod
    def _origin(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("write https://HOST, with a port if need be and no path")
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def database(self) -> str:
        """The database address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.home / 'litwatch.db'}"

    @property
    def digests_folder(self) -> Path:
        """Where editions are published."""
        if self.digests is not None:
            return self.digests
        here = Path.cwd()
        is_checkout = (here / "flows").is_dir() and (here / "src" / "litwatch").is_dir()
        return (here if is_checkout else self.home) / "digests"

    @property
    def models_folder(self) -> Path:
        """Where models lie that were trained here, a folder each."""
        return self.home / "models"

    @property
    def limiter_file(self) -> Path:
        """The small SQLite file through which all processes share the sources' rate limits."""
        return self.home / "limits.db"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


@dataclass(frozen=True)
class Setting:
    """One setting as doctor prints it: name, shown value (secrets masked), source."""

    name: str
    value: str
    source: str
    meaning: str


def _files(env_home: str | None) -> list[Path]:
    here = Path.cwd() / FILE
    home = Path(env_home) if env_home else _default_home()
    if not env_home and here.is_file():
        home = Path(_toml(here).get("home", home))
    return [path for path in (here, home / FILE) if path.is_file()]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return dict(TomlConfigSettingsSource(Settings, toml_file=path)())
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings(
            f"{path} is not TOML: {error}", "Mend the file and run again."
        ) from error


def read(**given: Any) -> tuple[Settings, dict[str, str]]:
    """The settings in force and where each comes from (`environment`, a file, `default`).

    `given` outranks every source. Raises WrongSettings naming the setting and its source.
    """
    layers: list[tuple[str, dict[str, Any]]] = [("given", given)]
    from_env = {k: v for k, v in EnvSettingsSource(Settings)().items() if v != ""}
    layers.append(("environment", from_env))
    layers += [(str(path), _toml(path)) for path in _files(os.environ.get(f"{PREFIX}HOME"))]
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for name, layer in layers:
        for key, value in layer.items():
            if key not in values:
                values[key], origin[key] = value, name
    try:
        return Settings(**values), origin
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        raise WrongSettings(
            f"the setting {key.upper()} (from {origin.get(key, 'default')}) is wrong: {first['msg']}",
            "Run `litwatch doctor` for the list of settings and their meaning.",
        ) from error


def shown(settings: Settings, origin: dict[str, str]) -> list[Setting]:
    """Every setting for people to read; a secret is shown only as set or not set."""
    effective = {
        "database_url": _masked(settings.database),
        "digests": str(settings.digests_folder),
    }
    rows = []
    for key, field in Settings.model_fields.items():
        value = getattr(settings, key)
        if isinstance(value, SecretStr):
            text = "set (hidden)"
        else:
            text = effective.get(key, "" if value is None else str(value))
        rows.append(
            Setting(
                name=key.upper(),
                value=text,
                source=origin.get(key, "default"),
                meaning=field.description or "",
            )
        )
    return rows


def _masked(url: str) -> str:
    scheme, sep, rest = url.partition("://")
    if "@" not in rest:
        return url
    return f"{scheme}{sep}***@{rest.rsplit('@', 1)[1]}"
