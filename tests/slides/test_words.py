"""Every text of the slides has a Swedish wording, and none is left over."""

from __future__ import annotations

from importlib import resources
from io import BytesIO

from babel.messages.extract import extract
from babel.messages.pofile import read_po


def test_messages_and_translations_agree() -> None:
    said = set()
    for path in resources.files("litwatch.slides").iterdir():
        if path.name.endswith(".py"):
            found = extract("python", BytesIO(path.read_bytes()), {"_": None, "n": (1, 2)})
            said |= {message for _, message, _, _ in found}
    catalog = [
        message
        for path in resources.files("litwatch.language").joinpath("sv").iterdir()
        if path.name in ("slides.po", "slides_module.po")  # other rooms of it test their own
        for message in read_po(BytesIO(path.read_bytes()), locale="sv")
    ]
    translated = {message.id for message in catalog if message.id}
    assert said - translated == set(), "without a translation"
    assert translated - said == set(), "used nowhere"
    for message in catalog:
        if message.id:
            wordings = message.string if message.pluralizable else (message.string,)
            assert all(wordings), message.id
            assert not message.fuzzy
            for wording in wordings:
                assert "!" not in wording
                english = message.id if isinstance(message.id, str) else message.id[1]
                assert sorted(places(wording)) == sorted(places(english))


def test_a_message_that_other_rooms_share_has_one_wording() -> None:
    folder = resources.files("litwatch.language").joinpath("sv")
    texts: dict[object, object] = {}
    for path in folder.iterdir():
        if path.name.endswith(".po"):
            for message in read_po(BytesIO(path.read_bytes()), locale="sv"):
                if message.id:
                    assert texts.setdefault(message.id, message.string) == message.string, path


def places(text: str) -> list[str]:
    """The `{name}` places of a message."""
    return [part.split("}")[0] for part in text.split("{")[1:]]
