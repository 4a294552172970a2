"""The fields of an item as a form shows them: label, hint, words, the quoted sentence beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from litwatch.digest.edition import AUDIENCES, Audience, ClosedGate, Field, Item, Proposal
from litwatch.digest.gates import LISTED_FIELDS
from litwatch.digest.items import FIELDS
from litwatch.digest.pem import asks_for_pem
from litwatch.digest.plain import Advice, lix
from litwatch.digest.quoting import proposals
from litwatch.errors import WrongUse
from litwatch.language import Speech, speech
from litwatch.pipeline.writing import Clash, Typed
from litwatch.records import Record
from litwatch.review.screening import check_free_text
from litwatch.store.texts import Text

# What every item is asked for, and what only some need; meaning never gets a proposal.
_FIRST: frozenset[Field] = frozenset(
    {"minute", "bottom_line", "population", "intervention", "result", "limitations", "meaning"}
)


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the form. `first` ones stand open, the others in a fold while they are empty."""

    key: str
    field: Field
    audience: Audience | None
    label: str
    hint: str
    text: str
    seen: int
    first: bool
    answers: tuple[str, ...] = ()
    quote: str = ""
    by_authors: bool = False
    errors: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    lix: int | None = None
    theirs: Text | None = None
    earlier: Text | None = None


def key_of(field: str, audience: str | None) -> str:
    """The name of a field in the form: `result`, `meaning-vardcentral`."""
    return f"{field}-{audience}" if audience else field


def typed_in(form: Mapping[str, object], item: Item) -> tuple[Typed, ...]:
    """What a form holds of an item's fields; a field that the form lacks is not touched."""
    return _typed(form, fields_of(item))


def typed_anywhere(form: Mapping[str, object]) -> tuple[Typed, ...]:
    """What a form holds of the fields of an item that cannot be looked at."""
    return _typed(form, _fields(AUDIENCES))


def _typed(
    form: Mapping[str, object], fields: Iterable[tuple[Field, Audience | None]]
) -> tuple[Typed, ...]:
    return tuple(
        Typed(
            field=field, audience=audience, text=str(form[key]), seen=_number(form, f"seen-{key}")
        )
        for field, audience in fields
        if (key := key_of(field, audience)) in form
    )


def fields_of(item: Item) -> tuple[tuple[Field, Audience | None], ...]:
    """The fields that readers see of an item, in reading order; those of a line are few."""
    return _fields((item.audiences if item.reviewed else ()) or AUDIENCES)


def _fields(audiences: Iterable[Audience]) -> tuple[tuple[Field, Audience | None], ...]:
    pairs: list[tuple[Field, Audience | None]] = []
    for field in FIELDS:
        if field != "meaning":
            pairs.append((field, None))
        else:
            pairs += [(field, audience) for audience in audiences]
    return tuple(pairs)


def blanks(
    item: Item,
    record: Record | None,
    *,
    listed: bool,
    live: Mapping[tuple[str, str], Text],
    typed: Iterable[Typed],
    gates: Iterable[ClosedGate],
    advice: Iterable[Advice],
    clashes: Iterable[Clash],
    say: Speech,
) -> tuple[Blank, ...]:
    """The form of an item. What was `typed` stands before what is stored; `listed` when the
    item is a line of a short list, which shows few fields."""
    given = {one.key: one for one in typed}
    clashing = {one.typed.key: one.theirs for one in clashes}
    quoted = {one.field: one for one in _quotes(item, record)}
    closed, hints = list(gates), list(advice)
    made = []
    for field, audience in fields_of(item):
        pair = (field, audience or "")
        stored = live.get(pair)
        written = given.get(pair)
        text = written.text if written else (stored.text if stored else "")
        if listed and field not in LISTED_FIELDS and not text.strip():
            continue
        seen = written.seen if written else (stored.id if stored else 0)
        theirs = clashing.get(pair)
        quote = quoted.get(field)
        mine = [one for one in closed if (one.field, one.audience) == (field, audience)]
        made.append(
            Blank(
                key=key_of(field, audience),
                field=field,
                audience=audience,
                label=label_of(field, audience, say),
                hint=_hint(field, say),
                text=text,
                seen=theirs.id if theirs else seen,
                first=field in _FIRST
                or bool(text.strip() or mine)
                or (field in ("pem_in_sample", "worsening") and asks_for_pem(item)),
                answers=_answers(field),
                quote=quote.quote if quote else "",
                by_authors=bool(quote and quote.label),
                errors=(*_errors(text, say), *(one.message.text(say.lang) for one in mine)),
                advice=tuple(
                    one.message.text(say.lang)
                    for one in hints
                    if one.field == field and one.words and one.words in text
                ),
                lix=lix(text) if field in _FIRST and len(text.split()) >= 15 else None,
                theirs=theirs,
                earlier=stored if stored and stored.text and not theirs else None,
            )
        )
    return tuple(made)


def holds_patient_data(text: str) -> bool:
    """Whether a text seems to hold a personal identity number."""
    try:
        check_free_text(text, "")
    except WrongUse:
        return True
    return False


def _errors(text: str, say: Speech) -> tuple[str, ...]:
    if not holds_patient_data(text):
        return ()
    _ = say._
    return (
        _(
            "This looks like a personal identity number. Nothing is saved while it stands here. "
            "Take it away."
        ),
    )


def _quotes(item: Item, record: Record | None) -> tuple[Proposal, ...]:
    """The sentences of the record that may answer a field."""
    return proposals(record, item.design.name.id if item.design else "") if record else ()


def _number(form: Mapping[str, object], key: str) -> int:
    text = str(form.get(key, ""))
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def label_of(field: str, audience: str | None, say: Speech) -> str:
    """What people call a field."""
    _ = say._
    names = {
        "minute": _("In the month in one minute"),
        "bottom_line": _("In short"),
        "population": _("Who took part?"),
        "intervention": _("What was done?"),
        "result": _("Result"),
        "pem_in_sample": _("PEM in the sample"),
        "worsening": _("Worsening reported"),
        "limitations": _("Limitations"),
        "certainty": _("Certainty"),
        "calculation": _("Calculation"),
        "meaning": _("What does this mean for us?"),
    }
    return f"{names[cast('Field', field)]} {audience_name(audience, say)}".strip()


def audience_name(audience: str | None, say: Speech) -> str:
    """What people call those who read: empty for all of them."""
    _ = say._
    if audience is None:
        return ""
    return _("Health centre") if audience == "vardcentral" else _("Primary care rehabilitation")


def _hint(field: Field, say: Speech) -> str:
    _ = say._
    return {
        "minute": _("Only when it changes or confirms a key message. Three lines a month at most."),
        "bottom_line": _("One sentence, 25 words at most. No advice and no superlatives."),
        "population": _("Number, country, level of care, age, share of women, criteria."),
        "intervention": _("Population, intervention, comparison, outcome."),
        "result": _(
            "The primary outcome first, with its interval. Say no difference in plain words."
        ),
        "pem_in_sample": _(
            "Begin with Krävdes (required), Förekom (occurred) or Ej mätt (not measured)."
        ),
        "worsening": _(
            "Begin with Ja (yes) and the figure, Nej (no), or Nämns inte (not mentioned)."
        ),
        "limitations": _("Three at most."),
        "certainty": _("Only for a body of evidence, in SBU’s words. Otherwise leave it empty."),
        "calculation": _("When a number is not in the source: how you worked it out."),
        "meaning": _("Always written by a person. May be empty. Write nothing about patients."),
    }[field]


def _answers(field: Field) -> tuple[str, ...]:
    """The ways in which an answer about PEM begins, in the language of editions: Swedish."""
    _ = speech("sv")._
    if field == "pem_in_sample":
        return _("Required."), _("Occurred."), _("Not measured.")
    if field == "worsening":
        return _("No."), _("Not mentioned in the abstract.")
    return ()
