"""Slides about the month itself: opening, the quiet month, the flow."""

from __future__ import annotations

from datetime import date

from litwatch.digest.edition import Edition
from litwatch.language import NBSP, Speech
from litwatch.slides.slide import (
    RUN_LANGUAGE,
    Bar,
    Chart,
    Kind,
    SlidePlan,
    Text,
    plain,
)


def edition_name(edition: Edition, say: Speech) -> str:
    return say._("Reading of the month, {month}", month=month_name(edition, say))


def month_name(edition: Edition, say: Speech) -> str:
    """`oktober 2026`, never broken between month and year."""
    return say.month(edition.month).replace(" ", NBSP)


def searched(edition: Edition) -> bool:
    """Whether every search of the month is complete; without that, zero means nothing."""
    lines = edition.method.strategies
    return bool(lines) and all(line.complete for line in lines)


def _source(edition: Edition, say: Speech) -> str:
    """Where the month's records come from and when they were fetched (NLM's terms)."""
    made = edition.method.fetched_on or edition.made_at.date()
    parts = [say._("Source: PubMed/NLM, fetched {day}", day=say.day(made))]
    first, last = edition.method.searched_from, edition.method.searched_to
    if first and last:
        parts.append(say._("Create dates {span}", span=_span(first, last, say)))
    return " · ".join(parts)


def _span(first: date, last: date, say: Speech) -> str:
    """`1–31 oktober 2026`, and both dates in full when the months differ."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{say.day(last)}"
    return f"{say.day(first)} – {say.day(last)}"


def month_slide(
    edition: Edition,
    say: Speech,
    key: str,
    kind: Kind,
    title: str,
    body: tuple[str, ...] = (),
    *,
    mark: str = "",
    badges: tuple[str, ...] = (),
    draft: bool = False,
    chart: Chart | None = None,
    notes: tuple[str, ...] = (),
    source: str = "",
) -> SlidePlan:
    own = RUN_LANGUAGE[say.lang]
    return SlidePlan(
        key=f"{edition.month}.{key}",
        kind=kind,
        title=Text(title, own),
        body=tuple(Text(text, own) for text in body),
        mark=mark,
        badges=badges,
        draft=draft,
        chart=chart,
        source=Text(source or _source(edition, say), own),
        notes=tuple(Text(plain(note), own) for note in notes),
    )


def opening_slide(edition: Edition, say: Speech) -> SlidePlan:
    """The month, and for a draft that nobody has reviewed it."""
    draft = edition.state == "draft"
    about = say._("New research on ME/CFS, post-COVID and other post-infectious conditions")
    badges: tuple[str, ...] = ()
    if edition.revision > 1:
        badges = (say._("Correction, version {revision}", revision=edition.revision),)
    return month_slide(
        edition,
        say,
        "title",
        "opening",
        edition_name(edition, say),
        (about,),
        mark=say._("Draft, not reviewed") if draft else "",
        badges=badges,
        draft=draft,
        notes=(
            say._("Say which month it is and who has reviewed the selection."),
            say._("Reviewed by: {roles}.", roles=", ".join(edition.method.roles))
            if edition.method.roles
            else say._("No reviewer is named in this edition."),
            say._("Not studied: one month of new records is not a review of all evidence."),
        ),
    )


def quiet_slide(edition: Edition, waiting: int, say: Speech) -> SlidePlan:
    """Nothing changes the advice: a normal outcome, said in full.

    While records wait for a person, or a search is not complete, the sentence is only a
    draft and drawn as one.
    """
    fact = say.n(
        "{count} new record in {month}.",
        "{count} new records in {month}.",
        edition.flow.new,
        month=month_name(edition, say),
    )
    unsure = bool(waiting) or not searched(edition)
    badges: tuple[str, ...] = (say._("The month in one minute"),)
    if not searched(edition):
        badges += (say._("Searches not complete"),)
    body = (fact,)
    if waiting:
        body = (
            fact + " " + say.n("{count} waits for review.", "{count} wait for review.", waiting),
        )
    notes: tuple[str, ...] = (
        say._("Say it plainly: a month without changes is a common result."),
        say._("Not studied: what is not yet in PubMed."),
    )
    if waiting:
        notes = (say._("The sentence holds only when all proposals have been reviewed."), *notes)
    if not searched(edition):
        unfinished = say._(
            "The searches of the month are not complete. The sentence holds only when they are."
        )
        notes = (unfinished, *notes)
    return month_slide(
        edition,
        say,
        "minute",
        "quiet",
        say._("Nothing this month changes the advice in the national guidance."),
        body,
        mark=say._("Draft, do not show") if unsure else "",
        badges=badges,
        draft=unsure,
        notes=notes,
    )


def flow_slide(edition: Edition, left_out: tuple[str, ...], say: Speech) -> SlidePlan:
    """The month's selection as a bar chart; the notes name every item without a slide."""
    flow, month = edition.flow, month_name(edition, say)
    draft = edition.state == "draft"
    bars = (
        Bar(say._("Search hits"), flow.hits),
        Bar(say._("New records"), flow.new),
        Bar(say._("Likely relevant"), flow.likely),
        Bar(say._("Screened"), flow.read),
        Bar(say._("Included") if draft else say._("Own items"), flow.items),
    )
    values = ", ".join(f"{bar.label} {say.number(bar.value)}" for bar in bars)
    if not searched(edition):
        title = say.n(
            "The searches for {month} are not complete: {count} new record so far",
            "The searches for {month} are not complete: {count} new records so far",
            flow.new,
            month=month,
        )
    elif not flow.new:
        title = say._("The searches gave no new records in {month}", month=month)
    elif draft:
        title = say.n(
            "{items} of {count} new record in {month} is screened and included",
            "{items} of {count} new records in {month} are screened and included",
            flow.new,
            items=say.number(flow.items),
            month=month,
        )
    else:
        title = say.n(
            "{items} of {count} new record in {month} became an item",
            "{items} of {count} new records in {month} became items",
            flow.new,
            items=say.number(flow.items),
            month=month,
        )
    failures = tuple(
        say._("Known failure: {failure}", failure=one) for one in edition.method.failures
    )
    return month_slide(
        edition,
        say,
        "flow",
        "flow",
        title,
        badges=(say._("How the selection was made"),),
        chart=Chart(
            series=say._("Records"),
            bars=bars,
            alt=say._(
                "Bar chart of the month's records from search to edition: {values}.", values=values
            ),
        ),
        notes=(
            say._("From search to edition: {values}.", values=values),
            say._("Search hits count a record once for each search that found it."),
            *failures,
            *(say._("Without a slide of its own: {item}", item=item) for item in left_out),
            say._("Not studied: works that the searches do not reach."),
        ),
    )
