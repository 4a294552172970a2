"""Slides about one study each: a person's finding, or a proposal that makes no claim."""

from __future__ import annotations

from litwatch.digest.edition import Edition, Item
from litwatch.digest.figures import short
from litwatch.language import Speech
from litwatch.slides import limits
from litwatch.slides.slide import RUN_LANGUAGE, TITLES, WRITTEN, SlidePlan, Text, plain
from litwatch.slides.source import (
    audience,
    audience_name,
    conditions,
    design,
    identifier,
    in_sentence,
    source,
    state,
)

MAX_PROPOSALS = 7
# Digest §8.3–4: preprints and protocols are never on a slide; notices are no findings.
_NEVER = frozenset({"protocol", "retracted", "retraction_notice", "concern", "erratum"})
_WITHDRAWN = frozenset({"retracted", "republished", "withdrawn", "preprint_published", "gone"})
_CERTAINTY_CHARACTERS = 40
_CONDITION_CHARACTERS = 45
_PEM_WORDS = 8
_NOT_MEASURED = ("ej mätt", "inte mätt", "not measured")


def may_be_shown(item: Item) -> bool:
    """False for preprints, protocols, notices and works that are retracted or gone."""
    kind = item.design.name.id if item.design else ""
    return not (item.preprint or item.state in _WITHDRAWN or kind in _NEVER)


def ready(item: Item) -> bool:
    """A person included the work and wrote its finding; the PEM gate is open (digest §8.1)."""
    pem = any(flag.id == "safety_pem_check" for flag in item.flags)
    filled = bool(item.words("pem_in_sample") and item.words("worsening"))
    return item.reviewed and bool(_finding(item)) and (filled or not pem)


def _finding(item: Item) -> str:
    return plain(item.words("bottom_line")) or minute_line(item)


def minute_line(item: Item) -> str:
    return plain(item.words("minute"))


def minute_slide(item: Item, edition: Edition, say: Speech) -> SlidePlan:
    """One line of the month in a minute, in the person's own words."""
    line = minute_line(item)
    below = plain(item.words("bottom_line"))
    body = (below,) if below and below != line else _facts(item)
    return _message(
        item,
        edition,
        say,
        key=f"{edition.month}.minute.{item.id}",
        title=line,
        body=body,
        minute=True,
    )


def item_slide(item: Item, edition: Edition, say: Speech) -> SlidePlan:
    """The study's bottom line, who took part and what came out."""
    return _message(
        item,
        edition,
        say,
        key=f"{edition.month}.item.{item.id}",
        title=_finding(item),
        body=_facts(item),
        minute=False,
    )


def needs_own_slide(item: Item, in_minute: bool) -> bool:
    """False when the minute's slide already carries the item's only sentence."""
    return not in_minute or _finding(item) != minute_line(item)


def _facts(item: Item) -> tuple[str, ...]:
    return tuple(text for field in ("population", "result") if (text := plain(item.words(field))))


def _message(
    item: Item,
    edition: Edition,
    say: Speech,
    *,
    key: str,
    title: str,
    body: tuple[str, ...],
    minute: bool,
) -> SlidePlan:
    own = RUN_LANGUAGE[say.lang]
    shown = limits.heading(title)
    if shown != title:
        # What was cut off may be the "not": the sentence stands whole under its heading.
        body = (title,)
    certainty = plain(item.words("certainty"))
    badges = (
        _condition_badge(item, say),
        say._("Certainty: {word}", word=_certainty_word(certainty, say)),
        state(item, say),
        say._("The month in one minute") if minute else audience(item, say),
    )
    return SlidePlan(
        key=key,
        kind="message",
        title=Text(shown, WRITTEN),
        body=_body(item, body, say),
        mark=say._("New study"),
        badges=tuple(badge for badge in badges if badge),
        source=Text(
            limits.source_line(plain(source(item, say, draft=edition.state == "draft"))), own
        ),
        notes=_script(item, title, certainty, say),
    )


def _condition_badge(item: Item, say: Speech) -> str:
    """The condition is always printed (digest §8.2): two when there is room, else the first."""
    names = conditions(item, say.lang)
    both = ", ".join(names[:2])
    return both if len(both) <= _CONDITION_CHARACTERS else names[0]


def _certainty_word(certainty: str, say: Speech) -> str:
    if not certainty:
        return say._("not assessed")
    # A certainty cut short could say the opposite: it is shown whole or not at all.
    return certainty if len(certainty) <= _CERTAINTY_CHARACTERS else say._("see the notes")


def _body(item: Item, facts: tuple[str, ...], say: Speech) -> tuple[Text, ...]:
    """As many of the facts as fit whole, and the line about PEM.

    Half a sentence could say the opposite of the whole, so a text is cut only where no
    fact fits by itself. All of it is in the notes.
    """
    pem = _pem_line(item, say)
    words = limits.BODY_WORDS - (len(pem.text.split()) if pem else 0)
    share = 0.6 if pem else 1.0
    choices = [" ".join(facts), *reversed(facts)] if facts else []
    whole = (text for text in choices if limits.body(text, words=words, share=share) == text)
    shown = next(whole, limits.body(choices[-1], words=words, share=share) if choices else "")
    return tuple(
        text for text in (Text(shown, WRITTEN) if shown else None, pem) if text is not None
    )


def _pem_line(item: Item, say: Speech) -> Text | None:
    """What the sample says of PEM, where PEM was asked for; long answers stay in the notes."""
    answer = plain(item.words("pem_in_sample"))
    if not answer:
        return None
    if answer.casefold().startswith(_NOT_MEASURED):
        return Text(say._("The study says nothing about people with PEM."), RUN_LANGUAGE[say.lang])
    line = say._("PEM in the sample: {answer}", answer=answer)
    return Text(line, WRITTEN) if len(line.split()) <= _PEM_WORDS else None


def _script(item: Item, title: str, certainty: str, say: Speech) -> tuple[Text, ...]:
    """60–90 seconds in the order people listen, then what was not studied."""
    own = RUN_LANGUAGE[say.lang]
    in_short = plain(item.words("bottom_line"))
    if in_short == title:
        in_short = ""  # said already, as the one thing
    said = (
        (say._("If you say only one thing:"), title),
        (say._("In short:"), in_short),
        (say._("Who took part:"), item.words("population")),
        (say._("What was done:"), item.words("intervention")),
        (say._("What came out:"), item.words("result")),
        (say._("PEM in the sample:"), item.words("pem_in_sample")),
        (say._("Worsening:"), item.words("worsening")),
        (say._("Limitations:"), item.words("limitations")),
        (say._("Certainty:"), certainty or say._("not assessed")),
        *(
            (
                say._("What it means for us, {audience}:", audience=audience_name(one, say)),
                item.words("meaning", one),
            )
            for one in item.audiences
        ),
    )
    lines = [Text(say._("Script, 60 to 90 seconds"), own)]
    lines += [Text(f"{label} {text}", WRITTEN) for label, words in said if (text := plain(words))]
    silent = [
        label
        for label, words in (
            (say._("PEM in the sample"), item.words("pem_in_sample")),
            (say._("worsening"), item.words("worsening")),
            (say._("limitations"), item.words("limitations")),
        )
        if not plain(words)
    ]
    if silent:
        lines.append(
            Text(say._("Not studied or not described: {fields}.", fields=", ".join(silent)), own)
        )
    else:
        lines.append(Text(say._("Not studied: see PEM, worsening and limitations above."), own))
    return (*lines, *_about(item, say))


def _about(item: Item, say: Speech) -> tuple[Text, ...]:
    own = RUN_LANGUAGE[say.lang]
    lines = []
    if item.topics:
        names = ", ".join(topic.text(say.lang) for topic in item.topics)
        lines.append(Text(plain(say._("Condition: {names}.", names=names)), own))
    if item.audiences:
        lines.append(Text(say._("Audience: {names}.", names=audience(item, say)), own))
    if item.flags:
        names = plain(", ".join(short(flag.text(say.lang)) for flag in item.flags))
        said = (
            say._("Flags set by a machine: {names}.", names=names)
            if item.flags_by_machine
            else say._("Flags: {names}.", names=names)
        )
        lines.append(Text(said, own))
    if any(flag.id == "suicide_risk" for flag in item.flags):
        # Digest §8.9: a contact line on the notes of every slide that touches suicide.
        contact = say._("The study mentions suicide. Emergency in Sweden: 112. Helpline: 90101.")
        lines.append(Text(contact, own))
    lines.append(Text(plain(item.reference or f"{item.title} {identifier(item)}"), TITLES))
    return tuple(lines)


def proposal_slide(item: Item, place: int, total: int, edition: Edition, say: Speech) -> SlidePlan:
    """An unreviewed work: what kind of study of which condition, and its title as a quotation."""
    own = RUN_LANGUAGE[say.lang]
    names = [in_sentence(name) for name in conditions(item, say.lang)[:2]]
    about = say._("{one} and {two}", one=names[0], two=names[1]) if names[1:] else "".join(names)
    heading = (
        say._(
            "To review, {place} of {total}: {design} on {condition}",
            place=place,
            total=total,
            design=design(item, say),
            condition=about,
        )
        if about
        else say._(
            "To review, {place} of {total}: {design}",
            place=place,
            total=total,
            design=design(item, say),
        )
    )
    title = plain(item.title).rstrip(".")
    quoted = limits.body(say._("“{title}”", title=title))
    if not quoted.endswith("”"):
        quoted += "”"
    missing = (
        say._("Missing: text, or an answer about PEM.")
        if item.reviewed
        else say._("Missing: a person's decision and text.")
    )
    return SlidePlan(
        key=f"{edition.month}.proposal.{item.id}",
        kind="message",
        title=Text(limits.heading(heading), own),
        body=(Text(quoted, TITLES),),
        mark=say._("Draft, do not show"),
        badges=tuple(badge for badge in (state(item, say), audience(item, say)) if badge),
        draft=True,
        source=Text(limits.source_line(plain(source(item, say, draft=True))), own),
        notes=(
            Text(say._("This slide is a draft for the reviewers. Do not show it."), own),
            Text(missing, own),
            Text(say._("Review the record in litwatch. Then the slide shows your own words."), own),
            Text(say._("Not studied: no one has described it yet."), own),
            *_about(item, say),
        ),
    )
