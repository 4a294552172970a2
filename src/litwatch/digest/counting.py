"""The figures of the methods section: flow, agreement of readers, volume by month, evidence map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from litwatch.digest.edition import Item
from litwatch.digest.inputs import Entry, Searched
from litwatch.digest.items import Words
from litwatch.digest.method import Agreement, Cell, Flow, StrategyLine, Volume
from litwatch.digest.names import Name
from litwatch.digest.placing import NOTICE_DESIGNS, included
from litwatch.digest.searching import span, unsearched_parts
from litwatch.records import Verdict
from litwatch.review.agreement import kappa, pairs_of
from litwatch.watch import Topic

MONTHS = 12  # of the trend
_UNTOLD = Name(id="untold", sv="Framgår inte", en="Not told")


def flow(
    strategies: Iterable[StrategyLine],
    entries: Iterable[Entry],
    created: Collection[Entry],
    full: Collection[Item],
    *,
    searched: tuple[date, date],
) -> Flow:
    """The month in numbers, of the entries at hand, those `created` in it and the full items.

    `searched` are the first and the last day that the searches reached.
    """
    first, last = searched
    return Flow(
        hits=sum(line.hits for line in strategies),
        unique=sum(
            1
            for entry in entries
            if entry.role != "background"
            and entry.topics
            and entry.record.created
            and first <= entry.record.created <= last
        ),
        new=len(created),
        likely=sum(
            1 for entry in created if entry.prediction and entry.prediction.band == "likely"
        ),
        read=sum(1 for entry in created if entry.decision),
        included=sum(1 for entry in created if included(entry)),
        items=sum(1 for one in full if one.reviewed and not one.carried_from),
        carried=sum(1 for one in full if one.carried_from),
    )


def agreement(read: Collection[str], verdicts: Mapping[str, Sequence[Verdict]]) -> Agreement:
    """How far readers agreed on the records `read`, from each reviewer's live verdict on them."""
    pairs = pairs_of(verdicts[key] for key in sorted(read) if key in verdicts)
    found = kappa(pairs)
    same = sum(one == two for one, two in pairs)
    if found is None:
        return Agreement(read=len(read), twice=len(pairs), same=same)
    value, low, high = (round(number, 4) for number in found)
    return Agreement(read=len(read), twice=len(pairs), same=same, kappa=value, low=low, high=high)


def months_to(month: str, count: int = MONTHS) -> list[str]:
    """The `count` months that end with `month`, oldest first."""
    first, _ = span(month)
    months = [month]
    while len(months) < count:
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(f"{first:%Y-%m}")
    return months[::-1]


def volumes(
    month: str,
    counts: Mapping[tuple[str, str], int],
    windows: Iterable[Searched],
    topics: Sequence[Topic],
    words: Words,
) -> tuple[Volume, ...]:
    """Each topic's new records in the twelve months to `month`, in the order of the watch.

    `counts` are by (topic, month). A month in which a part of the topic was not searched to
    the end has None: a floor would look like a fall. A topic never searched is left out.
    """
    held = list(windows)
    lacking: dict[str, set[str]] = {}
    for one in months_to(month):
        first, last = span(one)
        near = [window for window in held if window.first <= last and window.last >= first]
        lacking[one] = {topic for topic, _part in unsearched_parts(near, topics, first, last)}
    found = (
        Volume(
            topic=words.topic(topic.id),
            months=tuple(
                (one, None if topic.id in lacking[one] else counts.get((topic.id, one), 0))
                for one in months_to(month)
            ),
        )
        for topic in topics
    )
    return tuple(one for one in found if any(count is not None for _, count in one.months))


def evidence(likely: Iterable[Item], topics: Sequence[Topic], words: Words) -> tuple[Cell, ...]:
    """Topic × study design over these items, in the order of watch and facet file.

    A record on two topics counts in both; notices have no study design and are left out.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for item in likely:
        design = item.design.name.id if item.design else _UNTOLD.id
        if design not in NOTICE_DESIGNS:
            counts.update((topic.id, design) for topic in item.topics)
    designs = [value for facet, value in words.values if facet == "design"]
    return tuple(
        Cell(
            topic=words.topic(topic.id),
            design=_UNTOLD if design == _UNTOLD.id else words.value("design", design),
            count=counts[topic.id, design],
        )
        for topic in topics
        for design in (*designs, _UNTOLD.id)
        if counts[topic.id, design]
    )
