"""Every text of the reports has a Swedish wording, and none is left over."""

from __future__ import annotations

from importlib import resources
from io import BytesIO

from babel.messages.extract import extract
from babel.messages.pofile import read_po


def test_messages_and_translations_agree() -> None:
    said = set()
    for path in resources.files("litwatch.report").iterdir():
        if path.name.endswith(".py"):
            found = extract("python", BytesIO(path.read_bytes()), {"_": None, "n": (1, 2)})
            said |= {message for _, message, _, _ in found}
    file = resources.files("litwatch.language").joinpath("sv", "report.po")
    catalog = [
        message for message in read_po(BytesIO(file.read_bytes()), locale="sv") if message.id
    ]
    translated = {message.id for message in catalog}
    assert said - translated == set(), "without a translation"
    assert translated - said == set(), "used nowhere"
    for message in catalog:
        wordings = message.string if message.pluralizable else (message.string,)
        assert all(wordings), message.id
        english = message.id if isinstance(message.id, str) else message.id[1]
        for wording in wordings:
            assert "!" not in wording
            assert sorted(_places(wording)) == sorted(_places(english))


def _places(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]
