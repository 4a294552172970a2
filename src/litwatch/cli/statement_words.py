"""A key message as the command line tells it: its weaknesses, sources and days, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from litwatch.curriculum.wordings import Wording
    from litwatch.records import State
    from litwatch.store.statements import Relation, Version


def weaknesses(one: Wording, states: Mapping[str, State]) -> list[str]:
    """Why a message is to be looked at: too few sources, or what has become of them."""
    from litwatch.curriculum.resting import flags

    words = {"no_source": "no source", "one_source": "one source", "changed_source": ""}
    return [
        words[flag.weakness] or ", ".join(f"{pmid} is {state}" for pmid, state in flag.works)
        for flag in flags(one, states)
    ]


def rests_on(version: Version) -> list[str]:
    """The works and the source that a wording names."""
    named = [version.source] if version.source else []
    return [f"PMID {pmid}" if pmid.isdigit() else pmid for pmid in version.pmids] + named


def due_day(one: Wording) -> str:
    """When somebody is to look at a message again; empty for one that is retired."""
    if one.lifecycle == "retired":
        return ""
    return f"{one.now.due}" if one.now.due else "never looked at"


def wording_json(one: Wording, states: Mapping[str, State]) -> dict[str, Any]:
    """A key message for machines, with its earlier wordings and what is proposed."""
    return {
        "id": one.id,
        "module": one.module,
        "lifecycle": one.lifecycle,
        "origin": one.origin,
        "due": one.now.due,
        "weak": weaknesses(one, states),
        "now": asdict(one.now),
        "earlier": [asdict(said) for said in one.earlier],
        "proposal": asdict(one.proposal) if one.proposal else None,
    }


def show_wording(one: Wording, states: Mapping[str, State], related: Iterable[Relation]) -> None:
    """Print a key message: its wordings with dates and reasons, and what records say of it."""
    print(f"{one.id}, version {one.now.version}, {one.lifecycle}, {one.origin}: {one.text}")
    if one.lifecycle == "retired":
        print(f"  say now: {one.now.say_now}")
    print(f"  rests on: {', '.join(rests_on(one.now)) or 'nothing named'}")
    for weak in weaknesses(one, states):
        print(f"  look at: {weak}")
    print(f"  due: {due_day(one)}")
    for said in reversed(one.earlier):
        print(f"  said before, version {said.version}: {said.text}")
    for change in reversed(one.changes):
        print(
            f"  version {change.version}, {_day(change)}: {change.why} "
            f"({change.proposed_by}, {change.settled_by})"
        )
    if one.proposal:
        waits = one.proposal
        print(f"  proposed as version {waits.version} by {waits.proposed_by}: {waits.text}")
        print(
            f"    because: {waits.why}; rests on: {', '.join(rests_on(waits)) or 'nothing named'}"
        )
    for relation in related:
        month = f", {relation.month}" if relation.month else ""
        why = f": {relation.why}" if relation.why else ""
        print(f"  {relation.record_id} {relation.kind}{month} ({relation.reviewer}){why}")


def _day(version: Version) -> str:
    return f"{version.settled_at:%Y-%m-%d}" if version.settled_at else "from the start"
