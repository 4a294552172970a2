"""From the store's entries to an Edition. Pure: same input, same edition.

entries | of the month and left over, not background, not excluded, not told elsewhere
        | place | rank | seats up to the budget -> Edition
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Literal

import msgspec

from litwatch.classify.audit import Missed
from litwatch.digest.counting import agreement, evidence, flow
from litwatch.digest.edition import Edition, Item, Outside, Replaced
from litwatch.digest.inputs import Entry, Window, WrittenRow
from litwatch.digest.items import Words, item, live_words, tagged
from litwatch.digest.key_messages import Ledger
from litwatch.digest.method import Method, Volume
from litwatch.digest.names import Name
from litwatch.digest.noticing import notice_lines
from litwatch.digest.once import stood_for_by
from litwatch.digest.placing import Place, day_of, excluded, included, place, rank
from litwatch.digest.rating import Ratings, esteem, for_audiences
from litwatch.digest.searching import (
    Part,
    other_conditions,
    part_names,
    span,
    strategy_lines,
    unsearched_parts,
)
from litwatch.digest.seating import (
    LIST_LINES,
    MECHANISM_LINES,
    Seats,
    both_sides,
    by_audience,
    of_age,
    seated,
)
from litwatch.records import Verdict
from litwatch.watch import Watch


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
    told: frozenset[str] | None = None,
    late: Mapping[str, str] | None = None,
    unmade: Sequence[tuple[str, int]] = (),
    ratings: Ratings | None = None,
    outside: Sequence[Outside] = (),
    verdicts: Mapping[str, Sequence[Verdict]] | None = None,
    volumes: Sequence[Volume] = (),
    failures: Sequence[str] = (),
    listed: Mapping[Part, int] | None = None,
    audit: Missed | None = None,
    order: Mapping[str, int] | None = None,
    ledger: Ledger | None = None,
) -> Edition:
    """The month's edition.

    It holds what people included, up to the budget: the rest is named in `waiting`. A draft
    holds, after that, the best of what nobody decided (`reviewed=False`); a published
    edition reviewed items only. A work stands once, by its best record; what a person
    included and another record stands for is named in `replaced`. What people rated below
    the threshold of each of its audiences is named in `further`, and in a draft what
    somebody has put off as maybe.

    `used`: ids that a published edition or a slide has used. `told`: those that another
    month's edition is done with, so that this one leaves them out; by default the used
    ones stand again. `late`: record id → month, of what earlier months left to this one
    (digest.carrying). `verdicts`: record id → each reviewer's live verdict, who read first
    before others. `listed`: how many distinct PMIDs created in the month each (topic, part)
    listed, where windows overlap. `audit`: what the sample of low-ranked records told.
    `order`: record id → its place among those of its section, from 1, as a person has put them.
    `ledger`: what has happened to the key messages, and what people say of records and them.

    Raises WrongUse for a month that is none.
    """
    first, last = span(month)
    words = Words(watch)
    topics = {topic.id: topic for topic in watch.topics}
    late, rated = late or {}, ratings or {}
    done = told or frozenset()
    kept = ledger or Ledger()
    # What we used stays in section 4 even when somebody has excluded it since.
    live = [
        entry
        for entry in entries
        if (entry.role != "background" or included(entry))
        and (not excluded(entry) or entry.record.id in used)
    ]
    texts = live_words(written)

    def as_an_item(entry: Entry) -> Item:
        plain, said = item(entry, words, texts, used), rated.get(entry.record.id)
        if said:
            plain = msgspec.structs.replace(plain, audiences=for_audiences(plain.audiences, said))
        if entry.record.id in kept.said:
            plain = msgspec.structs.replace(plain, says=kept.said[entry.record.id])
        if entry.record.id in late:
            plain = msgspec.structs.replace(plain, carried_from=late[entry.record.id])
        if order and entry.record.id in order:
            plain = msgspec.structs.replace(plain, place=order[entry.record.id])
        return plain

    as_item = {entry.record.id: as_an_item(entry) for entry in live}
    created = [
        entry
        for entry in entries
        if (included(entry) or (entry.role != "background" and entry.topics))
        and (day := day_of(entry))
        and first <= day <= last
    ]
    left_over = [entry for entry in entries if included(entry) and entry.record.id in late]
    met = {entry.record.id for entry in (*created, *left_over)}
    elsewhere = used if told is None else told
    by = {entry.record.id: stood_for_by(entry, met, elsewhere) for entry in (*created, *left_over)}
    candidates = sorted(
        (
            *(e for e in created if not excluded(e) and e.record.id not in done),
            # The double of a work that has been told brings nothing new.
            *(e for e in left_over if by[e.record.id] not in done),
        ),
        key=lambda entry: rank(entry, _esteem(entry, rated)),
    )
    found = [entry for entry in candidates if not by[entry.record.id]]
    placed: dict[Place, list[Item]] = {}
    for entry in found:
        placed.setdefault(place(entry, topics), []).append(as_item[entry.record.id])

    proposals = state == "draft" and revision == 1  # a correction tells nothing new
    posts = [one for one in placed.get("item", ()) if one.reviewed or proposals]
    care, rehab = by_audience(posts, proposals=proposals)

    def lines(where: Place, limit: int = LIST_LINES) -> Seats:
        return seated(placed.get(where, ()), limit, proposals=proposals)

    guidelines, upcoming, preprints = lines("guideline"), lines("upcoming"), lines("preprint")
    debate = both_sides(lines("debate"))
    mechanisms = lines("mechanism", MECHANISM_LINES)
    parts = (care, rehab, guidelines, upcoming, debate, preprints, mechanisms)
    stands = {one.id for part in parts for one in part.standing}
    waiting = {one.id: one for part in parts for one in part.waiting}
    full = {one.id: one for one in care.standing + rehab.standing}
    shown = [one for one in posts if one.id in full or not one.reviewed]
    too_low = {one.id for one in posts if one.reviewed and not one.audiences}

    searches = [
        window
        for window in windows
        if window.topic in topics and window.first <= last and window.last >= first
    ]
    lacking = unsearched_parts(searches, watch.topics, first, last)
    strategies = strategy_lines(
        searches, words, first=first, last=last, lacking=lacking, created=created, listed=listed
    )
    closed = [window.closed_at.date() for window in searches if window.closed_at]
    searched_from = max(first, min(window.first for window in searches)) if searches else None
    searched_to = min(last, max(window.last for window in searches)) if searches else None
    notices = notice_lines(live, as_item, first, last, used=used, watched=frozenset(topics))
    settled = {
        entry.record.id
        for entry in found
        if included(entry) and entry.record.id in stands | waiting.keys() | too_low
    }
    named = settled | {line.item.id for line in notices}
    compared = {entry.record.id for entry in found if "sex_compared" in tagged(entry, "population")}
    read = [entry.record.id for entry in created if entry.decision]
    return Edition(
        month=month,
        revision=revision,
        state=state,
        made_at=now,
        published_on=now.date() if state == "published" else None,
        messages=kept.messages,
        unsettled=tuple(one for one in kept.unsettled if stands & set(one.pmids)),
        fallen=kept.fallen,
        notices=notices,
        primary_care=care.standing,
        rehabilitation=rehab.standing,
        children=of_age(shown, {"children", "adolescents"}),
        older=of_age(shown, {"older"}),
        sex_reported=(len(full.keys() & compared), len(full)),
        other_conditions=other_conditions(created, lacking, watch.topics, words),
        guidelines=guidelines.standing,
        outside=tuple(outside),
        upcoming=upcoming.standing,
        debate=debate.standing,
        mechanisms=mechanisms.standing,
        preprints=preprints.standing,
        absent=tuple(
            Name(id=entry.record.id, sv=entry.record.title, en=entry.record.title)
            for entry in found
            if included(entry) and entry.record.id not in named
        ),
        replaced=tuple(
            Replaced(id=entry.record.id, by=by[entry.record.id], title=entry.record.title)
            for entry in candidates
            if included(entry) and by[entry.record.id] and by[entry.record.id] not in settled
        ),
        waiting=tuple(waiting.values()),
        unmade=tuple(unmade) if state == "draft" else (),
        further=tuple(
            as_item[entry.record.id]
            for entry in found
            if entry.record.id in too_low
            or (
                proposals
                and entry.record.id not in stands | waiting.keys()
                and place(entry, topics) != "nowhere"
            )
        ),
        flow=flow(
            strategies,
            entries,
            created,
            full.values(),
            searched=(searched_from or first, searched_to or last),
        ),
        volumes=tuple(volumes),
        evidence=evidence(
            (
                as_item[entry.record.id]
                for entry in found
                if entry.record.id not in late
                and entry.prediction
                and entry.prediction.band == "likely"
            ),
            watch.topics,
            words,
        ),
        method=Method(
            strategies=strategies,
            searched_from=searched_from,
            searched_to=searched_to,
            unsearched=part_names(lacking, watch.topics, words),
            fetched_on=max(closed, default=None),
            model=model,
            schema=schema,
            litwatch=litwatch,
            roles=tuple(sorted({one.reviewer_role for one in full.values() if one.reviewer_role})),
            failures=tuple(failures),
            agreement=None if verdicts is None else agreement(read, verdicts),
            audit=audit,
        ),
        decision_ids=tuple(
            sorted(
                {
                    entry.decision_id
                    for entry in (*created, *left_over)
                    if entry.decision_id is not None
                }
            )
        ),
    )


def _esteem(entry: Entry, rated: Ratings) -> Fraction:
    return esteem(rated.get(entry.record.id, {}))
