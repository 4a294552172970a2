"""In force: the one door to the queries that every stage uses.

The watch files bring a part's first query; from then on it changes only as a version that
passed. What a person names (a file, a proposed version) is given to a stage as it is, and is
never taken for the version in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from litwatch import search
from litwatch.store import Tx, strategies
from litwatch.store.strategies import StrategyVersion
from litwatch.watch import Part, Topic, Watch


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Which query of a topic's part is used, and since when.

    `kept` is False when no version is in force yet, so that the watch files' query is used.
    `file_differs`: the watch files hold another query. `since` is None where nobody noted it.
    """

    topic: str
    part: str
    version: str
    since: date | None = None
    kept: bool = True
    file_differs: bool = False

    def __str__(self) -> str:
        if not self.kept:
            return f"version {self.version} of the watch files; no version is in force yet"
        said = f"version {self.version}, in force" + (f" since {self.since}" if self.since else "")
        other = " (the watch files hold another query, which is not in force)"
        return said + (other if self.file_differs else "")


def in_force(tx: Tx, watch: Watch) -> Watch:
    """The watch with the queries in force, each part with its own version.

    A part without a version in force keeps the query that it has. Of a watch whose queries
    are in force already nothing changes.
    """
    versions = strategies.active(tx)
    topics = tuple(_with_versions(topic, versions) for topic in watch.topics)
    return msgspec.structs.replace(watch, topics=topics)


def _with_versions(topic: Topic, versions: dict[tuple[str, str], StrategyVersion]) -> Topic:
    def part_in_force(part: Part) -> Part:
        kept = versions.get((topic.id, part.id))
        return Part(id=part.id, query=kept.query, version=kept.version) if kept else part

    return msgspec.structs.replace(topic, parts=tuple(map(part_in_force, topic.parts)))


def standings(tx: Tx, watch: Watch) -> tuple[Standing, ...]:
    """How each part of a watch as its files write it stands, in the watch's order."""
    versions, since = strategies.active(tx), strategies.in_force_since(tx)
    told = []
    for topic in watch.topics:
        for part in topic.parts:
            kept, at = versions.get((topic.id, part.id)), since.get((topic.id, part.id))
            told.append(
                Standing(
                    topic=topic.id,
                    part=part.id,
                    version=kept.version if kept else part.version,
                    since=at.date() if at else None,
                    kept=kept is not None,
                    file_differs=kept is not None
                    and kept.fingerprint != search.fingerprint(part.query),
                )
            )
    return tuple(told)


def unlike_the_files(standings: Iterable[Standing]) -> list[str]:
    """What a person should know who reads the watch files: where they are not what is used."""
    found = list(standings)
    told = [f"{e.topic} {e.part}".strip() + f": {e}" for e in found if e.file_differs]
    if found and not any(each.kept for each in found):
        return ["No version is in force yet (a harvest keeps the first ones): the queries of the "
                "watch files were used."]  # fmt: skip
    return told
