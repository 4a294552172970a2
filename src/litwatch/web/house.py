"""House: what every page works on, opened once when the server starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from litwatch import doors
from litwatch.digest.look import Look
from litwatch.settings import Settings
from litwatch.store import Store
from litwatch.watch import Watch


def clock() -> datetime:
    """The clock of the pages; below them, time is passed in."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """The settings in force and what they name, opened. `now` is asked once a request."""

    settings: Settings
    store: Store
    watch: Watch
    look: Look
    now: Callable[[], datetime] = clock


def open_house(settings: Settings) -> House:
    """The house of these settings. Raises what `doors` raises: WrongSettings, SchemaOutdated."""
    return House(settings, doors.store(settings), doors.watch(settings), doors.look(settings))
