"""From the store's entries to an Edition. Pure: same input, same edition.

entries | of the month, not background, not excluded | place | rank | budget -> Edition
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from litwatch.digest.edition import (
    Count,
    Edition,
    Flow,
    Item,
    Method,
    Name,
    NoticeLine,
    StrategyLine,
)
from litwatch.digest.inputs import Entry, Window, WrittenRow
from litwatch.digest.items import Words, item, live_words, tagged
from litwatch.digest.placing import Place, excluded, included, place, rank
from litwatch.errors import WrongUse
from litwatch.records.notices import GRAVEST_FIRST, State
from litwatch.watch import Topic, Watch

AUDIENCE_ITEMS = 7  # digest.md §2.5–6: 3–7 items an audience
MECHANISM_LINES = 5  # digest.md §2.12
LIST_LINES = 10

# A state that a reader must hear of → the notice type that brings it.
_NOTICE_OF: dict[State, frozenset[str]] = {
    "retracted": frozenset({"retraction"}),
    "republished": frozenset({"retracted_republished"}),
    "withdrawn": frozenset({"withdrawal"}),
    "concern": frozenset({"concern"}),
    "corrected": frozenset({"erratum", "partial_retraction", "corrected_republished"}),
    "superseded": frozenset({"update"}),
    "gone": frozenset(),
}
_SENTINELS = Name(id="sentinel", sv="Övriga infektioner", en="Other infections")


def _span(month: str) -> tuple[date, date]:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise WrongUse(f"{month!r} is no month", "Write the month as 2026-10.") from None
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _notice_lines(
    entries: Iterable[Entry],
    as_item: dict[str, Item],
    first: date,
    last: date,
    used: frozenset[str],
) -> tuple[NoticeLine, ...]:
    """The works whose notice came this month, gravest first; a new work with one counts too."""
    lines: list[NoticeLine] = []
    for entry in entries:
        if entry.state not in _NOTICE_OF:
            continue
        brings = [
            notice
            for notice in entry.notices
            if notice.direction == "in" and notice.type in _NOTICE_OF[entry.state]
        ]
        seen = min((notice.first_seen for notice in brings if notice.first_seen), default=None)
        created = entry.record.created
        if (seen and first <= seen <= last) or (created and first <= created <= last):
            key = entry.record.id
            kind = brings[0].type if brings else entry.state
            lines.append(NoticeLine(item=as_item[key], type=kind, seen=seen, used=key in used))
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                not line.used,
                GRAVEST_FIRST.index(line.item.state),
                line.item.id.zfill(12),
            ),
        )
    )


def _strategies(windows: Iterable[Window], words: Words) -> tuple[StrategyLine, ...]:
    """One line a topic, part and version: the sum of its windows."""
    order = {topic: index for index, topic in enumerate(words.topics)}
    sums: dict[tuple[str, str, str], list[Window]] = {}
    for window in windows:
        sums.setdefault((window.topic, window.part, window.version), []).append(window)
    return tuple(
        StrategyLine(
            topic=words.topic(topic),
            part=part,
            version=version,
            hits=sum(window.count for window in group),
            fetched=sum(window.fetched for window in group),
            known=sum(window.known for window in group),
            missing=sum(window.missing for window in group),
            complete=all(window.state == "complete" for window in group),
            first=min(window.first for window in group),
            last=max(window.last for window in group),
        )
        for (topic, part, version), group in sorted(
            sums.items(), key=lambda pair: (order[pair[0][0]], *pair[0])
        )
    )


def _other_conditions(
    entries: Sequence[Entry], lines: Sequence[StrategyLine], topics: Sequence[Topic], words: Words
) -> tuple[Count, ...]:
    """A line for each watched condition outside the core; the sentinels share one."""

    def count(name: Name, ids: frozenset[str]) -> Count:
        mine = [line for line in lines if line.topic.id in ids]
        return Count(
            name=name,
            count=sum(1 for entry in entries if ids & set(entry.topics)),
            searched=all(line.complete for line in mine)
            and ids <= {line.topic.id for line in mine},
        )

    single = [topic for topic in topics if topic.tier in ("named_in_seed", "close_relative")]
    sentinels = frozenset(topic.id for topic in topics if topic.tier == "sentinel")
    counts = [count(words.topic(topic.id), frozenset({topic.id})) for topic in single]
    return (*counts, count(_SENTINELS, sentinels)) if sentinels else tuple(counts)


def select(
    entries: Sequence[Entry],
    windows: Sequence[Window],
    written: Iterable[WrittenRow],
    watch: Watch,
    *,
    month: str,
    now: datetime,
    model: str,
    schema: str,
    litwatch: str,
    state: Literal["draft", "published"] = "draft",
    revision: int = 1,
    used: frozenset[str] = frozenset(),
    failures: Sequence[str] = (),
) -> Edition:
    """The month's edition.

    A draft holds what people included and, after it, the best of what nobody decided
    (`reviewed=False`). A published edition holds reviewed items only. `used` are the ids
    that an earlier edition or a slide has used. Raises WrongUse for a month that is none.
    """
    first, last = _span(month)
    words = Words(watch)
    topics = {topic.id: topic for topic in watch.topics}
    live = [entry for entry in entries if entry.role != "background" and not excluded(entry)]
    texts = live_words(written)
    as_item = {entry.record.id: item(entry, words, texts) for entry in live}
    created = [
        entry
        for entry in entries
        if entry.role != "background"
        and (entry.topics or included(entry))
        and entry.record.created
        and first <= entry.record.created <= last
    ]
    found = sorted((entry for entry in created if not excluded(entry)), key=rank)
    placed: dict[Place, list[Entry]] = {}
    for entry in found:
        placed.setdefault(place(entry, topics), []).append(entry)

    def shown(where: Place, limit: int) -> tuple[Item, ...]:
        ranked = [as_item[entry.record.id] for entry in placed.get(where, ())]
        reviewed = [one for one in ranked if one.reviewed]
        waiting = [one for one in ranked if not one.reviewed] if state == "draft" else []
        return tuple(reviewed + waiting[: max(0, limit - len(reviewed))])

    candidates = shown("item", len(found))
    care, rehab = (
        _within([one for one in candidates if audience in one.audiences], AUDIENCE_ITEMS)
        for audience in ("vardcentral", "primarvardsrehab")
    )
    full = {one.id: one for one in care + rehab}
    lists = {
        "guidelines": shown("guideline", LIST_LINES),
        "upcoming": shown("upcoming", LIST_LINES),
        "debate": _paired(shown("debate", LIST_LINES)),
        "mechanisms": shown("mechanism", MECHANISM_LINES)[:MECHANISM_LINES],
        "preprints": shown("preprint", LIST_LINES),
    }
    children = _of_age(candidates, {"children", "adolescents"})
    older = _of_age(candidates, {"older"})
    stands = {one.id for group in lists.values() for one in group} | full.keys()
    in_month = [window for window in windows if window.first <= last and window.last >= first]
    lines = _strategies([window for window in in_month if window.topic in topics], words)
    closed = [
        window.closed_at.date()
        for window in in_month
        if window.closed_at and window.topic in topics
    ]
    starts = [line.first for line in lines if line.first]
    ends = [line.last for line in lines if line.last]
    searched_from, searched_to = min(starts, default=None), max(ends, default=None)
    compared = {entry.record.id for entry in found if "sex_compared" in tagged(entry, "population")}
    return Edition(
        month=month,
        revision=revision,
        state=state,
        made_at=now,
        published_on=now.date() if state == "published" else None,
        notices=_notice_lines(live, as_item, first, last, used),
        primary_care=care,
        rehabilitation=rehab,
        children=children,
        older=older,
        sex_reported=(len(full.keys() & compared), len(full)),
        other_conditions=_other_conditions(created, lines, watch.topics, words),
        further=tuple(
            as_item[entry.record.id]
            for entry in found
            if entry.record.id not in stands and state == "draft"
            if place(entry, topics) != "nowhere"
        ),
        flow=Flow(
            hits=sum(line.hits for line in lines),
            unique=sum(
                1
                for entry in entries
                if entry.role != "background"
                and entry.topics
                and entry.record.created
                and (searched_from or first) <= entry.record.created <= (searched_to or last)
            ),
            new=len(created),
            likely=sum(
                1 for entry in created if entry.prediction and entry.prediction.band == "likely"
            ),
            read=sum(1 for entry in created if entry.decision),
            included=sum(1 for entry in created if included(entry)),
            items=sum(1 for one in full.values() if one.reviewed),
        ),
        method=Method(
            strategies=lines,
            searched_from=searched_from,
            searched_to=searched_to,
            fetched_on=max(closed, default=None),
            model=model,
            schema=schema,
            litwatch=litwatch,
            roles=tuple(sorted({one.reviewer_role for one in full.values() if one.reviewer_role})),
            failures=tuple(failures),
        ),
        decision_ids=tuple(
            sorted(entry.decision_id for entry in created if entry.decision_id is not None)
        ),
        **lists,
    )


def _within(ranked: Sequence[Item], limit: int) -> tuple[Item, ...]:
    """All that people included, and proposals up to the limit."""
    reviewed = [one for one in ranked if one.reviewed]
    waiting = [one for one in ranked if not one.reviewed]
    return tuple(reviewed + waiting[: max(0, limit - len(reviewed))])


def _of_age(items: Sequence[Item], ages: set[str]) -> tuple[Item, ...]:
    return _within(
        [one for one in items if ages & {name.id for name in one.populations}], AUDIENCE_ITEMS
    )


def _paired(debate: Sequence[Item]) -> tuple[Item, ...]:
    """Those that answer the same work stand together, so that both sides are read."""

    def target(one: Item) -> str:
        return next((link.pmid or link.doi for link in one.links if link.direction == "of"), one.id)

    return tuple(sorted(debate, key=lambda one: (target(one).zfill(12), one.id.zfill(12))))
