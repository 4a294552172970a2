"""Passwords: hashed with argon2id, never kept, logged or shown."""

from __future__ import annotations

import threading
from functools import cache
from typing import Literal

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

# Twelve characters and no rules of composition: NIST SP 800-63B asks for length, not for signs.
SHORTEST = 12
LONGEST = 200
Fault = Literal["short", "long", "like_name"]

# OWASP's argon2id of 19 MiB, two rounds and one lane. A hash takes memory, so few are made at
# once: a crowd at the log-in page must not empty the machine.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_few = threading.BoundedSemaphore(2)


def fault_in(password: str, name: str) -> Fault | None:
    """What is wrong with a new password of this person; None when it will do."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if password.casefold() == name.casefold():
        return "like_name"
    return None


def hashed(password: str) -> str:
    """The hash that is kept of a password."""
    with _few:
        return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password. Without a kept hash the same work is done, for no one."""
    if len(password) > LONGEST:
        return False
    with _few:
        try:
            right = _hasher.verify(password, kept or _nobodys())
        except PwdlibError:
            return False
    return right and kept is not None


@cache
def _nobodys() -> str:
    """A hash that is compared with when a name is nobody's, so that the answer takes as long."""
    return _hasher.hash("nobody has this password")
