"""The watch: what was found, screened and published, how soon, by whom, and how much is missed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from litwatch.digest.figures import short
from litwatch.language import Speech
from litwatch.report.by_quarter import Row, bars, table
from litwatch.report.document import Bar, Bars, Heading, Part, Section, Table, Words
from litwatch.report.followup import Figures, FollowUp, TopicFigures
from litwatch.report.section_recall import recall_parts


def watching(told: FollowUp, say: Speech) -> Section:
    """The section."""
    _ = say._
    parts: list[Part] = [
        _way(told, say),
        table(
            told,
            say,
            _("From search to edition"),
            screening_rows(say),
            _(
                "Records, not studies: a preprint and its article are two. Found: first given by "
                "a search or a file in the quarter (tables record_topic and record_source). "
                "Screened: a person’s first decision that stands fell in the quarter (table "
                "decision); its outcome is that of the report’s day. Published: first shown in "
                "an edition that came out in the quarter (table edition). Days are in UTC. "
                "Records that only train the model are left out."
            ),
        ),
        Heading(_("By topic")),
        *_topics(told, say),
        Heading(_("From PubMed to decision")),
        *_course(told, say),
        Heading(_("Read by two people")),
        table(
            told,
            say,
            _("Double screening"),
            double_rows(say),
            _(
                "Of the records screened in the quarter, those on which two people have a "
                "decision of their own by the report’s day (table decision). Kappa is Cohen’s "
                "over include, maybe and exclude, with its 95% interval."
            ),
        ),
        Heading(_("Recall on reference sets")),
        *recall_parts(told, say),
    ]
    return Section("watch", _("Following the knowledge"), tuple(parts))


def screening_rows(say: Speech) -> list[Row]:
    """Found → screened → published."""
    _ = say._
    return [
        Row(_("Records found"), lambda one: one.found),
        Row(_("Records screened by a person"), lambda one: one.screened),
        Row(_("– included"), lambda one: one.included),
        Row(_("– put off as maybe"), lambda one: one.put_off),
        Row(_("– excluded"), lambda one: one.excluded),
        Row(_("Records published"), lambda one: one.published),
        Row(_("– as full items"), lambda one: one.full),
        Row(_("– on short lists"), lambda one: one.published - one.full),
    ]


def days_row(say: Speech) -> Row:
    """The median days from PubMed to decision; words where nothing was decided."""
    return Row(
        say._("Median days from PubMed to decision"),
        lambda one: one.days.median if one.days else _nothing(one, say),
    )


def double_rows(say: Speech) -> list[Row]:
    """How much was read by two, and how far they agreed."""
    _ = say._
    return [
        Row(_("Records screened by a person"), lambda one: one.agreement.read),
        Row(_("– by two people"), lambda one: one.agreement.twice),
        double_share_row(say),
        Row(_("Judged alike by both"), partial(_twice, lambda one: one.agreement.same, say)),
        Row(_("Kappa"), partial(_twice, partial(_kappa, say=say), say)),
    ]


def double_share_row(say: Speech) -> Row:
    """The share that two people read, in per cent; words where nobody has read anything."""
    return Row(
        say._("Share screened by two people, %"),
        lambda one: (
            round(one.agreement.twice / one.agreement.read * 100, 1)
            if one.agreement.read
            else _nothing(one, say)
        ),
    )


def _nothing(one: Figures, say: Speech) -> str:
    return say._("nothing screened")


def _twice(value: Callable[[Figures], float | str], say: Speech, one: Figures) -> float | str:
    return value(one) if one.agreement.twice else say._("none read twice")


def _kappa(one: Figures, say: Speech) -> str:
    said = one.agreement
    if said.kappa is None or said.low is None or said.high is None:
        return say._("not defined")
    return say._(
        "{kappa} ({low} to {high})",
        kappa=say.number(said.kappa, 2),
        low=say.number(said.low, 2),
        high=say.number(said.high, 2),
    )


def _way(told: FollowUp, say: Speech) -> Bars:
    _ = say._
    whole = told.whole
    steps = (
        (_("Found"), whole.found),
        (_("Screened by a person"), whole.screened),
        (_("Included"), whole.included),
        (_("Published by us"), whole.published),
    )
    drawn = tuple(
        Bar(label, size, _("not measured") if size is None else say.number(size))
        for label, size in steps
    )
    return Bars(
        name="way",
        title=_("From search to edition, the whole period"),
        description=_(
            "Bars on one scale from zero: {bars}.",
            bars=", ".join(f"{bar.label} {bar.shown}" for bar in drawn),
        ),
        bars=drawn,
    )


def _topics(told: FollowUp, say: Speech) -> list[Part]:
    """The topics with anything in the whole period, then by quarter; the rest in a sentence."""
    _ = say._
    names = {topic.id: short(topic.text(say.lang)) for topic in told.topics}
    names[""] = _("Imported files alone")
    lines = told.whole.topics
    some = [one for one in lines if one.found or one.screened or one.published]
    parts: list[Part] = []
    if some:
        parts.append(
            Table(
                caption=_("Records by topic, the whole period"),
                heads=(
                    _("Topic"),
                    _("Found"),
                    _("Screened by a person"),
                    _("Included"),
                    _("Published by us"),
                ),
                rows=tuple(
                    (
                        names[one.topic],
                        _("not measured") if one.found is None else say.number(one.found),
                        say.number(one.screened),
                        say.number(one.included),
                        say.number(one.published),
                    )
                    for one in some
                ),
                basis=_(
                    "Counted as above. A record on two topics counts in both, so the topics do "
                    "not add up to the whole."
                ),
            )
        )
    for caption, value, basis in (
        (
            _("Found, by topic"),
            lambda one: one.found,
            _("Not measured: the topic was not searched in the quarter."),
        ),
        (_("Screened, by topic"), lambda one: one.screened, _("Counted as above.")),
        (_("Published, by topic"), lambda one: one.published, _("Counted as above.")),
    ):
        rows = [Row(names[one.topic], partial(_of, one.topic, value)) for one in some]
        if rows and len(told.quarters) > 1:
            parts.append(table(told, say, caption, rows, basis, head=_("Topic")))
    quiet = [names[one.topic] for one in lines if one not in some and one.found is not None]
    if quiet:
        parts.append(Words(_("Searched without a new record: {topics}.", topics=", ".join(quiet))))
    never = [names[one.topic] for one in lines if one.found is None and one not in some]
    if never:
        parts.append(Words(_("Not searched in the period: {topics}.", topics=", ".join(never))))
    return parts


def _of(topic: str, value: Callable[[TopicFigures], int | None], one: Figures) -> int | None:
    return next((value(line) for line in one.topics if line.topic == topic), 0)


def _course(told: FollowUp, say: Speech) -> list[Part]:
    _ = say._
    days = told.whole.days
    if days is None:
        return [Words(_("Not measured: no record with a create date was screened in the period."))]
    said = [
        _(
            "Half of {count} records were decided on within {median} days; for the middle half "
            "it took {low} to {high} days.",
            count=say.number(days.records),
            median=say.number(days.median),
            low=say.number(days.low),
            high=say.number(days.high),
        )
    ]
    old = days.records - days.new
    if old and days.median_new is not None:
        said.append(
            _(
                "{old} of them were created before the period, found by searching backwards or "
                "left from before. For the {new} created in it, the median is {median} days.",
                old=say.number(old),
                new=say.number(days.new),
                median=say.number(days.median_new),
            )
        )
    elif old:
        said.append(
            _(
                "All were created before the period: found by searching backwards, or left from "
                "before. How soon new records are decided on is not measured."
            )
        )
    if days.without:
        said.append(
            say.n(
                "{count} record without a create date is left out.",
                "{count} records without a create date are left out.",
                days.without,
            )
        )
    row = days_row(say)
    title = _("Median days in each quarter")
    basis = _(
        "Days from the create date in PubMed (table record) to the first decision that stands "
        "(table decision), for the records screened in the quarter."
    )
    return [
        Words(" ".join(said)),
        bars(told, say, row, name="days", title=title),
        table(told, say, _("From PubMed to decision"), [row, *_half(say)], basis),
    ]


def _half(say: Speech) -> list[Row]:
    def half(one: Figures) -> str:
        if one.days is None:
            return _nothing(one, say)
        low, high = say.number(one.days.low), say.number(one.days.high)
        return say._("{low} to {high}", low=low, high=high)

    return [
        Row(say._("The middle half"), half),
        Row(say._("Records counted"), lambda one: one.days.records if one.days else 0),
    ]
