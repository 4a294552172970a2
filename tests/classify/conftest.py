"""Small hand-written records and the packaged watch."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from litwatch.records import MeshHeading, Pmid, PublicationType, Record, Section
from litwatch.records.record import Keyword
from litwatch.watch import Watch, load_watch

MakeRecord = Callable[..., Record]

_TOPIC = [
    "long",
    "covid",
    "fatigue",
    "persistent",
    "symptoms",
    "months",
    "infection",
    "recovery",
    "rehabilitation",
]
_OTHER = [
    "steel",
    "corrosion",
    "polymer",
    "membrane",
    "catalyst",
    "alloy",
    "turbine",
    "welding",
    "coating",
    "lattice",
]
_COMMON = [
    "we",
    "studied",
    "the",
    "effect",
    "of",
    "and",
    "found",
    "that",
    "results",
    "were",
    "measured",
    "in",
    "this",
    "work",
]


@pytest.fixture(scope="session")
def watch() -> Watch:
    return load_watch()


@pytest.fixture(scope="session")
def make() -> MakeRecord:
    """A record of a title and an abstract: text, or (label, text) sections."""

    def build(
        title: str = "",
        abstract: str | tuple[tuple[str, str], ...] = (),
        *,
        pmid: str = "1",
        types: tuple[str, ...] = (),
        mesh: tuple[str, ...] = (),
        keywords: tuple[str, ...] = (),
        **fields: object,
    ) -> Record:
        sections = (("", abstract),) if isinstance(abstract, str) else abstract
        return Record(
            pmid=Pmid(pmid),
            title=title,
            abstract=tuple(Section(label=label, text=text) for label, text in sections if text),
            publication_types=tuple(PublicationType(name=name) for name in types),
            mesh=tuple(MeshHeading(name=name) for name in mesh),
            keywords=tuple(Keyword(text=text) for text in keywords),
            **fields,  # type: ignore[arg-type]
        )

    return build


@pytest.fixture(scope="session")
def corpus(make: MakeRecord) -> tuple[list[Record], list[Record]]:
    """Sixty positives and sixty negatives of made-up sentences, always the same."""
    draw = random.Random(7)

    def sentence(words: list[str]) -> str:
        return " ".join(draw.choices(words, k=8) + draw.choices(_COMMON, k=8))

    positives = [make(sentence(_TOPIC), sentence(_TOPIC), pmid=str(n)) for n in range(1, 61)]
    negatives = [make(sentence(_OTHER), sentence(_OTHER), pmid=str(n)) for n in range(101, 161)]
    return positives, negatives
