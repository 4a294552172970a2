"""The words that name things on a slide: source line, condition, design, audience, state."""

from __future__ import annotations

import re

from litwatch.digest.edition import AUDIENCES, Audience, Item
from litwatch.digest.names import Name
from litwatch.language import Lang, Speech
from litwatch.slides.canvas import Canvas
from litwatch.slides.slide import plain

_INITIALS = re.compile(r" [A-ZÅÄÖÜÉ]{1,4}(?: (?:Jr|Sr|I{1,3}|[0-9](?:st|nd|rd|th)))?$")
_BRACKET_AT_END = re.compile(r"\s*\([^()]*\)$")


def surname(name: str) -> str:
    """`Schmidt` from `Schmidt KF`; a group's name is returned whole."""
    return _INITIALS.sub("", name)


def cited(item: Item, say: Speech) -> str:
    """`Schmidt m.fl. 2020`; without authors the journal stands in their place."""
    people = [surname(name) for name in item.authors]
    if not people:
        who = item.journal or say._("Unknown author")
    elif len(people) == 1:
        who = people[0]
    elif len(people) == 2:
        who = say._("{one} and {two}", one=people[0], two=people[1])
    else:
        who = say._("{first} et al.", first=people[0])
    return f"{who} {item.year}" if item.year else who


def identifier(item: Item) -> str:
    if item.pmid:
        return f"PMID {item.pmid}"
    return f"doi:{item.doi}" if item.doi else item.id


def short_name(name: Name, lang: Lang) -> str:
    """`Postcovid` from the topic's full name: explanations and second names are left out."""
    text = _BRACKET_AT_END.sub("", name.text(lang))
    return re.split(r", | / ", text)[0]


def in_sentence(text: str) -> str:
    """The name as it stands inside a sentence: `postcovid`, but `ME/CFS` and `Q fever`."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def conditions(item: Item, lang: Lang) -> tuple[str, ...]:
    return tuple(dict.fromkeys(short_name(topic, lang) for topic in item.topics))


def on_conditions(what: str, item: Item, say: Speech) -> tuple[str, ...]:
    """`randomiserad studie om postcovid`: with two conditions, with one, and with none."""
    names = [in_sentence(name) for name in conditions(item, say.lang)[:2]]
    about = list(names[:1])
    if names[1:]:
        about.insert(0, say._("{one} and {two}", one=names[0], two=names[1]))
    whole = [say._("{study} on {condition}", study=what, condition=one) for one in about]
    return (*whole, what)


def design(item: Item, say: Speech) -> str:
    """What the study is called in a sentence; only `study` where the design is not known."""
    if item.design is None or item.design.name.id == "other":
        return say._("study")
    return in_sentence(item.design.name.text(say.lang))


def audience(item: Item, say: Speech) -> str:
    if set(item.audiences) == set(AUDIENCES):
        return say._("Primary care and rehabilitation")
    return ", ".join(audience_name(one, say) for one in item.audiences)


def audience_name(one: Audience, say: Speech) -> str:
    return say._("Primary care centre") if one == "vardcentral" else say._("Primary care rehab")


def state(item: Item, say: Speech) -> str:
    """The badge of a work that may be shown but not without a word about its state."""
    return {
        "concern": say._("The journal is investigating"),
        "corrected": say._("Corrected"),
        "superseded": say._("A newer version exists"),
        "unknown": say._("Notice to look up"),
    }.get(item.state, "")


def source(item: Item, say: Speech, canvas: Canvas, *, draft: bool) -> str:
    """`Källa: Schmidt m.fl. 2020, PMID 31521666 · Randomiserad studie · Granskad 2026-11`.

    A name too long for the line is left out whole: the identifier and what was reviewed stay,
    and the notes have the full reference.
    """
    named = item.design.name.text(say.lang) if item.design else ""
    state = []
    if not item.reviewed:
        named = say._("Proposal: {design}", design=design(item, say))
        state.append(say._("Not reviewed"))
    elif item.reviewed_on is not None:
        state.append(say._("Reviewed {month}", month=f"{item.reviewed_on:%Y-%m}"))
    if item.reviewed and draft:
        state.append(say._("The edition is a draft"))
    work = say._("Source: {work}, {id}", work=cited(item, say), id=identifier(item))
    bare = say._("Source: {id}", id=identifier(item))
    lines = [
        plain(" · ".join(part for part in parts if part))
        for parts in ((work, named, *state), (bare, named, *state), (bare, *state))
    ]
    return next((line for line in lines if canvas.is_source_line(line)), lines[-1])
