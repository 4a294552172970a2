"""Sessions: a signed cookie that says whose log-in it is, and the key that signs it.

The cookie holds the account's number, its session key and when it was issued. It ends after
twelve hours, and at once when the account's session key is drawn anew (log-out, another
password, leaving). Nothing that was in a browser before log-in is taken over by it.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import Request
from itsdangerous import BadData, URLSafeSerializer
from starlette.responses import Response

from litwatch.errors import WrongSettings, unwritten
from litwatch.store import Tx, people
from litwatch.store.people import Person

LASTS = timedelta(hours=12)
FILE = "session.key"
_BYTES = 32


class Sessions:
    """Issues and reads the cookies of one house. `https`: they travel by https only."""

    def __init__(self, key: bytes, *, https: bool) -> None:
        self.key = key
        self._https = https
        self._signer = URLSafeSerializer(key, salt="litwatch session")
        # A browser takes a cookie with this prefix from our own host by https only, so that no
        # neighbour (another name of our domain) can plant one (RFC 6265bis, "__Host-").
        self.cookie = "__Host-session" if https else "session"

    def issue(self, answer: Response, person: Person, now: datetime) -> None:
        """Log a person in: a new cookie, whatever the browser had before."""
        content = [person.id, person.session_key, int(now.timestamp())]
        answer.set_cookie(
            self.cookie,
            self._signer.dumps(content),
            max_age=int(LASTS.total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=self._https,
        )

    def forget(self, answer: Response) -> None:
        """Take the cookie out of the browser."""
        answer.delete_cookie(
            self.cookie, path="/", httponly=True, samesite="lax", secure=self._https
        )

    def person_of(self, tx: Tx, request: Request, now: datetime) -> Person | None:
        """Whose log-in the request carries; None for none, an ended one or a forged one."""
        try:
            content = self._signer.loads(request.cookies.get(self.cookie, ""))
            number, session_key, issued = int(content[0]), str(content[1]), float(content[2])
        except (BadData, LookupError, TypeError, ValueError):
            return None
        age = now.timestamp() - issued
        if not -60 <= age < LASTS.total_seconds():
            return None
        person = people.by_id(tx, number)
        if person is None or person.left_at is not None:
            return None
        same = hmac.compare_digest(session_key.encode(), person.session_key.encode())
        return person if same else None


def signing_key(home: Path) -> bytes:
    """The key in HOME that signs cookies, drawn on first use; only its owner may read it.

    Raises WrongSettings when others may read it, or when it cannot be made or is no key.
    """
    path = home / FILE
    if not path.exists():
        _make(path)
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise WrongSettings(
            f"the key of log-ins {path} cannot be read: {error.strerror}",
            "Run litwatch as the owner of HOME.",
        ) from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise WrongSettings(
            f"others may read the key of log-ins {path}",
            f"Delete it: a new one is made, and people log in again. Else run chmod 600 {path}.",
        )
    if len(key) < _BYTES:
        raise WrongSettings(
            f"{path} is no key of log-ins",
            "Delete it: a new one is made, and people log in again.",
        )
    return key


def _make(path: Path) -> None:
    """Write a key beside its place and link it there: of two who start at once one wins."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secrets.token_bytes(_BYTES))
        try:
            with suppress(FileExistsError):
                path.hardlink_to(beside)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(
            f"the key of log-ins {path}", error, "Check LITWATCH_HOME and its permissions."
        ) from error
