"""The gate corpus: invented items with a planted fault, and right ones in hard notations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from litwatch.digest import closed_gates
from litwatch.digest.edition import ClosedGate, Design, Edition, Item, Written
from litwatch.digest.names import Name
from litwatch.records import Pmid, PublicationType, Record, Section

FOLDER = Path(__file__).parents[1] / "data" / "gates"


class Study(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented record, and what a careful curator wrote of it."""

    title: str
    design: str
    abstract: dict[str, str]
    written: dict[str, str]
    topics: list[str] = []
    flags: list[str] = []


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A study with some fields changed: `fault` and `gate` when planted, `why` when right.

    `item` changes facts of the item; `title` and `types` change the record; `only` keeps
    nothing of the study's own texts; `place` is the list that the item stands on.
    """

    id: str
    study: str
    written: dict[str, str] = {}
    fault: str = ""
    gate: str = ""
    words: str = ""
    why: str = ""
    item: dict[str, Any] = {}
    design: str | None = None
    title: str = ""
    types: list[str] = []
    place: str = "primary_care"
    only: bool = False


def _read(file: str) -> object:
    return yaml.safe_load((FOLDER / file).read_text("utf-8"))


STUDIES = msgspec.convert(_read("studies.yaml"), dict[str, Study])


def cases(file: str) -> list[Case]:
    return msgspec.convert(_read(file), list[Case])


def gates_of(case: Case) -> tuple[ClosedGate, ...]:
    """The gates that the case closes, alone in its edition."""
    study = STUDIES[case.study]
    record = Record(
        pmid=Pmid("90000501"),
        title=case.title or study.title,
        abstract=tuple(
            Section(label=label, category=label, text=text)
            for label, text in study.abstract.items()
        ),
        publication_types=tuple(PublicationType(name=name) for name in case.types),
    )
    design = study.design if case.design is None else case.design
    texts = {**({} if case.only else study.written), **case.written}
    facts: dict[str, Any] = {
        "id": record.id,
        "pmid": "90000501",
        "title": record.title,
        "reference": "Exempel A. Ex J Prim Care. 2026.",
        "design": Design(name=Name(id=design, sv=design, en=design)) if design else None,
        "topics": tuple(Name(id=topic, sv=topic, en=topic) for topic in study.topics),
        "flags": tuple(Name(id=flag, sv=flag, en=flag) for flag in study.flags),
        "reviewed": True,
        "verdict": "include",
        "reviewer_role": "fysioterapeut",
        "reviewed_on": date(2026, 10, 27),
        "written": tuple(
            Written(
                field=field,  # type: ignore[arg-type]
                text=text,
                audience="vardcentral" if field == "meaning" else None,
            )
            for field, text in texts.items()
            if text
        ),
        **case.item,
    }
    edition = Edition(
        month="2026-10",
        made_at=datetime(2026, 11, 1, 6, 10, tzinfo=UTC),
        **{case.place: (Item(**facts),)},  # type: ignore[arg-type]
    )
    return closed_gates(edition, {record.id: record})


def catches(case: Case) -> bool:
    """Whether the gate that must close does so, and names the planted words."""
    return any(
        gate.gate == case.gate and (not case.words or gate.words == case.words)
        for gate in gates_of(case)
    )
