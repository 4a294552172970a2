"""From the store's entries to an Edition. Pure: same input, same edition.

entries | of the month, not background, not excluded | place | rank | budget -> Edition
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from litwatch.classify.audit import Missed
from litwatch.digest.edition import Edition, Flow, Item, Method, Name, Replaced
from litwatch.digest.inputs import Entry, Window, WrittenRow
from litwatch.digest.items import Words, item, live_words, tagged
from litwatch.digest.noticing import notice_lines
from litwatch.digest.once import stood_for_by
from litwatch.digest.placing import Place, day_of, excluded, included, place, rank
from litwatch.digest.searching import (
    Part,
    other_conditions,
    part_names,
    span,
    strategy_lines,
    unsearched_parts,
)
from litwatch.watch import Watch

AUDIENCE_ITEMS = 7  # digest.md §2.5–6: 3–7 items an audience
MECHANISM_LINES = 5  # digest.md §2.12
LIST_LINES = 10


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
    listed: Mapping[Part, int] | None = None,
    audit: Missed | None = None,
) -> Edition:
    """The month's edition.

    A draft holds what people included and, after it, the best of what nobody decided
    (`reviewed=False`). A published edition holds reviewed items only. `used` are the ids
    that an earlier edition or a slide has used. A work stands once, by its best record;
    what a person included and another record stands for is named in `replaced`. `listed` says how many distinct PMIDs created
    in the month each (topic, part) listed, where windows overlap; `audit` what the sample of
    low-ranked records told. Raises WrongUse for a
    month that is none.
    """
    first, last = span(month)
    words = Words(watch)
    topics = {topic.id: topic for topic in watch.topics}
    # What we used stays in section 4 even when somebody has excluded it since.
    live = [
        entry
        for entry in entries
        if (entry.role != "background" or included(entry))
        and (not excluded(entry) or entry.record.id in used)
    ]
    texts = live_words(written)
    as_item = {entry.record.id: item(entry, words, texts, used) for entry in live}
    created = [
        entry
        for entry in entries
        if (included(entry) or (entry.role != "background" and entry.topics))
        and (day := day_of(entry))
        and first <= day <= last
    ]
    met = {entry.record.id for entry in created}
    by = {entry.record.id: stood_for_by(entry, met, used) for entry in created}
    live_ones = sorted((entry for entry in created if not excluded(entry)), key=rank)
    found = [entry for entry in live_ones if not by[entry.record.id]]
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
    searches = [
        window
        for window in windows
        if window.topic in topics and window.first <= last and window.last >= first
    ]
    lacking = unsearched_parts(searches, watch.topics, first, last)
    lines = strategy_lines(
        searches, words, first=first, last=last, lacking=lacking, created=created, listed=listed
    )
    closed = [window.closed_at.date() for window in searches if window.closed_at]
    searched_from = max(first, min(window.first for window in searches)) if searches else None
    searched_to = min(last, max(window.last for window in searches)) if searches else None
    notices = notice_lines(live, as_item, first, last, used=used, watched=frozenset(topics))
    shown_reviewed = {
        entry.record.id for entry in found if included(entry) and entry.record.id in stands
    }
    named = stands | {line.item.id for line in notices}
    compared = {entry.record.id for entry in found if "sex_compared" in tagged(entry, "population")}
    return Edition(
        month=month,
        revision=revision,
        state=state,
        made_at=now,
        published_on=now.date() if state == "published" else None,
        notices=notices,
        primary_care=care,
        rehabilitation=rehab,
        children=children,
        older=older,
        sex_reported=(len(full.keys() & compared), len(full)),
        other_conditions=other_conditions(created, lacking, watch.topics, words),
        further=tuple(
            as_item[entry.record.id]
            for entry in found
            if entry.record.id not in stands and state == "draft"
            if place(entry, topics) != "nowhere"
        ),
        absent=tuple(
            Name(id=entry.record.id, sv=entry.record.title, en=entry.record.title)
            for entry in found
            if included(entry) and entry.record.id not in named
        ),
        replaced=tuple(
            Replaced(id=entry.record.id, by=by[entry.record.id], title=entry.record.title)
            for entry in live_ones
            if included(entry) and by[entry.record.id] and by[entry.record.id] not in shown_reviewed
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
            unsearched=part_names(lacking, watch.topics, words),
            fetched_on=max(closed, default=None),
            model=model,
            schema=schema,
            litwatch=litwatch,
            roles=tuple(sorted({one.reviewer_role for one in full.values() if one.reviewer_role})),
            failures=tuple(failures),
            audit=audit,
        ),
        decision_ids=tuple(
            sorted(entry.decision_id for entry in created if entry.decision_id is not None)
        ),
        guidelines=lists["guidelines"],
        upcoming=lists["upcoming"],
        debate=lists["debate"],
        mechanisms=lists["mechanisms"],
        preprints=lists["preprints"],
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
