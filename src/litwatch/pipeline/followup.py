"""The follow-up report, gathered in one view of the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from itertools import pairwise

import msgspec

from litwatch import __version__
from litwatch.classify.bands import wilson
from litwatch.curriculum.wordings import Wording, wordings
from litwatch.digest.edition import Edition
from litwatch.digest.items import Words
from litwatch.digest.key_messages import happened
from litwatch.digest.names import Name
from litwatch.errors import WrongUse
from litwatch.records.reviewers import folded_name
from litwatch.report.counting import Events, Published, Shown, figures
from litwatch.report.followup import (
    AlertLine,
    EditionLine,
    FollowUp,
    MessageEvent,
    RecallLine,
    SeminarLine,
    ViewLine,
)
from litwatch.report.spans import Span, quarters
from litwatch.store import (
    Store,
    Tx,
    alerts,
    editions,
    faults,
    followup_rows,
    people,
    received_views,
    seminars,
)
from litwatch.store import recall as recalls
from litwatch.store.decisions import decisions_of, verdicts_of
from litwatch.store.editions import PUBLISHED, StoredEdition
from litwatch.store.readings import topics_of
from litwatch.store.recall import Measured
from litwatch.watch import Watch
from litwatch.watch.gold import PACKAGED

MOST_YEARS = 10  # each quarter is a column


def follow_up(store: Store, watch: Watch, *, first: date, last: date, now: datetime) -> FollowUp:
    """The report on the days from `first` to `last`, as far as they have come by `now`.

    Raises WrongUse for a period that ends before it begins, has not begun, or has no end.
    """
    if last < first:
        raise WrongUse(f"the period {first} to {last} ends before it begins", "Swap the dates.")
    today = now.astimezone(UTC).date()
    if first > today:
        raise WrongUse(
            f"the period {first} to {last} has not begun", "Give a first day that has come."
        )
    if last.year - first.year > MOST_YEARS:
        raise WrongUse(
            f"the period {first} to {last} is too long for a table",
            f"Ask for at most {MOST_YEARS} years at a time.",
        )
    whole = Span(first=first, last=min(last, today))
    with store.read() as tx:
        said = wordings(tx, watch)
        out = _published(editions.list_editions(tx))
        events = _events(tx, watch, said.values(), out)
        measured = recalls.history(tx)
        begun = datetime.combine(first, time(), tzinfo=UTC)
        names = {folded_name(name) for name in followup_rows.reviewers(tx, begun, whole.end)}
        roles = {folded_name(one.name): one.role for one in people.listed(tx)}
    words = Words(watch)
    return FollowUp(
        first=first,
        last=last,
        until=whole.last,
        made_at=now,
        litwatch=__version__,
        schema=store.schema_revision,
        topics=tuple(words.topic(topic.id) for topic in watch.topics),
        modules=tuple(Name(id=m.id, sv=m.title_sv, en=m.title_sv) for m in watch.modules),
        series={one.audience: one.order for one in watch.series},
        whole=figures(events, whole),
        quarters=tuple(figures(events, span) for span in quarters(first, last, today)),
        seminars=tuple(
            SeminarLine(
                day=one.day,
                module=one.module,
                audience=one.audience,
                participants=one.participants,
            )
            for one in reversed(events.seminars)
            if whole.holds(one.day)
        ),
        messages=tuple(one for one in events.messages if whole.holds(one.on)),
        in_force=sum(one.now.lifecycle != "retired" for one in said.values()),
        editions=tuple(
            EditionLine(
                month=row.month,
                revision=row.revision,
                on=at.date(),
                full=len(edition.items()),
                listed=len(edition.shown()) - len(edition.items()),
            )
            for row, at, edition in out
            if whole.holds(at)
        ),
        recall=_recall(measured, whole, [topic.id for topic in watch.topics]),
        alerts=tuple(
            AlertLine(
                record_id=one.record_id,
                state=one.state,
                on=one.opened_at.date(),
                seen=one.acknowledged_at.date() if one.acknowledged_at else None,
            )
            for one in reversed(events.alerts)
            if whole.holds(one.opened_at)
        ),
        views=tuple(
            ViewLine(
                day=one.day,
                party=one.party,
                about=one.about,
                words=one.words,
                handled=one.handled,
                informed=one.informed,
            )
            for one in reversed(events.views)
            if whole.holds(one.day)
        ),
        reviewers=dict(sorted(Counter(roles.get(name, "") for name in names).items())),
    )


_Out = tuple[StoredEdition, datetime, Edition]


def _published(rows: Iterable[StoredEdition]) -> list[_Out]:
    """The published editions with their time and content, in the order they came out."""
    out = [
        (row, row.published_at, msgspec.json.decode(row.body, type=Edition))
        for row in rows
        if row.state in PUBLISHED and row.published_at
    ]
    return sorted(out, key=lambda one: (one[1], one[0].id))


def _events(tx: Tx, watch: Watch, said: Iterable[Wording], out: Sequence[_Out]) -> Events:
    found, read = followup_rows.found(tx), followup_rows.readings(tx)
    ids = {one.record_id for one in read}
    return Events(
        topics=tuple(topic.id for topic in watch.topics),
        topics_of=topics_of(tx, {one.record_id for one in found} | ids),
        seminars=seminars.held(tx),
        found=found,
        searches=followup_rows.searches(tx),
        readings=read,
        verdicts={key: made.verdict for key, (_, made) in decisions_of(tx, ids).items()},
        verdicts_of=verdicts_of(tx, ids),
        published=[Published(revision=row.revision, at=at) for row, at, _ in out],
        shown=_shown(out),
        messages=_messages(said),
        slides=followup_rows.slide_tasks(tx),
        decks=followup_rows.followed_decks(tx),
        alerts=alerts.alerts(tx),
        checks=followup_rows.status_checks(tx),
        views=received_views.received(tx),
        faults=faults.reports(tx),
    )


def _shown(out: Iterable[_Out]) -> list[Shown]:
    """Every record that readers have met, in the edition that showed it first."""
    first: dict[str, Shown] = {}
    for _row, at, edition in out:
        full = {item.id for item in edition.items()}
        for item in edition.shown():
            shown = Shown(
                record_id=item.id,
                topics=tuple(topic.id for topic in item.topics),
                at=at,
                full=item.id in full,
            )
            first.setdefault(item.id, shown)
    return list(first.values())


def _messages(said: Iterable[Wording]) -> list[MessageEvent]:
    """What people did to the key messages, oldest first."""
    told = [
        MessageEvent(
            on=after.settled_at.date(),
            statement=one.id,
            happened=(what := happened(before, after)),
            text=after.text,
            before=before.text if what == "changed" else "",
            say_now=after.say_now,
            why=after.why,
            pmids=after.pmids,
        )
        for one in said
        for before, after in pairwise((*one.earlier, one.now))
        if after.settled_at
    ]
    return sorted(told, key=lambda one: (one.on, one.statement))


def _recall(
    measured: Iterable[Measured], whole: Span, topics: Sequence[str]
) -> tuple[RecallLine, ...]:
    """The last measurement of each topic, set and way in the period; held-out sets first."""
    last = {}
    for one in measured:
        if whole.holds(one.at) and one.recall.expected and one.recall.topic in topics:
            name = one.recall.gold.split("@")[0]
            last[name, one.recall.how, one.recall.topic] = one
    lines = []
    for (name, how, topic), one in last.items():
        low, high = wilson(one.recall.found, one.recall.expected)
        lines.append(
            RecallLine(
                topic=topic,
                gold=name,
                held_out=name != PACKAGED,
                how=how,
                on=one.at.date(),
                found=one.recall.found,
                expected=one.recall.expected,
                low=round(low, 4),
                high=round(high, 4),
            )
        )
    return tuple(
        sorted(lines, key=lambda x: (not x.held_out, x.gold, x.how, topics.index(x.topic)))
    )
