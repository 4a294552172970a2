"""Reviewers' names: one person, however the name is cased or spaced."""

from __future__ import annotations


def folded_name(name: str) -> str:
    """The name in the one form in which two spellings of it are compared."""
    return " ".join(name.casefold().split())


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's."""
    return folded_name(one) == folded_name(other)
