"""What the app keeps in memory of its store between requests, so that a page need not be read anew.

Each part is built at the first asking and kept in step from then on. In a store of 100,000
records building takes many seconds, so a server builds them all while it starts (`warm`).
"""

from __future__ import annotations

import gc
import logging
from typing import cast

from fastapi import Request

from litwatch.errors import LitwatchError
from litwatch.review.conflicts import differing
from litwatch.review.pairs import Seconds
from litwatch.store.finding import prepare
from litwatch.web.house import House
from litwatch.web.pages import house_of
from litwatch.web.queue_page import line_of
from litwatch.web.who import Visitor

_log = logging.getLogger(__name__)


class Memory:
    """The queue's line; the second readings that wait for each person; the records on
    which people differ. The search keeps its own (store.finding).
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self.line = line_of(house)
        self.seconds = Seconds(house.watch)
        self.differing = differing()

    def warm(self) -> None:
        """Build all parts now. What fails is logged: the first page that needs it says it again."""
        try:
            with self._house.store.read() as tx:
                self.line.move(tx)
                self.seconds.warm(tx)
                self.differing.at(tx)
            prepare(self._house.store, now=self._house.now())
            gc.freeze()  # it all lives on: looking through it for garbage would stop every page
        except LitwatchError as error:
            _log.warning("the pages begin cold: %s", error)


def memory_of(request: Request) -> Memory:
    """The memory of the app that answers this request."""
    return cast("Memory", request.app.state.memory)


def waiting_for(request: Request, visitor: Visitor) -> frozenset[str]:
    """The records that wait for the visitor's own reading: nothing said of them is told yet."""
    kept = memory_of(request)
    with house_of(request).store.read() as tx:
        return kept.seconds.of(tx, visitor.name)
