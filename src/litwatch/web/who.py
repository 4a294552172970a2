"""Who is asking, and whether they may. Every route names the right that it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import msgspec
from fastapi import Depends, Request

from litwatch.review.roles import Right, Role, may

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110 §9.2.1: they change nothing


class Visitor(msgspec.Struct, frozen=True):
    """Who asks: the name that signs what they write, and their role.

    A program's key may be one that only reads, whatever its owner may. Without an
    `own_password` they came with one that somebody else has set.
    """

    name: str
    role: Role
    may_write: bool = True
    own_password: bool = True

    def may(self, right: Right) -> bool:
        return may(self.role, right)


class NotLoggedIn(Exception):
    """The page needs a person, and nobody has logged in."""


class MayNot(Exception):
    """The visitor's role lacks a right."""

    def __init__(self, visitor: Visitor, right: Right) -> None:
        super().__init__(f"{visitor.role} may not {right}")
        self.visitor = visitor
        self.right = right


class PasswordFirst(Exception):
    """The visitor must choose a password of their own before anything else."""


class OnlyReads(Exception):
    """A program wants to write with a key that only reads."""


Identify = Callable[[Request], Visitor | None]


def visitor_of(request: Request) -> Visitor | None:
    """The visitor of a request; None when nobody has logged in."""
    if not hasattr(request.state, "visitor"):
        identify = cast("Identify", request.app.state.identify)
        request.state.visitor = identify(request)
    return cast("Visitor | None", request.state.visitor)


def needs(right: Right, *, any_password: bool = False) -> Any:
    """A dependency that gives the visitor who holds this right.

    With `any_password` also one whose password somebody else has set. Raises NotLoggedIn,
    PasswordFirst, MayNot for a role without the right, or OnlyReads.
    """

    def check(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if visitor is None:
            raise NotLoggedIn
        if not visitor.own_password and not any_password:
            raise PasswordFirst
        if not visitor.may(right):
            raise MayNot(visitor, right)
        if request.method not in SAFE and not visitor.may_write:
            raise OnlyReads
        return visitor

    check.right = right  # type: ignore[attr-defined]  # the test of all routes reads it
    return Depends(check)


def open_to_all() -> Any:
    """A dependency for the few pages that need nobody: log-in, accessibility, privacy, feed."""

    def check(request: Request) -> None:
        return None

    check.right = None  # type: ignore[attr-defined]  # the test of all routes reads it
    return Depends(check)
