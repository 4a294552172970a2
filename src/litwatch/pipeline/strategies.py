"""Strategies: checked before anything is sent, and changed only as a new version.

propose (lint) → activate (lint, PubMed's own warnings, recall) → the version in force
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from litwatch import search
from litwatch.errors import WrongUse
from litwatch.pipeline.hits import Hits
from litwatch.search import Finding
from litwatch.store import Store, Tx, strategies
from litwatch.store.strategies import Step, StrategyVersion
from litwatch.watch import MeshTree, Part, Topic, Watch

FROM_FILE = "topics.yaml"  # the author of what the watch files brought

RecallOf = Callable[[str, str, str], tuple[int, int]]
"""(topic, part, query) → (found, expected) works of a reference set."""

HitsOf = Callable[[str, str, str], Iterable[Hits]]
"""(topic, part, query) → what the topic finds before and after, among several sets of records."""


class _Answer(Protocol):
    @property
    def count(self) -> int: ...
    @property
    def translation(self) -> str: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...


class Asked(Protocol):
    """What is asked of PubMed here: one count with its warnings (sources.eutils.Eutils)."""

    def search(self, term: str, *, retmax: int = ...) -> _Answer: ...


@dataclass(frozen=True)
class Proposal:
    """A proposed version with the lint's findings; without a version it was refused."""

    version: StrategyVersion | None
    findings: tuple[Finding, ...]


@dataclass
class Activation:
    """The version, what was checked, and what kept it from being activated."""

    version: StrategyVersion
    checked: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stop a query from being sent."""
    return [found for found in findings if found.severity == "error"]


def refuse_broken(topics: Iterable[Topic], mesh: MeshTree) -> None:
    """Raises WrongUse for the first strategy with an error finding, its place and its mend.

    For the harvest, before any call.
    """
    for topic in topics:
        for part in topic.parts:
            for found in errors_of(search.lint(part.query, mesh)):
                name = f"{topic.id} {part.id}".strip()
                shown, carets = search.pointed(part.query, found)
                raise WrongUse(
                    f"the strategy {name} breaks rule {found.rule} at {found.place}: "
                    f"{found.reason}",
                    f"{found.mend}; `litwatch query check --topic {topic.id}` tells all.\n"
                    f"    {shown}\n    {carets}",
                )


def register(tx: Tx, watch: Watch, now: datetime) -> tuple[str, ...]:
    """Keep the watch files' queries as versions; returns what a person has to look at.

    A part's first query is in force at once. A later one with a new version number is only
    proposed, and one that changed under its old number is not used: both are told.
    """
    told = []
    for topic in watch.topics:
        for part in topic.parts:
            known = strategies.versions(tx, topic.id, part.id)
            if errors_of(search.lint(part.query, watch.mesh)):
                continue  # refuse_broken names it; a broken query is no version
            if warning := _registered(tx, topic, part, known, now):
                told.append(warning)
    return tuple(told)


def _registered(
    tx: Tx, topic: Topic, part: Part, known: tuple[StrategyVersion, ...], now: datetime
) -> str:
    name = f"{topic.id} {part.id}".strip()
    mark = search.fingerprint(part.query)
    in_force = next((each for each in known if each.state == "active"), None)
    if in_force is not None and in_force.fingerprint == mark:
        return ""
    same_number = next((each for each in known if each.version == part.version), None)
    if same_number is not None and same_number.fingerprint != mark:
        used = in_force.version if in_force else "none"
        return (
            f"{name}: the query in the watch files changed without a new version (it differs from "
            f"{same_number.version} as kept); the version in force, {used}, is used. Raise "
            "`version` in topics.yaml, or run `litwatch query propose`"
        )
    if same_number is None:
        same_number = strategies.add(
            tx,
            topic=topic.id,
            part=part.id,
            version=part.version,
            query=part.query,
            author=FROM_FILE,
            reason="The query of the watch files.",
            state="proposed" if known else "active",
            now=now,
        )
    if same_number.state == "proposed":
        used = in_force.version if in_force else "none"
        return (
            f"{name}: version {same_number.version} of the watch files waits; {used} is used until "
            f"`litwatch query activate {same_number.id}`"
        )
    return ""


def propose(
    store: Store,
    watch: Watch,
    *,
    topic: str,
    part: str,
    query: str,
    author: str,
    reason: str,
    step: Step = "minor",
    now: datetime,
) -> Proposal:
    """Keep a changed query as a proposed version, unless lint finds an error in it.

    Raises WrongUse for an unknown topic or part, without author or reason, and for a query
    that is in force or proposed already.
    """
    parts = [each.id for each in watch.topic(topic).parts]
    if part not in parts:
        raise WrongUse(
            f"the topic {topic} has no part {part!r}" if part else f"the topic {topic} has parts",
            f"Give --part {', '.join(parts)}." if any(parts) else "Leave --part out.",
        )
    if not author.strip() or not reason.strip():
        raise WrongUse("a version needs an author and a reason", "Give --author and --reason.")
    findings = search.lint(query, watch.mesh)
    if errors_of(findings):
        return Proposal(None, findings)
    with store.write() as tx:
        register(tx, watch, now)
        known = strategies.versions(tx, topic, part)
        mark = search.fingerprint(query)
        for each in known:
            if each.fingerprint == mark and each.state != "retired":
                raise WrongUse(
                    f"this is the query of version {each.version}, which is {each.state}",
                    "There is nothing to change.",
                )
        kept = strategies.add(
            tx,
            topic=topic,
            part=part,
            version=strategies.next_version([each.version for each in known], step),
            query=query,
            author=author.strip(),
            reason=reason.strip(),
            state="proposed",
            findings=[f"{found.rule} {found.place}: {found.reason}" for found in findings],
            now=now,
        )
    return Proposal(kept, findings)


def activate(
    store: Store,
    watch: Watch,
    version_id: int,
    *,
    client: Asked | None,
    recall_of: RecallOf,
    hits_of: HitsOf = lambda *_: (),
    now: datetime,
) -> Activation:
    """Put a proposed version in force if lint, PubMed and recall have nothing against it.

    The hits before and after are told and kept with the version; a person judges them.
    Without a client PubMed is not asked, and the version stays proposed. Raises WrongUse for
    a version that is not proposed, SourceDown when PubMed does not answer.
    """
    with store.read() as tx:
        chosen = strategies.get(tx, version_id)
        before = strategies.active(tx).get((chosen.topic, chosen.part))
    if chosen.state != "proposed":
        raise WrongUse(
            f"version {chosen.version} of {chosen.name} is {chosen.state}",
            "Only a proposed version can be activated; propose its query again.",
        )
    done = Activation(chosen)
    _lint_again(done, watch.mesh)
    if not done.against:  # a broken query is never sent
        _ask_pubmed(done, client, now)
        _compare_recall(done, recall_of, before)
        changed = (chosen.topic, chosen.part, chosen.query)
        done.checked += [str(told) for told in hits_of(*changed)]
    if not done.against:
        with store.write() as tx:
            done.version = strategies.activate(tx, version_id, done.checked, now)
    return done


def _lint_again(done: Activation, mesh: MeshTree) -> None:
    findings = search.lint(done.version.query, mesh)
    broken = errors_of(findings)
    done.against += [f"{each.rule} {each.place}: {each.reason}" for each in broken]
    done.checked.append(f"lint: {len(broken)} errors, {len(findings) - len(broken)} warnings")


def _ask_pubmed(done: Activation, client: Asked | None, now: datetime) -> None:
    if client is None:
        done.against.append("PubMed was not asked (offline); the version stays proposed")
        return
    answer = client.search(done.version.query, retmax=0)
    done.checked.append(
        f"PubMed on {now:%Y-%m-%d}: {answer.count} hits, {len(answer.warnings)} warnings; "
        f"read as {answer.translation}"
    )
    done.against += [f"PubMed warns: {warning}" for warning in answer.warnings]
    if not answer.count:
        done.against.append("PubMed finds nothing by it")


def _compare_recall(done: Activation, recall_of: RecallOf, before: StrategyVersion | None) -> None:
    new = done.version
    found, expected = recall_of(new.topic, new.part, new.query)
    if before is None:
        done.checked.append(f"recall: {found} of {expected}")
        return
    found_before, expected_before = recall_of(new.topic, new.part, before.query)
    done.checked.append(
        f"recall: {found} of {expected}; version {before.version} {found_before} of "
        f"{expected_before}" + ("" if expected else " (no known work of this topic could be tried)")
    )
    if found < found_before:
        done.against.append(
            f"it finds {found} known works of {expected}; version {before.version} finds "
            f"{found_before}"
        )
