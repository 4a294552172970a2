"""What the tests of the API share: people with accounts and keys, and a published month."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec
from sqlalchemy import insert
from starlette.testclient import TestClient

from litwatch.digest.edition import Edition
from litwatch.review import keys
from litwatch.review.roles import Role
from litwatch.store import editions
from litwatch.store.tables import user_account
from litwatch.web.app import create_app
from litwatch.web.bearer import key_first
from litwatch.web.house import House
from litwatch.web.who import Visitor

from ..digest.month import edition
from .conftest import NOW, OWN

# Words of the invented abstracts that are in no title.
FROM_ABSTRACTS = (
    "is common in primary care",
    "184 adults",
    "18.2 with pacing",
    "followed 120 adults",
    "14 families",
    "after school days",
    "brain fog",
)


def person(house: House, name: str, role: Role) -> str:
    """An account; returns its name."""
    values = {"name": name, "role": role, "session_key": name, "added_by": "me", "added_at": NOW}
    with house.store.write() as tx:
        tx.execute(insert(user_account).values(values))
    return name


def key_of(
    house: House, owner: str, *, may_write: bool = False, days: int = 30, now: datetime = NOW
) -> str:
    """A new key of somebody's."""
    with house.store.write() as tx:
        label = f"key {now:%H%M%S} {may_write} {days}"
        return keys.make(tx, owner, label, may_write=may_write, days=days, now=now).key


def program(house: House, key: str | None = None) -> TestClient:
    """A program that comes with a key, to pages where nobody else is known."""
    app = create_app(house)
    app.state.identify = key_first(house, lambda request: None)
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    return TestClient(app, base_url="http://127.0.0.1", headers=headers)


def browser_of(house: House, name: str, role: Role) -> TestClient:
    """Somebody who has logged in."""
    app = create_app(house)
    app.state.identify = key_first(house, lambda request: Visitor(name, role))
    return TestClient(app, base_url="http://127.0.0.1", headers=OWN)


def publish(house: House, said: Edition | None = None) -> Edition:
    """A published October 2026 of invented items."""
    said = said or edition(state="published")
    body = msgspec.json.encode(said)
    digest = sha256(body).hexdigest()
    with house.store.write() as tx:
        row = editions.save_draft(tx, said.month, said.revision, body, digest, NOW)
        editions.mark_published(tx, row.id, "A. Kurator", NOW, digest, body=body)
    return said
