"""Doctor's checks: each is one question with a plain answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from litwatch.errors import LitwatchError
from litwatch.settings import Settings


@dataclass(frozen=True)
class Check:
    """What was checked, whether it is well, and one sentence."""

    what: str
    ok: bool
    says: str


def checkup(settings: Settings) -> list[Check]:
    """Run every check; none changes anything. Of the network only the mail server is asked, and
    only if one is set: a wrong password shows before the day of sending.
    """
    checks = [
        _ask("home", lambda: _home(settings)),
        _ask("database", lambda: _database(settings)),
        _ask("watch", lambda: _watch(settings)),
        _ask("model", lambda: _model(settings)),
        _ask("pubmed", lambda: _pubmed(settings)),
    ]
    if settings.templates is not None:
        checks.append(_ask("templates", lambda: _templates(settings)))
    if settings.smtp_url is not None:
        checks.append(_ask("mail", lambda: _mail(settings)))
    return checks


def _ask(what: str, question: Callable[[], str]) -> Check:
    try:
        return Check(what, True, question())
    except LitwatchError as error:
        return Check(what, False, f"{error}. {error.remedy}".strip())
    except OSError as error:
        return Check(what, False, f"{error}. Check the path and its permissions.")


def _home(settings: Settings) -> str:
    settings.home.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.home, os.W_OK):
        raise PermissionError(f"{settings.home} cannot be written")
    return f"{settings.home} can be written"


def _database(settings: Settings) -> str:
    from litwatch.store import open_store

    if not settings.database_url and not (settings.home / "litwatch.db").exists():
        return "none yet; it is made on first use"
    with open_store(settings.database) as store:
        return f"schema {store.schema_revision}"


def _watch(settings: Settings) -> str:
    from litwatch import search
    from litwatch.watch import load_watch

    watch = load_watch(settings.watch)
    parts = [part for topic in watch.topics for part in topic.parts]
    for part in parts:
        search.parse(part.query)
    return f"{len(watch.topics)} topics with {len(parts)} strategies that can be read"


def _model(settings: Settings) -> str:
    from litwatch.classify.model import Model
    from litwatch.doors import models
    from litwatch.store import models as events
    from litwatch.store import open_store
    from litwatch.store.models import Question

    if not settings.database_url and not (settings.home / "litwatch.db").exists():
        return f"{Model.load().id}, and the rule for usefulness"
    with open_store(settings.database) as store, store.read() as tx:
        found = models(settings, store)
        since = "; ".join(str(events.since_training(tx, each)) for each in get_args(Question))
    useful = found.usefulness.id if found.usefulness else "the rule for usefulness"
    return f"{found.relevance.id}, and {useful}; {since}"


def _pubmed(settings: Settings) -> str:
    from litwatch.doors import eutils

    eutils(settings)
    key = "with a key" if settings.ncbi_api_key else "without a key (3 requests a second)"
    return f"{settings.eutils_url} {key}; not asked now"


def _templates(settings: Settings) -> str:
    from litwatch.doors import look

    names = look(settings).sums()
    return f"{settings.templates} replaces {', '.join(names) or 'nothing'}, tried on an edition"


def _mail(settings: Settings) -> str:
    from litwatch import doors
    from litwatch.mailing.connection import Connection

    head, server = doors.letterhead(settings), doors.mail_server(settings)
    with Connection(server, command_seconds=10) as connection:
        connection.open()
    how = "after log-in" if server.password else "without log-in"
    return f"{server} answers {how}; mail is from {head.address}; none sent"
