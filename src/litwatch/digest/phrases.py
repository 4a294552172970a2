"""A message in both languages, for data that outlives the language it is read in."""

from __future__ import annotations

from litwatch.digest.edition import ClosedGate, Field, Item, Written
from litwatch.digest.names import Name
from litwatch.language import speech


def _(message: str) -> str:
    """Marks a message for translation where it is written; it is filled where it is shown."""
    return message


def both(key: str, message: str, **values: object) -> Name:
    """The message under `key`, in Swedish and in English, with its places filled."""
    return Name(id=key, sv=speech("sv")._(message, **values), en=speech("en")._(message, **values))


def closed(
    gate: str,
    item: Item,
    message: str,
    words: str = "",
    *,
    at: Written | Field | None = None,
    **more: str,
) -> ClosedGate:
    """A gate that an item closes, with the words it closes on and what to do.

    `at` is the text, or the field without one, that closes it.
    """
    text = both(gate, message, item=item.pmid or item.id, words=words, **more)
    field, audience = (at.field, at.audience) if isinstance(at, Written) else (at, None)
    return ClosedGate(
        gate=gate, item=item.id, words=words, field=field, audience=audience, message=text
    )
