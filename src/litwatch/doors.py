"""What settings name, opened: the database, the watch, the doors to the sources.

Used by the command line, the demo and the flows; nothing below reads settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litwatch.digest.look import Look
    from litwatch.mailing.message import Letterhead
    from litwatch.mailing.server import MailServer
    from litwatch.pipeline.models import Models
    from litwatch.settings import Settings
    from litwatch.sources.crossref import Crossref
    from litwatch.sources.europepmc import EuropePmc
    from litwatch.sources.eutils import Eutils
    from litwatch.store import Store
    from litwatch.watch import Watch


def settings() -> Settings:
    """The settings in force. Raises WrongSettings."""
    from litwatch.settings import read

    return read()[0]


def store(chosen: Settings) -> Store:
    """The database; the SQLite file in HOME is made on first use.

    Raises SchemaOutdated when it needs an upgrade: that is a person's to ask for.
    """
    from litwatch.store import create_or_upgrade, open_store

    if not chosen.database_url and not (chosen.home / "litwatch.db").exists():
        create_or_upgrade(chosen.database)
    return open_store(chosen.database)


def watch(chosen: Settings) -> Watch:
    """Topics, facets and modules: the packaged ones, or those of the folder WATCH."""
    from litwatch.watch import load_watch

    return load_watch(chosen.watch)


def look(chosen: Settings) -> Look:
    """The packaged look, or the one of the folder TEMPLATES, tried. Raises WrongSettings."""
    from litwatch.digest.trying import read_look

    return read_look(chosen.templates)


def models(chosen: Settings, opened: Store) -> Models:
    """The models in force: those trained here, else the packaged one and the rule."""
    from litwatch.pipeline.models import in_force

    return in_force(opened, chosen.models_folder)


def eutils(chosen: Settings, *, tries: int = 6) -> Eutils:
    """The door to NCBI, with the limiter that all processes share; few `tries` where one waits."""
    from litwatch.sources.eutils import Eutils
    from litwatch.sources.limiter import Limiter

    chosen.home.mkdir(parents=True, exist_ok=True)
    key = chosen.ncbi_api_key
    return Eutils(
        chosen.eutils_url,
        email=chosen.ncbi_email or None,
        api_key=key.get_secret_value() if key else None,
        limiter=Limiter(chosen.limiter_file),
        tries=tries,
    )


def europepmc(chosen: Settings) -> EuropePmc:
    """The door to Europe PMC, behind the same limiter; the email is a courtesy and may be missing."""
    from litwatch.sources.europepmc import EuropePmc
    from litwatch.sources.limiter import Limiter

    chosen.home.mkdir(parents=True, exist_ok=True)
    return EuropePmc(
        chosen.europepmc_url,
        email=chosen.ncbi_email or None,
        limiter=Limiter(chosen.limiter_file),
    )


def crossref(chosen: Settings) -> Crossref:
    """The door to Crossref, behind the same limiter; the email asks for its polite pool."""
    from litwatch.sources.crossref import Crossref
    from litwatch.sources.limiter import Limiter

    chosen.home.mkdir(parents=True, exist_ok=True)
    return Crossref(
        chosen.crossref_url,
        email=chosen.ncbi_email or None,
        limiter=Limiter(chosen.limiter_file),
    )


def mail_server(chosen: Settings) -> MailServer:
    """The server that takes our mail. Raises WrongSettings when none is set."""
    from litwatch.errors import WrongSettings
    from litwatch.mailing.server import read_server

    if chosen.smtp_url is None:
        raise WrongSettings(
            "mail cannot be sent without a mail server",
            "Set LITWATCH_SMTP_URL to smtps://USER:PASSWORD@mail.example.org.",
        )
    return read_server(chosen.smtp_url.get_secret_value())


def letterhead(chosen: Settings) -> Letterhead:
    """Who the mail is from and where one leaves. Raises WrongSettings when no sender is set."""
    from litwatch.errors import WrongSettings
    from litwatch.mailing.message import letterhead as read_letterhead

    if not chosen.mail_from:
        raise WrongSettings(
            "mail cannot be sent without a sender",
            'Set LITWATCH_MAIL_FROM to "Name <litteratur@example.org>", a functional mailbox.',
        )
    return read_letterhead(chosen.mail_from, chosen.leave)
