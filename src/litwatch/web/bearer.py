"""Programs that come with a key: `Authorization: Bearer litwatch_…`, under /api/ only.

A request with a key is known by the key and by nothing else: never by a cookie, nor as the
reviewer of a machine of one's own. So the door may let it in without asking where it comes
from (`door.Door`): no page of another site can send somebody's key along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from fastapi import Request

from litwatch.review import keys
from litwatch.review.roles import Role
from litwatch.web.house import House
from litwatch.web.who import Identify, Visitor

API = "/api/"


def key_in(headers: Mapping[str, str]) -> str | None:
    """The key that a request carries, perhaps an empty one; None when it carries none.

    The scheme's name is read in any case (RFC 9110 §11.1).
    """
    scheme, _, key = headers.get("authorization", "").strip().partition(" ")
    return key.strip() if scheme.casefold() == "bearer" else None


def key_first(house: House, identify: Identify) -> Identify:
    """`identify`, but for requests that carry a key: those are known by that alone.

    A key opens no page. Where nobody logs in, a program without a key is let in too; it has
    no name to decide in unless the settings give one. The made function raises VoidKey for a
    key that does not hold.
    """
    nameless = Visitor("", "admin") if house.settings.auth == "none" else None

    def known(request: Request) -> Visitor | None:
        to_api = request.url.path.startswith(API)
        key = key_in(request.headers)
        if key is None:
            return identify(request) or (nameless if to_api else None)
        request.state.visitor = None  # the answer to a void key asks again who it is for
        if not to_api:
            return None
        token = keys.opened(house.store, key, house.now())
        return Visitor(token.owner, cast("Role", token.role), token.may_write)

    return known
