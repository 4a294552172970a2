"""Every message of the digest has its Swedish text, and no text lacks its message."""

from __future__ import annotations

from importlib import resources
from io import BytesIO

from babel.messages.pofile import read_po

from litwatch.language import speech

from .messages import messages_in_use


def _swedish() -> dict[str | tuple[str, ...], object]:
    file = resources.files("litwatch.language").joinpath("sv", "digest.po")
    catalog = read_po(BytesIO(file.read_bytes()), locale="sv")
    return {
        tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id: message.string
        for message in catalog
        if message.id
    }


def test_used_messages_and_swedish_texts_are_the_same_set() -> None:
    used, written = messages_in_use(), set(_swedish())
    assert used - written == set()
    assert written - used == set()


def test_no_swedish_text_is_empty_and_places_are_kept() -> None:
    for message, text in _swedish().items():
        texts = text if isinstance(text, tuple) else (text,)
        sources = message if isinstance(message, tuple) else (message,)
        assert all(texts)
        for one in texts:
            places = {place for source in sources for place in _places(source)}
            assert _places(str(one)) <= places


def _places(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def test_the_quiet_sentence_is_exact() -> None:
    assert (
        speech("sv")._("Nothing this month changes the advice in the national guidance.")
        == "Inget den här månaden ändrar råden i kunskapsstödet."
    )
