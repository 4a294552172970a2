"""The three modes of getting in, chosen by AUTH: this machine only, password, proxy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import unquote, urlsplit

from fastapi import Request
from msgspec.structs import replace

from litwatch.errors import WrongSettings
from litwatch.review.accounts import AccountFault, clean_name, has_own_password
from litwatch.review.roles import Role
from litwatch.settings import Auth
from litwatch.store import people
from litwatch.store.people import Person
from litwatch.web.access.proxies import Proxies
from litwatch.web.access.sessions import Sessions, signing_key
from litwatch.web.door import LOOPBACK
from litwatch.web.house import House
from litwatch.web.who import Identify, Visitor

NAME_COOKIE = "name"


@dataclass(frozen=True)
class Access:
    """How visitors of a house are known. `sessions` is there in the mode password only."""

    mode: Auth
    identify: Identify
    proxies: Proxies
    sessions: Sessions | None = None


def open_access(house: House) -> Access:
    """How visitors are known, by the mode that the settings choose.

    Raises WrongSettings for a mode that would let nobody in, or everybody.
    """
    settings = house.settings
    proxies = Proxies(settings.proxies, settings.proxy_header)
    if settings.auth == "none":
        if settings.web_origin and urlsplit(settings.web_origin).hostname not in LOOPBACK:
            raise WrongSettings(
                f"LITWATCH_WEB_ORIGIN is {settings.web_origin}, where everybody would get in",
                "Set LITWATCH_AUTH to password or proxy, or leave the origin out.",
            )
        return Access("none", _alone(house), proxies)
    with house.store.read() as tx:
        if not people.active(tx):
            raise WrongSettings(
                f"LITWATCH_AUTH is {settings.auth}, and there is no account",
                'Run `litwatch user add "A. Kurator" --role admin`.',
            )
    if settings.auth == "proxy":
        if not proxies.any:
            raise WrongSettings(
                "LITWATCH_AUTH is proxy, and LITWATCH_PROXIES names no proxy",
                "Set it to the addresses that requests come from, such as 127.0.0.1.",
            )
        return Access("proxy", _by_proxy(house, proxies), proxies)
    https = settings.web_origin.startswith("https://")
    sessions = Sessions(signing_key(settings.home), https=https)
    return Access("password", _by_session(house, sessions), proxies, sessions)


def access_of(request: Request) -> Access:
    """How visitors of this app are known."""
    return cast("Access", request.app.state.access)


def _alone(house: House) -> Identify:
    """Whoever sits at this machine, by the setting REVIEWER or the name they gave."""

    def identify(request: Request) -> Visitor | None:
        if house.settings.reviewer:
            return Visitor(house.settings.reviewer, "admin")
        try:
            return Visitor(clean_name(unquote(request.cookies.get(NAME_COOKIE, ""))), "admin")
        except AccountFault:
            return None

    return identify


def _by_session(house: House, sessions: Sessions) -> Identify:
    """Whoever has logged in with a password."""

    def identify(request: Request) -> Visitor | None:
        with house.store.read() as tx:
            person = sessions.person_of(tx, request, house.now())
            visitor = _visitor(person)
            if person is None or visitor is None or has_own_password(tx, person):
                return visitor
            return replace(visitor, own_password=False)

    return identify


def _by_proxy(house: House, proxies: Proxies) -> Identify:
    """Whoever a listed proxy names, if there is such an account."""

    def identify(request: Request) -> Visitor | None:
        name = proxies.user_of(request)
        if not name:
            return None
        with house.store.read() as tx:
            person = people.by_name(tx, name)
        return _visitor(person if person and person.left_at is None else None)

    return identify


def _visitor(person: Person | None) -> Visitor | None:
    return None if person is None else Visitor(person.name, cast("Role", person.role))
