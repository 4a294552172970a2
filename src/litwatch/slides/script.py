"""What the speaker says and answers of one study: the notes of its slides."""

from __future__ import annotations

from collections.abc import Iterable

from litwatch.digest.edition import AUDIENCES, Item
from litwatch.digest.figures import short
from litwatch.language import Speech
from litwatch.slides.pages import Piece
from litwatch.slides.slide import RUN_LANGUAGE, TITLES, WRITTEN, Text, plain
from litwatch.slides.source import audience, audience_name, identifier


def script(item: Item, title: str, say: Speech) -> tuple[Text, ...]:
    """60–90 seconds in the order people listen, then what was not studied.

    It holds every word that people wrote of the item, whole.
    """
    own = RUN_LANGUAGE[say.lang]
    certainty = plain(item.words("certainty"))
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
            for one in AUDIENCES
        ),
        (say._("Calculation:"), item.words("calculation")),
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
    return (*lines, *about(item, say))


def script_of_rest(pieces: Iterable[Piece], item: Item, say: Speech) -> tuple[Text, ...]:
    """What a continuation slide shows, whole; the script stands in the notes of the first slide."""
    told = say._("Continues the slide before. The script is in the notes there.")
    return (Text(told, RUN_LANGUAGE[say.lang]), *(one.text for one in pieces), *about(item, say))


def about(item: Item, say: Speech) -> tuple[Text, ...]:
    """Condition, audience, flags and reference, for the notes of any slide on the item."""
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
