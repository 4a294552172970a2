"""Commands that check strategies and change them as versions: check, propose, activate, versions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, now, query
from litwatch.errors import NeedsPerson, WrongUse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litwatch.pipeline.query_files import WrittenQuery
    from litwatch.search import Finding
    from litwatch.store.strategies import StrategyVersion
    from litwatch.watch import Watch

    Checked = Sequence[tuple[WrittenQuery, tuple[Finding, ...]]]

TOPIC = typer.Option(help="The topic's id.")
PART = typer.Option(help="The part of a topic that has several.")
RECORDS = typer.Option(help="Also count hits before and after on a file's records.")


@query.command("check")
def query_check(
    file: Annotated[
        Path | None, typer.Argument(help="A text file with one query, or a topics.yaml.")
    ] = None,
    topic: Annotated[str, TOPIC] = "",
    json: Json = False,
) -> None:
    """Name what PubMed would refuse, ignore or misread in a query, with place and mend.

    Example: litwatch query check --topic me_cfs
    """
    from litwatch import search

    watch = doors.watch(doors.settings())
    checked = [
        (written, search.lint(written.query, watch.mesh))
        for written in _queries(watch, file, topic)
    ]
    found = [each for _, findings in checked for each in findings]
    errors = sum(each.severity == "error" for each in found)
    if json:
        show.as_json(
            {
                "errors": errors,
                "warnings": len(found) - errors,
                "queries": [_query_json(*each) for each in checked],
            }
        )
    else:
        _show_findings(checked, str(file or ""))
        whose = "" if file else " of the watch files"
        print(f"{len(checked)} queries{whose}, {errors} errors, {len(found) - errors} warnings.")
    if errors:
        raise NeedsPerson(f"{errors} error(s) in the queries", "Each line above says the mend.")


def _queries(watch: Watch, file: Path | None, topic: str) -> list[WrittenQuery]:
    """What is to be checked: a file's queries, one topic's, or all that is watched."""
    from litwatch.pipeline.query_files import WrittenQuery, read_queries

    if file is not None:
        written = list(read_queries(file))
        chosen = [each for each in written if not topic or each.name.split()[0] == topic]
        if not chosen:
            names = ", ".join(dict.fromkeys(each.name.split()[0] for each in written))
            raise WrongUse(f"{file} has no topic {topic!r}", f"It holds {names}.")
        return chosen
    topics = [watch.topic(topic)] if topic else watch.topics
    queries = [
        WrittenQuery(name=f"{each.id} {part.id}".strip(), query=part.query)
        for each in topics
        for part in each.parts
    ]
    if not topic:
        queries += [WrittenQuery(name=each.id, query=each.query) for each in watch.overlays]
    return queries


def _place(written: WrittenQuery, found: Finding) -> tuple[int, int]:
    """Line and column in the file, both from 1."""
    is_first = found.line == 1
    return found.line + written.line, found.column + (written.column if is_first else 0)


def _query_json(written: WrittenQuery, findings: tuple[Finding, ...]) -> dict[str, Any]:
    rows = []
    for found in findings:
        line, column = _place(written, found)
        rows.append(
            {
                "rule": found.rule,
                "severity": found.severity,
                "line": line,
                "column": column,
                "text": written.query[found.start : found.end],
                "reason": found.reason,
                "mend": found.mend,
                "mended": found.mended or None,
            }
        )
    return {"name": written.name, "query": written.query, "findings": rows}


def _show_findings(checked: Checked, file: str) -> None:
    from litwatch.search import pointed

    for written, findings in checked:
        for found in findings:
            line, column = _place(written, found)
            where = f"{file}:{line}:{column}: {written.name}" if file else written.name
            print(f"{where}: {found.severity} {found.rule}: {found.reason}")
            shown, carets = pointed(written.query, found)
            print(f"    {shown}\n    {carets}\n    {found.mend}.\n")


@query.command("propose")
def query_propose(
    file: Annotated[Path, typer.Argument(help="A text file with the query, or a topics.yaml.")],
    topic: Annotated[str, TOPIC],
    part: Annotated[str, PART] = "",
    author: Annotated[str, typer.Option(help="Who changed it; else LITWATCH_REVIEWER.")] = "",
    reason: Annotated[str, typer.Option(help="Why it was changed.")] = "",
    step: Annotated[
        str, typer.Option(help="major: another scope; minor: other words; patch: form only.")
    ] = "minor",
    records: Annotated[Path | None, RECORDS] = None,
    json: Json = False,
) -> None:
    """Keep a changed query as a proposed version; one with errors is refused.

    Example: litwatch query propose query.txt --topic me_cfs --author "A. Ek" --reason "New term"
    """
    from litwatch.pipeline import strategies
    from litwatch.pipeline.hits import hits, read_given
    from litwatch.pipeline.query_files import read_queries

    if step not in ("major", "minor", "patch"):
        raise WrongUse(f"there is no step {step!r}", "Give major, minor or patch.")
    chosen = doors.settings()
    written = list(read_queries(file))
    name = f"{topic} {part}".strip()
    fitting = written if len(written) == 1 else [each for each in written if each.name == name]
    if not fitting:
        raise WrongUse(f"{file} has no query of {name}", "Give a file with this one query.")
    watch, given = doors.watch(chosen), read_given(records)
    with doors.store(chosen) as store:
        proposal = strategies.propose(
            store,
            watch,
            topic=topic,
            part=part,
            query=fitting[0].query,
            author=author or chosen.reviewer,
            reason=reason,
            step=step,  # type: ignore[arg-type]  # held by the question above
            now=now(),
        )
        kept = proposal.version
        found = hits(store, watch, topic, part, kept.query, given) if kept else ()
    if json:
        show.as_json(
            {
                "version": _version_json(kept) if kept else None,
                "hits": [asdict(each) for each in found],
                "findings": _query_json(fitting[0], proposal.findings)["findings"],
            }
        )
    else:
        _show_findings([(fitting[0], proposal.findings)], str(file))
    if kept is None:
        raise NeedsPerson("the query has errors and was not kept", "Mend them and propose again.")
    if not json:
        for each in found:
            print(each)
        print(f"{kept.name} {kept.version} is proposed.")
        show.say(f"Next: litwatch query activate {kept.id}")


@query.command("activate")
def query_activate(
    version: Annotated[int, typer.Argument(help="The id that `query versions` shows.")],
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask PubMed; the version stays proposed.")
    ] = False,
    gold: Annotated[
        Path | None, typer.Option(help="CSV of known works; default: the packaged set.")
    ] = None,
    records: Annotated[Path | None, RECORDS] = None,
    json: Json = False,
) -> None:
    """Put a proposed version in force if lint, PubMed and recall have nothing against it.

    Example: litwatch query activate 27
    """
    from litwatch.pipeline import strategies
    from litwatch.pipeline.hits import hits, read_given
    from litwatch.pipeline.recall import recall_of
    from litwatch.watch.gold import read_gold

    chosen = doors.settings()
    watch = doors.watch(chosen)
    works = read_gold([topic.id for topic in watch.topics], gold)
    given = read_given(records)
    with doors.store(chosen) as store:
        done = strategies.activate(
            store,
            watch,
            version,
            client=None if offline else doors.eutils(chosen),
            recall_of=recall_of(store, watch, works, titles=True),
            hits_of=lambda topic, part, query: hits(store, watch, topic, part, query, given),
            now=now(),
        )
    if json:
        show.as_json(
            {
                "version": _version_json(done.version),
                "checked": done.checked,
                "against": done.against,
            }
        )
    else:
        for line in done.checked:
            print(line)
        for line in done.against:
            print(f"! {line}")
    if done.against:
        raise NeedsPerson(
            f"{done.version.name} {done.version.version} stays proposed",
            "The lines marked ! say why." if not json else "See `against`.",
        )
    if not json:
        print(f"{done.version.name} {done.version.version} is in force.")


@query.command("versions")
def query_versions(topic: Annotated[str, TOPIC] = "", json: Json = False) -> None:
    """List the versions of the strategies: who changed what, when and why.

    Example: litwatch query versions --topic me_cfs
    """
    from litwatch.store import strategies

    chosen = doors.settings()
    if topic:
        doors.watch(chosen).topic(topic)
    with doors.store(chosen) as store, store.read() as tx:
        found = strategies.versions(tx, topic or None)
    if json:
        show.as_json([_version_json(each) for each in found])
        return
    show.table(
        ("id", "strategy", "version", "state", "date", "author", "reason"),
        [
            (each.id, each.name, each.version, each.state, each.at.date(), each.author, each.reason)
            for each in found
        ],
    )
    if not found:
        show.say("No version is kept yet: the first harvest keeps those of the watch files.")


def _version_json(version: StrategyVersion) -> dict[str, Any]:
    return {
        "id": version.id,
        "topic": version.topic,
        "part": version.part,
        "version": version.version,
        "state": version.state,
        "author": version.author,
        "reason": version.reason,
        "at": version.at.isoformat(),
        "fingerprint": version.fingerprint,
        "query": version.query,
        "findings": list(version.findings),
    }
