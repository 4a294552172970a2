"""Commands for opinions: the machine's (classify) and people's (queue, decide)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from litwatch import doors
from litwatch.cli import show
from litwatch.cli.app import Json, Reviewer, app, now

if TYPE_CHECKING:
    from litwatch.pipeline.progress import HowFar
    from litwatch.store.others import Member


@app.command()
def classify(
    everything: Annotated[
        bool, typer.Option("--all", help="Also the records already classified.")
    ] = False,
    json: Json = False,
) -> None:
    """Let the model score and tag the records it has not seen. It only proposes.

    Example: litwatch classify --all
    """
    from litwatch.pipeline.opinions import classify as run_classify

    chosen = doors.settings()
    with show.Bar("classify") as bar, doors.store(chosen) as store:
        report = run_classify(
            store,
            doors.watch(chosen),
            doors.models(chosen, store),
            now=now(),
            everything=everything,
            progress=bar.step,
        )
    if json:
        show.as_json(
            {
                "model": report.model,
                "scored": report.scored,
                "tagged": report.tagged,
                "bands": dict(report.bands),
                "notes": report.notes,
            }
        )
        return
    bands = ", ".join(f"{count} {band}" for band, count in report.bands.most_common())
    print(
        f"{report.scored} records scored by {report.model}{': ' + bands if bands else ''}; "
        f"{report.tagged} tagged."
    )
    for note in report.notes:
        show.say(note)


@app.command()
def queue(
    n: Annotated[int, typer.Option("--n", help="How many records.")] = 10,
    progress: Annotated[
        bool, typer.Option("--progress", help="How far it is read and what is left, no records.")
    ] = False,
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Show the records that wait for you, most likely relevant first.

    Records that two people read stand there too when a colleague has read them; what the
    colleague said is not shown.

    Example: litwatch queue --n 20 --reviewer "A. Kurator"
    """
    from litwatch.exchange.jsonl import as_dict
    from litwatch.language import speech
    from litwatch.pipeline.progress import how_far
    from litwatch.pipeline.told import told
    from litwatch.review.pairs import second_readings
    from litwatch.review.queue import queue as next_ones

    chosen = doors.settings()
    with doors.store(chosen) as store, store.read() as tx:
        so_far = None if json and not progress else how_far(tx)
        who = reviewer or chosen.reviewer
        second = [] if progress else second_readings(tx, doors.watch(chosen), who)
        waiting = [] if progress else next_ones(tx, n, set(second))
    if progress and so_far:
        _show_progress(so_far, json)
        return
    if json:
        say = speech(chosen.lang)
        show.as_json([as_dict(told(entry, say)) for entry in waiting])
        return
    show.table(
        ("id", "band", "score", "topics", "title", "also as"),
        [
            (
                entry.record.id,
                entry.prediction.band if entry.prediction else "",
                f"{entry.prediction.score:.2f}" if entry.prediction else "",
                " ".join(entry.topics),
                entry.record.title,
                "; ".join(_named(one) for one in entry.work if one.record.id != entry.record.id),
            )
            for entry in waiting
        ],
    )
    if not waiting:
        show.say("Nothing waits for you.")
    for sentence in so_far.sentences() if so_far else ():
        show.say(sentence)


def _show_progress(so_far: HowFar, json: bool) -> None:
    from msgspec.structs import asdict

    if json:
        show.as_json(
            {
                "decisions": so_far.read,
                "bands": {
                    band or "unscored": {
                        "read": counts.read,
                        "included": counts.included,
                        "unread": counts.unread,
                    }
                    for band, counts in so_far.bands.items()
                },
                "seen": asdict(so_far.seen) if so_far.seen else None,
            }
        )
        return
    show.table(
        ("band", "read", "included", "unread"),
        [
            (band or "unscored", counts.read, counts.included, counts.unread)
            for band, counts in so_far.bands.items()
        ],
    )
    for sentence in so_far.sentences():
        print(sentence)


def _named(other: Member) -> str:
    """Another record of the same work: preprint or not, its state, and what was decided on it."""
    from litwatch.records.standing import is_preprint

    said = other.decision
    about = [
        "preprint" if is_preprint(other.record) else "",
        "" if other.state in ("ok", "preprint_published") else other.state,
        f"{said.verdict} by {said.reviewer}, {said.at:%Y-%m-%d}" if said else "",
    ]
    words = ", ".join(filter(None, about))
    return f"{other.record.id} ({words})" if words else other.record.id


@app.command()
def decide(
    record: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    verdict: Annotated[str, typer.Argument(help="include, exclude or maybe.")],
    reason: Annotated[str, typer.Option(help="Why; needed to exclude.")] = "",
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Say whether a record belongs in the edition. Decisions are appended, never changed.

    Example: litwatch decide 34107557 include --reviewer "A. Kurator"
    """
    from litwatch.records import record_id
    from litwatch.review import screening
    from litwatch.store import catalog
    from litwatch.store.others import members_of

    chosen = doors.settings()
    with doors.store(chosen) as store, store.write() as tx:
        decision = screening.decide(
            tx,
            record_id(record),
            verdict,
            reviewer=reviewer or chosen.reviewer,
            reason=reason,
            now=now(),
        )
        state = catalog.states(tx, [decision.record_id])[decision.record_id]
        work = members_of(tx, [decision.record_id]).get(decision.record_id, ())
    if decision.verdict == "include" and state != "ok":
        show.say(f"Mind: {decision.record_id} is {state}; a gate may keep it from being published.")
    others = [one for one in work if one.record.id != decision.record_id]
    if others:
        show.say(f"The same work: {'; '.join(_named(one) for one in others)}.")
        if work[0].record.id != decision.record_id:
            first = work[0].record.id
            show.say(f"{first} stands for it: what you said here is no decision on {first}.")
    if json:
        show.as_json(
            {
                "id": decision.record_id,
                "verdict": decision.verdict,
                "reviewer": decision.reviewer,
                "at": decision.at,
                "reason": decision.reason,
            }
        )
    else:
        print(f"{decision.record_id}: {decision.verdict}, by {decision.reviewer}.")


@app.command()
def tag(
    record: Annotated[str, typer.Argument(help="A PMID or another record id.")],
    facet: Annotated[str, typer.Argument(help="The facet, such as design.")],
    value: Annotated[str, typer.Argument(help="Its value, such as rct.")],
    wrong: Annotated[
        bool, typer.Option("--wrong", help="Say that the value does not hold instead.")
    ] = False,
    reviewer: Reviewer = "",
    json: Json = False,
) -> None:
    """Set a facet on a record yourself, such as the study design. It stands before the machine's.

    Example: litwatch tag 34107557 design cohort --reviewer "A. Kurator"
    """
    from litwatch.pipeline.words import tag_record
    from litwatch.records import record_id

    chosen = doors.settings()
    with doors.store(chosen) as store:
        said = tag_record(
            store,
            doors.watch(chosen),
            record_id(record),
            facet,
            value,
            reviewer=reviewer or chosen.reviewer,
            now=now(),
            wrong=wrong,
        )
    if json:
        show.as_json(
            {
                "id": record_id(record),
                "facet": said.facet,
                "value": said.value,
                "by": said.by,
                "state": said.state,
            }
        )
    else:
        holds = "is not" if wrong else "="
        print(f"{record_id(record)}: {said.facet} {holds} {said.value}, by {said.by}.")
