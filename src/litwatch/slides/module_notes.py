"""What the speaker has under a key message: people's words, the sources, and what is not known.

Nothing here is invented: where nobody has written something, the notes say so.
"""

from __future__ import annotations

import re

from litwatch.curriculum.resting import sources
from litwatch.curriculum.wordings import Wording
from litwatch.digest.edition import Item
from litwatch.language import Speech
from litwatch.slides.module_material import Material
from litwatch.slides.module_words import audiences
from litwatch.slides.slide import RUN_LANGUAGE, TITLES, WRITTEN, Text, plain
from litwatch.slides.source import cited, identifier, state
from litwatch.store.statements import Relation

_SUICIDE = re.compile(r"suicid|självmord", re.IGNORECASE)


def script(one: Wording, material: Material, say: Speech) -> tuple[Text, ...]:
    """The frame of 60–90 seconds on a message: the one thing, why, what it rests on, its limits."""
    own = RUN_LANGUAGE[say.lang]
    return (
        Text(say._("Script, 60 to 90 seconds"), own),
        *_labelled(say._("If you say only one thing:"), one.text),
        *_labelled(say._("Why we say it:"), one.now.why),
        *_labelled(say._("Remark:"), one.note),
        *_labelled(say._("What could change it:"), one.sensitive_to),
        *(Text(line, own) for line in _cautions(one, material, say)),
        *_labelled(say._("Source:"), one.now.source),
        *(line for work in material.cited(one) for line in _described(work, say)),
        *(_related(said, work, say) for said, work in material.said_of(one)),
        Text(_not_studied(one, material, say), own),
        # Its badge is the first to go where a slide is narrow.
        Text(say._("Audience: {names}.", names=audiences(material, say)), own),
    )


def _labelled(label: str, words: str) -> tuple[Text, ...]:
    text = plain(words)
    return (Text(f"{label} {text}", WRITTEN),) if text else ()


def _cautions(one: Wording, material: Material, say: Speech) -> list[str]:
    """What the speaker must know before saying it."""
    told = []
    if one.origin == "draft":
        told.append(say._("A draft: nobody may take it for the national guidance’s words."))
    for work in material.unanswered(one):
        told.append(say._("PEM and worsening are not described for {id}.", id=identifier(work)))
    if one.origin == "guidance" and not plain(one.now.ks_page):
        told.append(say._("The page is not given: check the wording against the guidance."))
    if one.safety:
        told.append(say._("This message concerns patient safety."))
    if _SUICIDE.search(one.text) or any(_has_flag(work) for work in material.cited(one)):
        # Digest §8.9: a contact line on the notes of every slide that touches suicide.
        contact = say._("Suicide is mentioned here. Emergency in Sweden: 112. Helpline: 90101.")
        told.append(contact)
    if one.proposal is not None:
        told.append(say._("Somebody has proposed a change. Until it is settled this stands."))
    if one.looked_at is None:
        told.append(say._("Nobody has reviewed the message yet."))
    else:
        told.append(say._("Reviewed {day}.", day=say.day(one.looked_at.date())))
    if sources(one) == 1:
        told.append(say._("It rests on one source."))
    told += [
        say._("PMID {id} is not stored in litwatch: a retraction would not be seen.", id=key)
        for key in material.unstored(one)
    ]
    return told


def _has_flag(work: Item) -> bool:
    return any(flag.id == "suicide_risk" for flag in work.flags)


def _described(work: Item, say: Speech) -> tuple[Text, ...]:
    """A work's reference, its state, and what people have written of whom and what it studied."""
    own = RUN_LANGUAGE[say.lang]
    reference = plain(f"{work.reference or work.title} {identifier(work)}")
    notice = state(work, say)
    return (
        Text(reference, TITLES),
        *((Text(notice, own),) if notice else ()),
        *_labelled(say._("Who took part:"), work.words("population")),
        *_labelled(say._("What came out:"), work.words("result")),
        *_labelled(say._("PEM in the sample:"), work.words("pem_in_sample")),
        *_labelled(say._("Worsening:"), work.words("worsening")),
        *_labelled(say._("Limitations:"), work.words("limitations")),
    )


def _related(said: Relation, work: Item, say: Speech) -> Text:
    """What somebody says of a study and the message, with the reason in their words."""
    told = bears(said, work, say)
    why = plain(said.why)
    return Text(f"{told} {why}" if why else told, WRITTEN if why else RUN_LANGUAGE[say.lang])


def bears(said: Relation, work: Item, say: Speech) -> str:
    """`Prov m.fl. 2026, PMID 90000001, stödjer m03s4.`"""
    about = {"work": f"{cited(work, say)}, {identifier(work)}", "id": said.statement}
    return plain(
        {
            "supports": say._("{work}, supports {id}.", **about),
            "nuances": say._("{work}, nuances {id}.", **about),
            "contradicts": say._("{work}, contradicts {id}.", **about),
        }[said.kind]
    )


def _not_studied(one: Wording, material: Material, say: Speech) -> str:
    works = material.cited(one)
    if not works:
        return say._("Not studied: no one has described it yet.")
    silent = [
        label
        for label, told in (
            (say._("PEM in the sample"), all(work.words("pem_in_sample") for work in works)),
            (say._("worsening"), all(work.words("worsening") for work in works)),
            (say._("limitations"), all(work.words("limitations") for work in works)),
        )
        if not told
    ]
    if silent:
        return say._("Not studied or not described: {fields}.", fields=", ".join(silent))
    return say._("Not studied: see PEM, worsening and limitations above.")
