"""Steps of long work, said one by one: `3/7  Harvest …` and what came of it below."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]


class Steps:
    """Says each next step with its number of `total`."""

    def __init__(self, say: Say, total: int) -> None:
        self.say = say
        self.total = total
        self.done = 0

    def next(self, words: str) -> None:
        self.done += 1
        self.say(f"{self.done}/{self.total}  {words}")

    def note(self, words: str) -> None:
        self.say(f"     {words}")
