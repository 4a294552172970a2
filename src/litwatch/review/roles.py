"""Who may do what: the roles of the people who work with the watch, and their rights."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal[
    "reader",
    "trainer",
    "curator",
    "specialist",
    "child_specialist",
    "rpo",
    "editor",
    "admin",
]
Right = Literal["read", "teach", "screen", "answer", "review", "edit", "admin"]

ROLES: tuple[Role, ...] = get_args(Role)
RIGHTS: tuple[Right, ...] = get_args(Right)

# read: the pages. teach: decks, seminars, views. screen: verdicts, ratings, tags, notes.
# answer: what an expert is asked. review: conflicts, key messages. edit: editions and strategies.
_MAY: dict[Role, frozenset[Right]] = {
    "reader": frozenset({"read"}),
    "trainer": frozenset({"read", "teach"}),
    "curator": frozenset({"read", "teach", "screen", "answer", "review"}),
    "specialist": frozenset({"read", "screen", "answer", "review"}),
    "child_specialist": frozenset({"read", "screen", "answer", "review"}),
    "rpo": frozenset({"read", "answer"}),
    "editor": frozenset({"read", "teach", "screen", "answer", "review", "edit"}),
    "admin": frozenset(RIGHTS),
}


def may(role: Role, right: Right) -> bool:
    """Whether a role holds a right."""
    return right in _MAY[role]
