"""The first slides of a module's deck: its title, its goals, and the works behind its messages."""

from __future__ import annotations

from collections import Counter

from litwatch.language import Speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.module_material import Material, Standing
from litwatch.slides.module_words import audiences, settled_design
from litwatch.slides.pages import Piece, lay_out
from litwatch.slides.slide import RUN_LANGUAGE, WRITTEN, Bar, Chart, SlidePlan, Text, plain

_BARS = 5  # rows of 24 points that the chart has room for
_FEWEST = 3  # works; fewer are named on their slides, and bars of them show nothing


def opening_slide(material: Material, say: Speech) -> SlidePlan:
    """The module and whom it is for; the notes count its messages by whose word they are."""
    own = RUN_LANGUAGE[say.lang]
    return SlidePlan(
        key=_key(material, "opening"),
        kind="opening",
        title=Text(plain(material.module.title_sv), WRITTEN),
        body=(Text(audiences(material, say), own),),
        source=Text(_ledger(material, say), own),
        notes=tuple(Text(line, own) for line in _opening_notes(material, say)),
    )


def _opening_notes(material: Material, say: Speech) -> list[str]:
    standing = Counter(material.standing(one) for one in material.wordings)
    origins = Counter(one.origin for one in material.wordings if material.standing(one) == "said")
    counted = (
        (say._("from the national guidance: {count}"), origins["guidance"]),
        (say._("resting on a new study: {count}"), origins["study"]),
        (say._("from another source: {count}"), origins["other"]),
        (say._("drafts that nobody may show as reviewed: {count}"), standing["draft"]),
        (say._("under review: {count}"), standing["under_review"]),
        (say._("no longer said: {count}"), standing["retired"]),
    )
    told = ", ".join(text.format(count=say.number(count)) for text, count in counted if count)
    return [
        say._("Key messages: {said}.", said=told) if told else say._("No key messages yet."),
        say._(
            "A solid band is the national guidance. A frame is a new study. A dashed frame "
            "round the slide is a draft."
        ),
        say._("A module is a choice of messages, not a review of all research."),
    ]


def goal_slides(material: Material, say: Speech, canvas: Canvas) -> tuple[SlidePlan, ...]:
    """What those who listen shall be able to do afterwards; none where no goals are written."""
    own = RUN_LANGUAGE[say.lang]
    goals = [Text(text, WRITTEN) for goal in material.module.goals if (text := plain(goal))]
    if not goals:
        return ()
    instead = say._("see the notes")
    pieces = [
        Piece(Text(f"{rank}. {goal.text}", goal.lang, len(f"{rank}.")), "line", rank, instead)
        for rank, goal in enumerate(goals, 1)
    ]
    pages = lay_out(pieces, canvas.long_body, say, canvas)
    title = say._("These are the goals of the seminar")
    return tuple(
        SlidePlan(
            key=_key(material, "goals" if number == 1 else f"goals:{number}"),
            kind="text",
            title=Text(title if number == 1 else f"{title} ({number}/{len(pages)})", own),
            body=tuple(piece.shown for piece in page),
            badges=(audiences(material, say),),
            source=Text(_ledger(material, say), own),
            notes=(
                Text(say._("The goals of the module:"), own),
                *goals,
            ),
        )
        for number, page in enumerate(pages, 1)
    )


def evidence_slides(material: Material, say: Speech) -> tuple[SlidePlan, ...]:
    """The works behind the messages by study design; none where hardly any work is stored."""
    own = RUN_LANGUAGE[say.lang]
    live: tuple[Standing, ...] = ("said", "draft", "under_review")
    messages = [one for one in material.wordings if material.standing(one) in live]
    works = {work.id: work for one in messages for work in material.cited(one)}
    works |= {work.id: work for one in messages for _, work in material.said_of(one)}
    if len(works) < _FEWEST:
        return ()
    unknown = say._("Design not settled")
    found = Counter(settled_design(work, say) or unknown for work in works.values())
    ranked = sorted(found.items(), key=lambda row: (row[0] == unknown, -row[1], row[0]))
    bars = [Bar(name, count) for name, count in ranked]
    if len(bars) > _BARS:
        rest = sum(bar.value for bar in bars[_BARS - 1 :])
        bars = [*bars[: _BARS - 1], Bar(say._("Other designs"), rest)]
    values = ", ".join(f"{bar.label} {say.number(bar.value)}" for bar in bars)
    whole = ", ".join(f"{name} {say.number(count)}" for name, count in ranked)
    unstored = {key for one in messages for key in material.unstored(one)}
    more = say.n(
        "{count} work that a message rests on is not stored and not counted.",
        "{count} works that messages rest on are not stored and not counted.",
        len(unstored),
    )
    return (
        SlidePlan(
            key=_key(material, "evidence"),
            kind="flow",
            title=Text(
                say.n(
                    "Behind the key messages of the module stands {count} work",
                    "Behind the key messages of the module stand {count} works",
                    len(works),
                ),
                own,
            ),
            badges=(audiences(material, say),),
            chart=Chart(
                series=say._("Works"),
                bars=tuple(bars),
                alt=say._("Bar chart of works by study design: {values}.", values=values),
            ),
            source=Text(say._("Source: PubMed/NLM and the ledger of key messages"), own),
            notes=(
                Text(say._("By study design: {values}.", values=whole), own),
                Text(
                    say._(
                        "Counted: works that the messages rest on, and works that somebody has "
                        "set against them. Retracted works and preprints are not counted."
                    ),
                    own,
                ),
                *((Text(more, own),) if unstored else ()),
                Text(say._("A number of works is no measure of certainty."), own),
            ),
        ),
    )


def _key(material: Material, part: str) -> str:
    return f"module:{material.module.id}:{part}"


def _ledger(material: Material, say: Speech) -> str:
    return say._("Source: the ledger of key messages · {module}", module=material.module.id)
